//! The order in which entries that wait have their turn: oldest first, a fair share for each signer.
//!
//! # Rules
//!
//! Every entry has a *turn*, a number that it gets when it comes and keeps. The *round* is the lowest
//! turn of those that wait. An entry's turn is the round, or one more than the last turn that one of
//! its signers got, whichever is greater. Those with the lowest turn come first, and among them the
//! oldest. So a signer with many entries waits for them behind everybody's first, and a signer with
//! one never waits for the many of another.
//!
//! # Invariants
//!
//! * No signer has two entries with one turn.
//! * With S signers, an entry whose turn is d after the round stands behind fewer than (d + 1) · S
//!   others, whatever comes after it: it is in one of the first ⌈(d + 1) · S / B⌉ blocks of B entries.
//!   d is at most the number of entries of its signers that wait before it, and one more where one of
//!   theirs was taken in this round.
//!
//! # Limits
//!
//! A signer is remembered while an entry of it waits, or while its last turn is not below the round.
use std::collections::BTreeMap;

/// Where an entry stands: by turn, then by arrival.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    turn: u64,
    arrival: u64,
}

impl Place {
    /// The place after this one.
    pub(super) const fn next(self) -> Self {
        Self { turn: self.turn, arrival: self.arrival + 1 }
    }
}

struct Lane {
    /// How many entries of the signer wait.
    waiting: usize,
    /// The last turn that one of them got.
    last: u64,
}

struct Slot<S, T> {
    signers: Vec<S>,
    weight: u64,
    value: T,
}

/// Values that wait, each with those who signed it.
pub(super) struct Queue<S, T> {
    slots: BTreeMap<Place, Slot<S, T>>,
    lanes: BTreeMap<S, Lane>,
    /// The weight of those that have a turn; no turn has none.
    weights: BTreeMap<u64, u64>,
    weight: u64,
    round: u64,
    arrivals: u64,
}

impl<S, T> Default for Queue<S, T> {
    fn default() -> Self {
        Self {
            slots: BTreeMap::new(),
            lanes: BTreeMap::new(),
            weights: BTreeMap::new(),
            weight: 0,
            round: 0,
            arrivals: 0,
        }
    }
}

impl<S: Ord + Clone, T> Queue<S, T> {
    /// How many wait.
    pub(super) fn len(&self) -> usize {
        self.slots.len()
    }

    /// How many of a signer wait.
    pub(super) fn waiting_of(&self, signer: &S) -> usize {
        self.lanes.get(signer).map_or(0, |lane| lane.waiting)
    }

    pub(super) fn get(&self, place: Place) -> Option<&T> {
        self.slots.get(&place).map(|slot| &slot.value)
    }

    /// In the order of their turns.
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.slots.values().map(|slot| &slot.value)
    }

    /// The next `most` from a place on, in order, and then from the first.
    pub(super) fn around(&self, from: Place, most: usize) -> impl Iterator<Item = (Place, &T)> {
        let places = self.slots.range(from..).chain(self.slots.range(..from));
        places.take(most).map(|(place, slot)| (*place, &slot.value))
    }

    /// The turn that a value of these signers would have.
    fn turn_of<'a>(&self, signers: impl Iterator<Item = &'a S>) -> u64
    where
        S: 'a,
    {
        let last = |signer: &S| self.lanes.get(signer).map(|lane| lane.last + 1);
        signers.filter_map(last).fold(self.round, u64::max)
    }

    /// The weight of those that would come before a value of these signers.
    pub(super) fn before<'a>(&self, signers: impl Iterator<Item = &'a S>) -> u64
    where
        S: 'a,
    {
        // There are as many turns as one signer may have waiting, and few of them count for most.
        self.weights.range(..=self.turn_of(signers)).map(|(_, weight)| weight).sum()
    }

    /// The weight of all.
    pub(super) const fn weight(&self) -> u64 {
        self.weight
    }

    /// Puts a value in, and tells where.
    pub(super) fn push(&mut self, weight: u64, signers: Vec<S>, value: T) -> Place {
        let turn = self.turn_of(signers.iter());
        for signer in &signers {
            let lane = self.lanes.entry(signer.clone()).or_insert(Lane { waiting: 0, last: turn });
            lane.waiting += 1;
            lane.last = turn;
        }
        let place = Place { turn, arrival: self.arrivals };
        self.arrivals += 1;
        *self.weights.entry(turn).or_default() += weight;
        self.weight += weight;
        self.slots.insert(place, Slot { signers, weight, value });
        place
    }

    /// Takes values out, and goes on to the next round where they were the last of theirs.
    pub(super) fn remove(&mut self, places: impl IntoIterator<Item = Place>) -> Vec<T> {
        let removed = places.into_iter().filter_map(|place| self.take(place)).map(|slot| slot.value);
        let removed = removed.collect();
        self.advance();
        removed
    }

    /// Gives a value a turn as if it came now, behind all with the same.
    pub(super) fn postpone(&mut self, place: Place) -> Option<Place> {
        let slot = self.take(place)?;
        self.advance();
        Some(self.push(slot.weight, slot.signers, slot.value))
    }

    fn take(&mut self, place: Place) -> Option<Slot<S, T>> {
        let slot = self.slots.remove(&place)?;
        for signer in &slot.signers {
            if let Some(lane) = self.lanes.get_mut(signer) {
                lane.waiting -= 1;
            }
        }
        if let Some(weight) = self.weights.get_mut(&place.turn) {
            *weight -= slot.weight;
            if *weight == 0 {
                self.weights.remove(&place.turn);
            }
        }
        self.weight -= slot.weight;
        Some(slot)
    }

    fn advance(&mut self) {
        let Some((first, _)) = self.slots.first_key_value() else {
            self.lanes.clear();
            return;
        };
        if first.turn > self.round {
            self.round = first.turn;
            self.lanes.retain(|_, lane| lane.waiting > 0 || lane.last >= self.round);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Who signed, and which of theirs it is.
    type Named = (u8, u32);

    fn order(queue: &Queue<u8, Named>) -> Vec<Named> {
        queue.iter().copied().collect()
    }

    #[test]
    fn one_with_many_waits_for_them_behind_the_first_of_everybody() {
        let mut queue = Queue::default();
        for number in 0..4 {
            queue.push(1, vec![1], (1, number));
        }
        queue.push(1, vec![2], (2, 0));
        queue.push(1, vec![3], (3, 0));
        queue.push(1, vec![2], (2, 1));
        assert_eq!(order(&queue), [(1, 0), (2, 0), (3, 0), (1, 1), (2, 1), (1, 2), (1, 3)]);
    }

    #[test]
    fn an_entry_of_two_signers_takes_a_turn_of_both() {
        let mut queue = Queue::default();
        queue.push(1, vec![1], (1, 0));
        queue.push(1, vec![1, 2], (1, 1));
        queue.push(1, vec![2], (2, 0));
        queue.push(1, vec![3], (3, 0));
        assert_eq!(order(&queue), [(1, 0), (3, 0), (1, 1), (2, 0)]);
    }

    #[test]
    fn who_was_served_in_a_round_waits_for_the_next_one() {
        let mut queue = Queue::default();
        let first = queue.push(1, vec![1], (1, 0));
        queue.push(1, vec![2], (2, 0));
        queue.push(1, vec![2], (2, 1));
        queue.remove([first]);
        queue.push(1, vec![1], (1, 1));
        assert_eq!(order(&queue), [(2, 0), (2, 1), (1, 1)], "a turn of the second round, and the younger");
        queue.push(1, vec![3], (3, 0));
        assert_eq!(order(&queue)[..2], [(2, 0), (3, 0)], "a newcomer has its first in this round");
    }

    #[test]
    fn what_is_postponed_stands_where_it_would_if_it_came_now() {
        let mut queue = Queue::default();
        let first = queue.push(1, vec![1], (1, 0));
        queue.push(1, vec![2], (2, 0));
        queue.push(1, vec![2], (2, 1));
        let again = queue.postpone(first).unwrap();
        assert_eq!(order(&queue), [(2, 0), (2, 1), (1, 0)]);
        assert_eq!(queue.get(again), Some(&(1, 0)));
        assert!(queue.postpone(first).is_none(), "it stands there no more");
        assert_eq!(queue.waiting_of(&1), 1);
    }

    #[test]
    fn before_a_newcomer_stands_what_has_the_same_turn_and_not_the_many_of_another() {
        let mut queue = Queue::default();
        assert_eq!(queue.before([1].iter()), 0);
        let many: Vec<Place> = (0..100).map(|number| queue.push(10, vec![1], (1, number))).collect();
        assert_eq!((queue.before([1].iter()), queue.before([2].iter())), (1_000, 10));
        assert_eq!(queue.before([2, 1].iter()), 1_000, "an entry of both waits for the turn of both");
        queue.push(500, vec![3], (3, 0));
        assert_eq!((queue.before([2].iter()), queue.before([3].iter())), (510, 520));
        queue.remove(many[..99].iter().copied());
        assert_eq!((queue.before([2].iter()), queue.weight()), (500, 510), "the last of many comes after");
        queue.postpone(many[99]).unwrap();
        queue.remove(queue.slots.keys().copied().collect::<Vec<_>>());
        assert_eq!((queue.before([1].iter()), queue.weight(), queue.weights.len()), (0, 0, 0));
    }

    #[test]
    fn nobody_is_remembered_whose_turn_is_over() {
        let mut queue = Queue::default();
        for round in 0..100 {
            let places: Vec<Place> = (0..100).map(|signer| queue.push(1, vec![signer], (0, round))).collect();
            queue.push(1, vec![200], (200, round));
            queue.remove(places);
        }
        assert!(queue.lanes.len() <= 101 && queue.len() == 100);
        let all: Vec<Place> = queue.slots.keys().copied().collect();
        queue.remove(all);
        assert!(queue.lanes.is_empty());
    }

    /// What happens between two blocks: each signer brings so many.
    fn arrivals(signers: usize) -> impl Strategy<Value = Vec<Vec<u8>>> {
        // Most bring nothing or one; some flood.
        let of_signer = prop_oneof![6 => 0u8..=1, 1 => 20u8..40];
        prop::collection::vec(prop::collection::vec(of_signer, signers), 1..25)
    }

    proptest! {
        /// Blocks of `size` entries, taken in order; in half of the runs others take some in another order.
        #[test]
        fn nobody_waits_longer_than_their_own_many_make_them(
            (signers, blocks) in (2usize..12).prop_flat_map(|signers| (Just(signers), arrivals(signers))),
            size in 1usize..9,
            others in any::<bool>(),
            theirs in prop::collection::vec(any::<prop::sample::Index>(), 25),
        ) {
            let mut queue = Queue::default();
            for ((now, of_signers), at) in blocks.iter().enumerate().zip(&theirs) {
                for (signer, count) in (0u8..).zip(of_signers) {
                    for _ in 0..*count {
                        let before = u64::try_from(queue.waiting_of(&signer)).unwrap();
                        let place = queue.push(1, vec![signer], (now, 0));
                        let ahead = place.turn - queue.round;
                        prop_assert!(others || ahead <= before + 1, "turn {ahead} after {before}");
                        let most = usize::try_from(ahead + 1).unwrap() * signers;
                        queue.slots.get_mut(&place).unwrap().value.1 = now + most.div_ceil(size);
                    }
                }
                let mut turns: Vec<_> =
                    queue.slots.iter().map(|(place, slot)| (place.turn, slot.signers[0])).collect();
                turns.sort_unstable();
                prop_assert!(turns.is_sorted_by(|a, b| a < b), "a signer has two entries with one turn");
                if others && queue.len() > 0 {
                    let place = *queue.slots.keys().nth(at.index(queue.len())).unwrap();
                    queue.remove([place]);
                }
                let taken: Vec<Place> = queue.slots.keys().copied().take(size).collect();
                for (came, latest) in queue.remove(taken) {
                    prop_assert!(now < latest, "came before block {came}, taken in {now}, not by {latest}");
                }
            }
        }
    }
}
