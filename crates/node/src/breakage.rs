//! What the engine says when it breaks off: it panics where its storage is not what it wrote.
//!
//! The process has to end then, and does. But its last line should say what is broken and what to do,
//! and not only where in a library that was noticed.
use std::{
    panic::{self, AssertUnwindSafe},
    sync::{Once, OnceLock},
};

/// What the first panic of this process said.
static FIRST: OnceLock<String> = OnceLock::new();

/// Runs `work` to its end; an error is what the first panic in it, or in a thread beside it, said.
/// Whatever hears of panics already goes on to.
pub(crate) fn heard<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            FIRST.get_or_init(|| info.payload_as_str().unwrap_or("it does not say why").to_owned());
            before(info);
        }));
    });
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|_payload| first().unwrap_or_default())
}

/// What the first panic of this process said, where there was one.
pub(crate) fn first() -> Option<String> {
    FIRST.get().cloned()
}
