//! The validators' processes, which a part kills, pauses and starts again.
use crate::{
    bench::{
        failed,
        http::Server,
        network::{Network, Site, make},
        signers::Signer,
    },
    failure::{Exit, Failure},
    home::{Home, loopback, write_durably},
    make::AGENCIES,
    supervise::{Plan, Process, last_words, stop_all},
};
use protocol::{Canonical as _, service::Status};
use rustix::process::{Pid, Signal, kill_process};
use std::{
    net::SocketAddr,
    path::PathBuf,
    time::{Duration, Instant},
};
use tokio::time::{sleep, timeout};

/// How long a validator may take to answer, or to catch up.
const PATIENCE: Duration = Duration::from_mins(2);
/// How often it is looked after meanwhile.
const LOOK: Duration = Duration::from_millis(50);
/// How long a validator may take to say how it is before it counts as silent.
const STATUS_MAX: Duration = Duration::from_secs(1);

/// Where a validator is.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// For the other validators.
    pub(crate) peers: SocketAddr,
    /// For its clients.
    pub(crate) service: SocketAddr,
    /// The command that starts it there; none for this place itself.
    pub(crate) before: Vec<String>,
}

/// The processes of a network. Dropped, they stop, as their standard input ends.
#[derive(Default)]
pub(crate) struct Crew {
    plans: Vec<(Plan, Vec<String>)>,
    running: Vec<Option<Process>>,
}

impl Crew {
    /// Makes a network of four validators on this machine's loopback address; nothing runs yet.
    pub(crate) fn lay_four(&mut self, site: &Site, signers: &[Signer]) -> Result<Network, Failure> {
        let ports = Home::at(&site.directory).choose_ports(4)?;
        let places = ports.peers.iter().zip(&ports.services).map(|(peers, service)| Place {
            peers: loopback(*peers),
            service: loopback(*service),
            before: Vec::new(),
        });
        self.lay(site, &places.collect::<Vec<_>>(), signers)
    }

    /// Makes a network with a validator at each place; nothing runs yet.
    pub(crate) fn lay(
        &mut self,
        site: &Site,
        places: &[Place],
        signers: &[Signer],
    ) -> Result<Network, Failure> {
        let home = Home::at(&site.directory);
        let peers: Vec<_> = places.iter().map(|place| place.peers).collect();
        let services: Vec<_> = places.iter().map(|place| place.service).collect();
        let count = u32::try_from(places.len()).unwrap_or(u32::MAX);
        let genesis = make(&home, count, &peers, &services, signers)?;
        write_durably(&home.genesis_path(), &genesis.to_bytes())?;
        let mut servers = Vec::new();
        for ((n, name), place) in AGENCIES.iter().enumerate().zip(places) {
            let plan = Plan::validator(&home, n, name, place.service.port())?;
            servers.push(Server::new(place.service, plan.token.as_deref(), "application/cbor")?);
            self.plans.push((plan, place.before.clone()));
            self.running.push(None);
        }
        Ok(Network::of(genesis, servers))
    }

    /// Starts all validators and waits until they make blocks.
    pub(crate) async fn start_all(&mut self, network: &Network) -> Result<(), Failure> {
        for n in 0..self.plans.len() {
            self.start(n)?;
        }
        let begun = Instant::now();
        for n in 0..self.plans.len() {
            while status(network, n).await.is_none_or(|status| status.height < 2) {
                self.lives(n)?;
                if begun.elapsed() > PATIENCE {
                    return Err(stuck(&format!("{} did not come to height 2", self.name(n))));
                }
                sleep(LOOK).await;
            }
        }
        Ok(())
    }

    pub(crate) fn len(&self) -> usize {
        self.plans.len()
    }

    pub(crate) fn name(&self, n: usize) -> &str {
        self.plans.get(n).map_or("?", |(plan, _)| plan.name.as_str())
    }

    /// The storage of the validator `n`.
    pub(crate) fn storage(&self, n: usize) -> PathBuf {
        self.plans.get(n).map(|(plan, _)| plan.config.with_file_name("storage")).unwrap_or_default()
    }

    /// The last line of its log that says something.
    pub(crate) fn last_words(&self, n: usize) -> String {
        self.plans.get(n).map(|(plan, _)| last_words(&plan.log)).unwrap_or_default()
    }

    /// What it said last, with what to do: from the last word of the program on.
    pub(crate) fn parting(&self, n: usize) -> String {
        let log = self.plans.get(n).map(|(plan, _)| std::fs::read_to_string(&plan.log).unwrap_or_default());
        let log = log.unwrap_or_default();
        let from = log.rfind("dalolat: ").unwrap_or(log.len());
        log.get(from..).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub(crate) fn start(&mut self, n: usize) -> Result<(), Failure> {
        let (plan, before) = self.plans.get(n).expect("the part asks for a validator of its own");
        self.running[n] = Some(Process::start_within(plan.clone(), before)?);
        Ok(())
    }

    /// Ends a validator as a power cut would.
    pub(crate) fn kill(&mut self, n: usize) {
        if let Some(process) = self.running[n].take() {
            process.kill();
        }
    }

    /// Stops a validator without a word to it, or lets it go on.
    pub(crate) fn signal(&self, n: usize, signal: Signal) -> Result<(), Failure> {
        let id = self.running[n].as_ref().and_then(|process| i32::try_from(process.id()).ok());
        let pid = id.and_then(Pid::from_raw).ok_or_else(|| stuck("a validator does not run"))?;
        kill_process(pid, signal).map_err(|error| {
            failed("survive.signal", &std::io::Error::from_raw_os_error(error.raw_os_error()))
        })
    }

    /// How it ended, where it did by itself.
    pub(crate) fn ended(&mut self, n: usize) -> Option<std::process::ExitStatus> {
        self.running[n].as_mut().and_then(Process::ended)
    }

    fn lives(&mut self, n: usize) -> Result<(), Failure> {
        match self.ended(n) {
            None => Ok(()),
            Some(status) => {
                let words = self.last_words(n);
                Err(stuck(&format!("{} ended by itself ({status}): {words}", self.name(n))))
            }
        }
    }

    /// Waits until the validator `n` is as far as the furthest of the others is at that moment, and votes.
    /// Says how long it took to answer, and how long to catch up, since `begun`.
    pub(crate) async fn caught_up(
        &mut self,
        network: &Network,
        n: usize,
        begun: Instant,
    ) -> Result<(Duration, Duration), Failure> {
        let mut answered = None;
        loop {
            let mut furthest = 0;
            for other in (0..self.len()).filter(|other| *other != n) {
                furthest = furthest.max(status(network, other).await.map_or(0, |status| status.height));
            }
            if let Some(status) = status(network, n).await {
                let answered = *answered.get_or_insert_with(|| begun.elapsed());
                if status.height >= furthest && status.signs {
                    return Ok((answered, begun.elapsed()));
                }
            }
            self.lives(n)?;
            if begun.elapsed() > PATIENCE {
                let what = format!("{} did not catch up within {} s", self.name(n), PATIENCE.as_secs());
                return Err(stuck(&what));
            }
            sleep(LOOK).await;
        }
    }

    /// Ends everything in order.
    pub(crate) fn stop(self) {
        for process in self.running.iter().flatten() {
            // One that is paused would never hear that it is to stop; one that has ended hears nothing.
            if let Some(pid) = i32::try_from(process.id()).ok().and_then(Pid::from_raw) {
                let _gone_or_goes_on = kill_process(pid, Signal::CONT);
            }
        }
        stop_all(self.running.into_iter().flatten().collect());
    }
}

/// How a validator is; none where it does not answer soon.
pub(crate) async fn status(network: &Network, n: usize) -> Option<Status> {
    let service = network.services.get(n)?;
    timeout(STATUS_MAX, network.get(service, "/v1/status")).await.ok()?.ok()
}

/// A promise that is broken so badly that the part cannot go on.
pub(crate) fn stuck(what: &str) -> Failure {
    Failure::new(
        Exit::Refused,
        "survive.stuck",
        what,
        "This is a broken promise: look at the validators' logs.",
    )
}
