//! A machine that a validator runs on: a clock that may be wrong, a disk that may fail, power that may go.
//!
//! A [`Machine`] is the engine's runtime around the deterministic one. Everything that is spawned on it is
//! polled only while it has power, so that it can stop between any two awaits and before or after any write.
use super::disk::{Disk, File, Open, lock};
use commonware_runtime::{
    Blob as EngineBlob, BlobVersion, Clock, Error, Handle, IoBufs, IoBufsMut, Metrics, Name, ReadOptions,
    Spawner, Storage, Supervisor, WriteOptions,
    deterministic::Context,
    signal::Signal,
    telemetry::metrics::{Metric, Registered},
};
use futures::FutureExt as _;
use governor::clock::{Clock as Governed, ReasonablyRealtime};
use rand_core::{TryCryptoRng, TryRng};
use std::{
    any::Any,
    cell::Cell,
    convert::Infallible,
    ops::RangeInclusive,
    panic::AssertUnwindSafe,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering},
    },
    task::{Context as Polled, Poll},
    time::{Duration, SystemTime},
};

/// When a machine stops by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Before the how many-th poll of any of its tasks from now on: between two awaits.
    Poll(u64),
    /// At the how many-th change of its disk from now on, before or after it is made.
    Write {
        /// Which change.
        number: u64,
        /// Whether the change is made.
        made: bool,
    },
}

/// Why a machine has no power.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Death {
    /// It was to stop.
    Planned,
    /// Its validator panicked, and said this.
    Panicked(String),
}

thread_local! {
    /// The place of the machine whose work runs now.
    static CURRENT: Cell<Option<usize>> = const { Cell::new(None) };
}

/// The place of the machine whose work runs now on this thread.
pub fn current() -> Option<usize> {
    CURRENT.get()
}

/// The power of a machine from one start to the next stop, and what hangs on it.
#[derive(Debug, Default)]
pub struct Power {
    /// The place of the machine.
    place: usize,
    off: AtomicBool,
    death: Mutex<Option<Death>>,
    at: Mutex<Option<Moment>>,
    pub(super) disk: Mutex<Disk>,
    /// How far its clock is ahead, in milliseconds.
    pub(super) ahead_ms: AtomicI64,
    /// How long a sync takes, in milliseconds.
    pub(super) sync_ms: AtomicU64,
    /// How many bytes its disk holds; 0 where it is large enough.
    pub(super) room: AtomicU64,
    /// Whether the disk refused something since it had no room.
    pub(super) was_full: AtomicBool,
}

impl Power {
    /// The power of the machine at a place, on this disk.
    pub fn new(place: usize, disk: Disk) -> Self {
        Self { place, disk: Mutex::new(disk), ..Self::default() }
    }

    /// Whether the machine runs.
    pub fn is_on(&self) -> bool {
        !self.off.load(Ordering::Relaxed)
    }

    /// Why it does not.
    pub fn death(&self) -> Option<Death> {
        lock(&self.death).clone()
    }

    /// Stops the machine, for the first reason there is.
    pub fn cut(&self, death: Death) {
        lock(&self.death).get_or_insert(death);
        self.off.store(true, Ordering::Relaxed);
    }

    /// Lets the machine stop at a moment.
    pub fn stop_at(&self, moment: Moment) {
        *lock(&self.at) = Some(moment);
    }

    /// Takes back that the machine is to stop.
    pub fn never_mind(&self) {
        *lock(&self.at) = None;
    }

    fn polled(&self) {
        let mut at = lock(&self.at);
        match *at {
            Some(Moment::Poll(0)) => {
                drop(at);
                self.cut(Death::Planned);
            }
            Some(Moment::Poll(left)) => *at = Some(Moment::Poll(left - 1)),
            Some(Moment::Write { .. }) | None => {}
        }
    }

    /// Runs a change of the disk, unless the machine stops before it.
    async fn change<T>(&self, change: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
        let stops = {
            let mut at = lock(&self.at);
            match *at {
                Some(Moment::Write { number: 0, made }) => Some(made),
                Some(Moment::Write { number, made }) => {
                    *at = Some(Moment::Write { number: number - 1, made });
                    None
                }
                Some(Moment::Poll(_)) | None => None,
            }
        };
        match stops {
            None => change(),
            Some(made) => {
                if made {
                    // Nobody is there to hear whether it worked.
                    drop(change());
                }
                self.cut(Death::Planned);
                futures::future::pending().await
            }
        }
    }

    /// Whether a file may grow to `length` from `before`.
    fn has_room(&self, before: u64, length: u64) -> Result<(), Error> {
        let room = self.room.load(Ordering::Relaxed);
        if room == 0 || length <= before || lock(&self.disk).used() + (length - before) <= room {
            return Ok(());
        }
        self.was_full.store(true, Ordering::Relaxed);
        Err(Error::WriteFailed)
    }

    /// Runs `work` as far as the machine has power; nothing comes of it where the power goes.
    pub fn run<F: Future>(self: &Arc<Self>, work: F) -> Powered<F> {
        Powered { power: Arc::clone(self), work: Box::pin(work) }
    }
}

/// Work on a machine: polled only while it has power.
pub struct Powered<F> {
    power: Arc<Power>,
    work: Pin<Box<F>>,
}

fn said(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "it does not say why".to_owned())
}

impl<F: Future> Future for Powered<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Polled<'_>) -> Poll<F::Output> {
        self.power.polled();
        if !self.power.is_on() {
            return Poll::Pending;
        }
        let before = CURRENT.replace(Some(self.power.place));
        let polled = std::panic::catch_unwind(AssertUnwindSafe(|| self.work.poll_unpin(context)));
        CURRENT.set(before);
        match polled {
            Ok(Poll::Ready(_) | Poll::Pending) if !self.power.is_on() => Poll::Pending,
            Ok(polled) => polled,
            Err(payload) => {
                // On a real machine the process ends with the first panic.
                self.power.cut(Death::Panicked(format!("{} ({})", said(&*payload), super::quiet::last())));
                Poll::Pending
            }
        }
    }
}

/// The runtime of one machine.
pub struct Machine {
    inner: Context,
    power: Arc<Power>,
}

impl Machine {
    /// A machine with this power.
    pub const fn new(inner: Context, power: Arc<Power>) -> Self {
        Self { inner, power }
    }
}

impl Supervisor for Machine {
    fn name(&self) -> Name {
        self.inner.name()
    }

    fn child(&self, label: &'static str) -> Self {
        Self { inner: self.inner.child(label), power: Arc::clone(&self.power) }
    }

    fn with_attribute(self, key: &'static str, value: impl std::fmt::Display) -> Self {
        Self { inner: self.inner.with_attribute(key, value), power: self.power }
    }
}

impl Spawner for Machine {
    fn shared(self, blocking: bool) -> Self {
        Self { inner: self.inner.shared(blocking), power: self.power }
    }

    fn dedicated(self) -> Self {
        Self { inner: self.inner.dedicated(), power: self.power }
    }

    fn spawn<F, Fut, T>(self, f: F) -> Handle<T>
    where
        F: FnOnce(Self) -> Fut + Send + 'static,
        Fut: Future<Output = T> + Send + 'static,
        T: Send + 'static,
    {
        let Self { inner, power } = self;
        inner.spawn(move |inner| {
            let on = Arc::clone(&power);
            let work = f(Self { inner, power });
            on.run(work)
        })
    }

    async fn stop(self, value: i32, timeout: Option<Duration>) -> Result<(), Error> {
        self.inner.stop(value, timeout).await
    }

    fn stopped(&self) -> Signal {
        self.inner.stopped()
    }
}

impl Metrics for Machine {
    fn register<N: Into<String>, H: Into<String>, M: Metric>(
        &self,
        name: N,
        help: H,
        metric: M,
    ) -> Registered<M> {
        self.inner.register(name, help, metric)
    }

    fn encode(&self) -> String {
        self.inner.encode()
    }
}

impl Governed for Machine {
    type Instant = SystemTime;

    fn now(&self) -> SystemTime {
        self.current()
    }
}

impl ReasonablyRealtime for Machine {}

impl Clone for Machine {
    fn clone(&self) -> Self {
        self.child("clone")
    }
}

/// Sleeping goes by the time that passes, as on a real machine; only a deadline is read off the clock.
impl Clock for Machine {
    fn current(&self) -> SystemTime {
        let right = self.inner.current();
        let ahead = self.power.ahead_ms.load(Ordering::Relaxed);
        let by = Duration::from_millis(ahead.unsigned_abs());
        let wrong = if ahead < 0 { right.checked_sub(by) } else { right.checked_add(by) };
        wrong.unwrap_or(right)
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send + 'static + use<> {
        self.inner.sleep(duration)
    }

    fn sleep_until(&self, deadline: SystemTime) -> impl Future<Output = ()> + Send + 'static + use<> {
        self.inner.sleep(deadline.duration_since(self.current()).unwrap_or_default())
    }
}

impl TryRng for Machine {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.inner.try_next_u32()
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.inner.try_next_u64()
    }

    fn try_fill_bytes(&mut self, to: &mut [u8]) -> Result<(), Infallible> {
        self.inner.try_fill_bytes(to)
    }
}

impl TryCryptoRng for Machine {}

impl Storage for Machine {
    type Blob = Blob;

    async fn open_versioned(
        &self,
        partition: &str,
        name: &[u8],
        versions: RangeInclusive<BlobVersion>,
    ) -> Result<(Blob, u64, BlobVersion), Error> {
        let opened = self.power.change(|| lock(&self.power.disk).open(partition, name, &versions)).await;
        let (file, length, version) = opened?;
        let clock = self.inner.child("disk");
        Ok((Blob { file, power: Arc::clone(&self.power), clock }, length, version))
    }

    async fn remove(&self, partition: &str, name: Option<&[u8]>) -> Result<(), Error> {
        self.power.change(|| lock(&self.power.disk).remove(partition, name)).await
    }

    async fn scan(&self, partition: &str) -> Result<Vec<Vec<u8>>, Error> {
        lock(&self.power.disk).scan(partition)
    }
}

/// An open file of a machine.
pub struct Blob {
    file: Open,
    power: Arc<Power>,
    clock: Context,
}

impl EngineBlob for Blob {
    async fn read_at_buf(
        &self,
        offset: u64,
        len: usize,
        bufs: impl Into<IoBufsMut> + Send,
        _: ReadOptions,
    ) -> Result<IoBufsMut, Error> {
        lock(&self.file).read(offset, len, bufs.into())
    }

    async fn read_at(&self, offset: u64, len: usize, _: ReadOptions) -> Result<IoBufsMut, Error> {
        lock(&self.file).read(offset, len, File::buffer(len))
    }

    async fn write_at(
        &self,
        offset: u64,
        bufs: impl Into<IoBufs> + Send,
        options: WriteOptions,
    ) -> Result<(), Error> {
        let bytes = bufs.into().coalesce();
        let before = lock(&self.file).length();
        self.power.has_room(before, offset.saturating_add(bytes.as_ref().len() as u64))?;
        let durable = options.contains(WriteOptions::SYNC);
        self.power.change(|| lock(&self.file).write(offset, bytes, durable)).await
    }

    async fn resize(&self, len: u64) -> Result<(), Error> {
        let before = lock(&self.file).length();
        self.power.has_room(before, len)?;
        self.power.change(|| lock(&self.file).resize(len)).await
    }

    async fn sync(&self) -> Result<(), Error> {
        let mark = lock(&self.file).mark();
        let slow = self.power.sync_ms.load(Ordering::Relaxed);
        if slow > 0 {
            self.clock.sleep(Duration::from_millis(slow)).await;
        }
        self.power
            .change(|| {
                lock(&self.file).sync(mark);
                Ok(())
            })
            .await
    }

    async fn start_sync(&self) -> Handle<()> {
        Handle::ready(self.sync().await)
    }
}
