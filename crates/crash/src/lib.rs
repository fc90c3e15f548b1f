//! Points at which a process can be made to die: between the steps that have to survive it.
//!
//! [`point`] stands in the code wherever something was just made durable, or is about to be, or an
//! answer is on its way. In a release build it is nothing. In a debug build the process ends there at
//! once, as by `kill -9`, if the environment asks for it:
//!
//! ```text
//! DALOLAT_CRASH_AT=vault.accept.committed      the first time
//! DALOLAT_CRASH_AT=vault.accept.committed:3    the third time
//! ```
//! It says on standard error where it ends, so that a test can tell this death from another.
//!
//! # Rules
//!
//! * A point is a value of [`Point`], so that one which is not in the list does not compile.
//! * Every point stands at exactly one place (a test in `testkit` looks), and a test makes a real
//!   process die at it; a point that its test does not reach fails that test.
//! * What is said of a point says what has happened when the process dies there, and what has not.
mod points;

pub use points::Point;

/// The environment variable that names a point.
pub const VARIABLE: &str = "DALOLAT_CRASH_AT";

/// Dies here in a debug build, if the environment names this point; nothing otherwise.
#[inline]
pub fn point(point: Point) {
    #[cfg(debug_assertions)]
    armed::reached(point);
    #[cfg(not(debug_assertions))]
    let _: Point = point;
}

/// A point and the number of the time at which it counts, as the environment names them: `name` or
/// `name:N`, where N is 1 at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Which point.
    pub point: Point,
    /// The how many-th time it is reached.
    pub time: u32,
}

/// A text that names no point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoPoint;

impl core::fmt::Display for NoPoint {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("expected the name of a crash point, or name:N with N from 1")
    }
}

impl core::error::Error for NoPoint {}

impl core::str::FromStr for Wanted {
    type Err = NoPoint;

    fn from_str(text: &str) -> Result<Self, NoPoint> {
        let (name, time) = text.split_once(':').unwrap_or((text, "1"));
        let point = Point::ALL.iter().copied().find(|point| point.name() == name).ok_or(NoPoint)?;
        let time = time.parse().ok().filter(|time| *time >= 1).ok_or(NoPoint)?;
        Ok(Self { point, time })
    }
}

impl core::fmt::Display for Wanted {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}:{}", self.point.name(), self.time)
    }
}

/// What a process says before it dies at a point.
pub fn last_words(point: Point) -> String {
    format!("crash point {} reached: aborting", point.name())
}

#[cfg(debug_assertions)]
mod armed {
    use super::{Point, VARIABLE, Wanted, last_words};
    use std::sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    };

    static WANTED: OnceLock<Option<Wanted>> = OnceLock::new();
    static TIMES: AtomicU32 = AtomicU32::new(0);

    pub(super) fn reached(point: Point) {
        if let Some(wanted) = WANTED.get_or_init(wanted)
            && wanted.point == point
            && TIMES.fetch_add(1, Ordering::SeqCst).saturating_add(1) == wanted.time
        {
            eprintln!("{}", last_words(point));
            std::process::abort();
        }
    }

    /// What the environment asks for. A name that is none ends the process: a test that misspells it
    /// would otherwise wait for a death that does not come.
    fn wanted() -> Option<Wanted> {
        #[expect(clippy::disallowed_methods, reason = "this is the edge, and it is read once")]
        let text = std::env::var(VARIABLE).ok()?;
        match text.parse() {
            Ok(wanted) => Some(wanted),
            Err(error) => {
                eprintln!("{VARIABLE}={text}: {error}");
                std::process::exit(2);
            }
        }
    }
}

#[cfg(test)]
mod tests;
