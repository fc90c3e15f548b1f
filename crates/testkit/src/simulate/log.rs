//! What happened in a run, line by line, for whoever replays it.
use super::{disk::lock, machine};
use std::{
    fmt::{Debug, Write as _},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    Layer,
    filter::{LevelFilter, Targets},
    layer::{Context, SubscriberExt as _},
};

/// The most lines of a run.
const LINES_MAX: usize = 200_000;

/// The lines of a run. Cloning shares them.
#[derive(Clone, Debug, Default)]
pub struct Log(Arc<Mutex<Vec<String>>>, Arc<AtomicU64>);

impl Log {
    /// Adds a line at so many milliseconds of the run.
    pub fn line(&self, at_ms: u64, text: impl FnOnce() -> String) {
        let mut lines = lock(&self.0);
        if lines.len() < LINES_MAX {
            lines.push(format!("{:>4}.{:03}  {}", at_ms / 1000, at_ms % 1000, text()));
        }
    }

    /// Takes what the validators log on this thread into the log while `work` runs: their warnings, and with
    /// `engine` every step of consensus.
    pub fn listening<T>(&self, engine: bool, work: impl FnOnce() -> T) -> T {
        let targets = Targets::new().with_default(LevelFilter::WARN).with_target("node", LevelFilter::INFO);
        let targets =
            if engine { targets.with_target("commonware_consensus", LevelFilter::DEBUG) } else { targets };
        let listener = tracing_subscriber::registry().with(Listener(self.clone()).with_filter(targets));
        tracing::subscriber::with_default(listener, work)
    }

    /// Sets the time that lines without one bear.
    pub fn at(&self, now_ms: u64) {
        self.1.store(now_ms, Ordering::Relaxed);
    }

    /// All lines so far.
    pub fn lines(&self) -> Vec<String> {
        lock(&self.0).clone()
    }
}

/// Hears what the validators log.
struct Listener(Log);

#[derive(Default)]
struct Words {
    message: String,
    fields: String,
}

impl Visit for Words {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let to = if field.name() == "message" { &mut self.message } else { &mut self.fields };
        let named = if field.name() == "message" { String::new() } else { format!(" {}=", field.name()) };
        write!(to, "{named}{value:?}").expect("writing to a String does not fail");
    }
}

impl<S: Subscriber> Layer<S> for Listener {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut words = Words::default();
        event.record(&mut words);
        let who =
            machine::current().map_or_else(|| "network".to_owned(), |place| format!("validator {place}"));
        let at = self.0.1.load(Ordering::Relaxed);
        self.0.line(at, || format!("  {who}: {}{}", words.message, words.fields));
    }
}
