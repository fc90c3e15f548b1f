//! Panics of simulated machines are caught and told with their place, and not printed as they happen.
use std::{
    cell::RefCell,
    panic::{self, UnwindSafe},
    sync::Once,
};

thread_local! {
    /// What the last panic on this thread said; nothing where panics are printed.
    static SAID: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs `work`; what it says where it panics. Panics within it on this thread are not printed.
pub fn caught<T>(work: impl FnOnce() -> T + UnwindSafe) -> Result<T, String> {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let quiet = SAID.with_borrow_mut(|said| {
                let quiet = said.is_some();
                if quiet {
                    *said = Some(info.to_string().replace('\n', " "));
                }
                quiet
            });
            if !quiet {
                before(info);
            }
        }));
    });
    let before = SAID.replace(Some(String::new()));
    let result = panic::catch_unwind(work);
    let said = SAID.replace(before).unwrap_or_default();
    result.map_err(|_payload| said)
}

/// What the last panic on this thread said, with its place.
pub fn last() -> String {
    SAID.with_borrow(|said| said.clone().unwrap_or_default())
}
