//! The load while things fail, and what it feels of that: acts a second, finality, the longest silence.
use super::{book::Book, client::Client};
use crate::{
    bench::{
        load::Pace,
        network::Network,
        report::{millis, ms, number, rounded},
        signers::Pool,
    },
    failure::Failure,
};
use protocol::Digest;
use serde_json::{Value, json};
use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
    fmt, fs,
    path::{Path, PathBuf},
    rc::Rc,
    time::{Duration, Instant},
};

/// An entry that a client saw become final.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ack {
    pub(crate) at: Instant,
    /// Since it was sent for the first time.
    pub(crate) took: Duration,
}

/// What the clients share.
pub(crate) struct Shared {
    pub(crate) network: Rc<Network>,
    pub(crate) pool: RefCell<Pool>,
    pub(crate) stop: Cell<bool>,
    /// The blocks whose quorum's signature was verified.
    pub(crate) certified: RefCell<BTreeSet<Digest>>,
    acks: RefCell<Vec<Ack>>,
    broken: RefCell<Vec<String>>,
}

impl Shared {
    pub(crate) fn acked(&self, begun: Instant) {
        self.acks.borrow_mut().push(Ack { at: Instant::now(), took: begun.elapsed() });
    }

    pub(crate) fn breaks(&self, what: String) {
        self.broken.borrow_mut().push(what);
    }
}

/// Clients on a network.
pub(crate) struct Load {
    pub(crate) shared: Rc<Shared>,
    clients: RefCell<Vec<Client>>,
    /// Where their logs are.
    pub(crate) logs: PathBuf,
}

impl Load {
    pub(crate) fn new(
        network: Rc<Network>,
        pool: Pool,
        logs: &Path,
        clients: usize,
    ) -> Result<Self, Failure> {
        fs::create_dir_all(logs).map_err(|error| Failure::file("make", logs, &error))?;
        let shared = Rc::new(Shared {
            network,
            pool: RefCell::new(pool),
            stop: Cell::new(false),
            certified: RefCell::default(),
            acks: RefCell::default(),
            broken: RefCell::default(),
        });
        let client = |n| {
            let book = Book::open(logs.join(format!("{n:03}.log")))?;
            Client::new(Rc::clone(&shared), n, book)
        };
        let clients = RefCell::new((0..clients).map(client).collect::<Result<_, _>>()?);
        Ok(Self { shared, clients, logs: logs.to_owned() })
    }

    pub(crate) fn network(&self) -> &Network {
        &self.shared.network
    }

    /// Lets all clients work while `faults` go their way; then each settles what it has sent.
    pub(crate) async fn during<T>(
        &self,
        faults: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let mut clients = self.clients.take();
        let work = futures::future::try_join_all(clients.iter_mut().map(Client::work));
        let faults = async {
            let ended = faults.await;
            self.shared.stop.set(true);
            ended
        };
        let (ended, _) = futures::future::try_join(faults, work).await?;
        Ok(ended)
    }

    pub(crate) fn acks(&self) -> std::cell::Ref<'_, Vec<Ack>> {
        self.shared.acks.borrow()
    }

    pub(crate) fn broken(&self) -> Vec<String> {
        self.shared.broken.borrow().clone()
    }

    /// What was felt between two moments.
    pub(crate) fn felt(&self, from: Instant, to: Instant) -> Felt {
        Felt::of(&self.acks(), from, to)
    }
}

/// What clients felt for a while.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Felt {
    pub(crate) lasted: Duration,
    /// None where nothing became final.
    pub(crate) pace: Option<Pace>,
    /// The longest time in which no client saw an entry become final.
    pub(crate) silence: Duration,
}

impl Felt {
    fn of(acks: &[Ack], from: Instant, to: Instant) -> Self {
        let within = acks.iter().filter(|ack| from <= ack.at && ack.at <= to);
        let mut took: Vec<Duration> = within.clone().map(|ack| ack.took).collect();
        took.sort_unstable();
        let (last, longest) = within.fold((from, Duration::ZERO), |(before, longest), ack| {
            (ack.at, longest.max(ack.at.saturating_duration_since(before)))
        });
        let lasted = to.saturating_duration_since(from);
        let silence = longest.max(to.saturating_duration_since(last));
        Self { lasted, pace: Pace::of(&took, lasted), silence }
    }

    pub(crate) fn json(&self) -> Value {
        let pace = self.pace;
        json!({
            "seconds": rounded(self.lasted.as_secs_f64()),
            "acts": pace.map_or(0, |pace| pace.acts),
            "acts_per_second": pace.map_or(0.0, |pace| rounded(pace.per_second)),
            "p50_ms": pace.map(|pace| millis(pace.p50)), "p99_ms": pace.map(|pace| millis(pace.p99)),
            "worst_ms": pace.map(|pace| millis(pace.worst)), "silence_ms": millis(self.silence),
        })
    }
}

impl fmt::Display for Felt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let silence = ms(self.silence);
        match self.pace {
            Some(pace) => write!(
                f,
                "{} acts/s, finality p50 {} ms, p99 {} ms, worst {} ms, longest silence {silence} ms",
                number(pace.per_second),
                ms(pace.p50),
                ms(pace.p99),
                ms(pace.worst),
            ),
            None => write!(f, "nothing became final for {silence} ms"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_counts_from_one_end_to_the_other() {
        let begun = Instant::now();
        let at = |ms| begun + Duration::from_millis(ms);
        let ack = |ms| Ack { at: at(ms), took: Duration::from_millis(5) };
        let felt = Felt::of(&[ack(100), ack(900), ack(1200)], begun, at(1500));
        assert_eq!((felt.silence, felt.pace.unwrap().acts), (Duration::from_millis(800), 3));
        let felt = Felt::of(&[ack(100), ack(900)], at(800), at(2000));
        assert_eq!((felt.silence, felt.pace.unwrap().acts), (Duration::from_millis(1100), 1), "to its end");
        let felt = Felt::of(&[], begun, at(700));
        assert!(felt.silence == Duration::from_millis(700) && felt.pace.is_none());
    }
}
