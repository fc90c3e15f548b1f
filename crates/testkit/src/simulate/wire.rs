//! What a machine sends on its way into the network: duplicated, out of order, or as a member that lies has it.
use super::disk::lock;
use commonware_actor::{Feedback, Unreliable};
use commonware_p2p::{CheckedSender, LimitedSender, Recipients, Sender as _, simulated};
use commonware_runtime::{Clock as _, IoBuf, IoBufs, Spawner as _, Supervisor as _, deterministic::Context};
use node::{block::PublicKey, engine::Net};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, SystemTime},
};

/// Something on its way to somebody.
#[derive(Clone, Debug)]
pub struct Parcel {
    /// To whom.
    pub to: Vec<PublicKey>,
    /// What.
    pub bytes: IoBuf,
    /// How much later.
    pub after: Duration,
}

/// Makes other messages of what a member that lies would send.
pub trait Tap: Send + Sync {
    /// What is sent on a channel in place of `parcel`.
    fn sends(&self, channel: u64, parcel: Parcel, rng: &mut StdRng) -> Vec<Parcel>;
}

/// How often messages are doubled or come late, in thousandths; the same for all machines of a network.
#[derive(Debug, Default)]
pub struct Noise {
    /// Sent twice, the second time later.
    pub doubled: AtomicU32,
    /// Sent later, behind what is sent meanwhile.
    pub late: AtomicU32,
}

/// The way of one validator's messages into the network.
pub struct Wire {
    context: Context,
    noise: Arc<Noise>,
    tap: Option<Arc<dyn Tap>>,
    rng: Mutex<StdRng>,
}

impl Wire {
    /// The way of a validator; `seed` decides every chance on it.
    pub fn new(context: Context, noise: Arc<Noise>, tap: Option<Arc<dyn Tap>>, seed: u64) -> Arc<Self> {
        Arc::new(Self { context, noise, tap, rng: Mutex::new(StdRng::seed_from_u64(seed)) })
    }

    fn parcels(&self, channel: u64, to: Vec<PublicKey>, bytes: IoBuf) -> Vec<Parcel> {
        const LATE_MS: u64 = 400;
        let mut rng = lock(&self.rng);
        let parcel = Parcel { to, bytes, after: Duration::ZERO };
        let mut parcels = match &self.tap {
            Some(tap) => tap.sends(channel, parcel, &mut rng),
            None => vec![parcel],
        };
        let (doubled, late) =
            (self.noise.doubled.load(Ordering::Relaxed), self.noise.late.load(Ordering::Relaxed));
        if doubled > 0 || late > 0 {
            let mut again = Vec::new();
            for parcel in &mut parcels {
                if rng.random_range(0..1000) < late {
                    parcel.after += Duration::from_millis(rng.random_range(1..LATE_MS));
                }
                if rng.random_range(0..1000) < doubled {
                    let after = parcel.after + Duration::from_millis(rng.random_range(0..LATE_MS));
                    again.push(Parcel { after, ..parcel.clone() });
                }
            }
            parcels.extend(again);
        }
        parcels
    }
}

type Plain = simulated::Sender<PublicKey, Context>;

/// The end of a channel that sends by a [`Wire`].
#[derive(Clone)]
pub struct Sender {
    channel: u64,
    plain: Plain,
    wire: Arc<Wire>,
}

impl Sender {
    /// Sends on a channel by a wire.
    pub const fn new(channel: u64, plain: Plain, wire: Arc<Wire>) -> Self {
        Self { channel, plain, wire }
    }

    fn send_parcel(&self, Parcel { to, bytes, after }: Parcel, priority: bool) {
        let mut plain = self.plain.clone();
        if after.is_zero() {
            // Over its measure it is dropped, as on a real network.
            drop(plain.send(Recipients::Some(to), bytes, priority));
            return;
        }
        self.wire.context.child("late").spawn(move |context| async move {
            context.sleep(after).await;
            drop(plain.send(Recipients::Some(to), bytes, priority));
        });
    }
}

impl std::fmt::Debug for Sender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sender").field("channel", &self.channel).finish_non_exhaustive()
    }
}

impl LimitedSender for Sender {
    type PublicKey = PublicKey;
    type Checked<'a> = Checked<'a>;

    fn check(&mut self, recipients: Recipients<PublicKey>) -> Result<Checked<'_>, SystemTime> {
        let by = Self { channel: self.channel, plain: self.plain.clone(), wire: Arc::clone(&self.wire) };
        Ok(Checked { inner: self.plain.check(recipients)?, by })
    }
}

/// A message that the rate allows.
pub struct Checked<'a> {
    inner: <Plain as LimitedSender>::Checked<'a>,
    by: Sender,
}

impl CheckedSender for Checked<'_> {
    type PublicKey = PublicKey;

    fn recipients(&self) -> Vec<PublicKey> {
        self.inner.recipients()
    }

    fn send(self, message: impl Into<IoBufs> + Send, priority: bool) -> Unreliable<Feedback> {
        let bytes = message.into().coalesce();
        let to = self.inner.recipients();
        let parcels = self.by.wire.parcels(self.by.channel, to.clone(), bytes.clone());
        // What goes its ordinary way goes by what was checked.
        if let [parcel] = parcels.as_slice()
            && parcel.after.is_zero()
            && parcel.to == to
            && parcel.bytes == bytes
        {
            return self.inner.send(bytes, priority);
        }
        for parcel in parcels {
            self.by.send_parcel(parcel, priority);
        }
        Unreliable::new(Feedback::Ok)
    }
}

/// The simulated network with wires.
pub enum Wires {}

impl Net for Wires {
    type Sender = Sender;
    type Receiver = simulated::Receiver<PublicKey>;
    type Blocker = simulated::Control<PublicKey, Context>;
    type Peers = simulated::Manager<PublicKey, Context>;
}
