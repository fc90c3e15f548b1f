//! How often each agency's turn left out an entry that had waited long and would have fitted.
//!
//! # Rules
//!
//! Each agency counts for itself, by its own clock and by what waits with it; the counts are published
//! side by side. One alone proves nothing: the entry may have come to the leader later. A leader that
//! leaves out what every other agency had is seen by all of them. Turns that end without a block are
//! not counted here.
use std::collections::BTreeMap;

/// How long an entry waits at an agency before a turn that leaves it out counts, in milliseconds.
pub const LEFT_OUT_MS: u64 = 5_000;

/// The turns of one agency, since this validator started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Its final blocks.
    pub blocks: u64,
    /// Those among them that left something out.
    pub left_out: u64,
}

/// The turns of all agencies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Turns(BTreeMap<[u8; 32], Count>);

impl Turns {
    /// Counts a final block of the member with this key.
    pub fn count(&mut self, leader: [u8; 32], left_out: bool) {
        let count = self.0.entry(leader).or_default();
        count.blocks = count.blocks.saturating_add(1);
        count.left_out = count.left_out.saturating_add(u64::from(left_out));
    }

    /// The counts of the member with this key.
    pub fn of(&self, leader: &[u8; 32]) -> Count {
        self.0.get(leader).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_agency_has_its_own_counts() {
        let mut turns = Turns::default();
        turns.count([1; 32], false);
        turns.count([1; 32], true);
        turns.count([2; 32], false);
        assert_eq!(turns.of(&[1; 32]), Count { blocks: 2, left_out: 1 });
        assert_eq!(turns.of(&[2; 32]), Count { blocks: 1, left_out: 0 });
        assert_eq!(turns.of(&[3; 32]), Count::default());
    }
}
