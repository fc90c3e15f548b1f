//! A bound on the work that decoders do for a file somebody else made.
//!
//! The decoders call back into ours for every object and every pixel; each call spends. Where all is
//! spent, the decoder is left by unwinding, which it cannot catch and which prints nothing.
use core::cell::Cell;
use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    rc::Rc,
};

/// Pixels looked at for one input: enough for every view of a page of 300 dots an inch, a few seconds.
const WORK: u64 = 1_500_000_000;

/// What is left to be spent on one input. Copies share it.
#[derive(Clone)]
pub(super) struct Budget(Rc<Cell<u64>>);

/// What unwinds where all is spent.
struct Spent;

impl Budget {
    pub(super) fn of_an_input() -> Self {
        Self(Rc::new(Cell::new(WORK)))
    }

    /// Takes `work` away.
    ///
    /// # Panics
    /// By unwinding, quietly, where not so much is left. To be called within [`bounded`] alone.
    pub(super) fn spend(&self, work: u64) {
        match self.0.get().checked_sub(work) {
            Some(left) => self.0.set(left),
            None => spent(),
        }
    }
}

/// Leaves the decoder, up to [`bounded`].
pub(super) fn spent() -> ! {
    resume_unwind(Box::new(Spent))
}

/// How a decoder was left before it was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Left {
    /// All work was spent.
    Spent,
    /// It panicked.
    Panicked,
}

/// Runs a decoder up to its end, its panic, or the end of its budget.
pub(super) fn bounded<T>(decoder: impl FnOnce() -> T) -> Result<T, Left> {
    // What the decoder worked on is dropped in the unwinding; nothing half done is looked at again.
    catch_unwind(AssertUnwindSafe(decoder))
        .map_err(|cause| if cause.is::<Spent>() { Left::Spent } else { Left::Panicked })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_bounded_over_all_copies() {
        let budget = Budget(Rc::new(Cell::new(10)));
        assert_eq!(bounded(|| budget.spend(6)), Ok(()));
        let copy = budget.clone();
        assert_eq!(bounded(move || copy.spend(6)), Err(Left::Spent));
        assert_eq!(bounded(|| budget.spend(4)), Ok(()));
    }
}
