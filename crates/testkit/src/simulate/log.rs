//! What happened in a run, line by line, for whoever replays it.
use super::disk::lock;
use std::sync::{Arc, Mutex};

/// The most lines of a run.
const LINES_MAX: usize = 200_000;

/// The lines of a run. Cloning shares them.
#[derive(Clone, Debug, Default)]
pub struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    /// Adds a line at so many milliseconds of the run.
    pub fn line(&self, at_ms: u64, text: impl FnOnce() -> String) {
        let mut lines = lock(&self.0);
        if lines.len() < LINES_MAX {
            lines.push(format!("{:>4}.{:03}  {}", at_ms / 1000, at_ms % 1000, text()));
        }
    }

    /// All lines so far.
    pub fn lines(&self) -> Vec<String> {
        lock(&self.0).clone()
    }
}
