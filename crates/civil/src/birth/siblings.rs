//! Two births beside one another: children of one delivery, or of one mother.
use super::{BirthRecord, Plurality};
use crate::caution::Caution;

/// Everything unusual about `record` beside `other`, another birth of the same mother or of the same
/// delivery that is registered or declared already.
///
/// Children of one delivery are twins and no doubles: each has an order of its own (rule B2). Two births
/// of one mother that are not of one delivery are nine months apart or looked at again (rule B3). Which
/// records to compare is the caller's: the register finds them by the mother's number and by the delivery.
pub fn cautions_beside(record: &BirthRecord, other: &BirthRecord) -> Vec<Caution> {
    let (ours, theirs) = (&record.child, &other.child);
    let (first, second) = (ours.born.min(theirs.born), ours.born.max(theirs.born));
    let days = second.days_since(first);
    let found = if of_one_delivery(record, other) {
        [
            (ours.plurality.order() == theirs.plurality.order(), Caution::TwinOrderTaken),
            (ours.plurality.of() != theirs.plurality.of(), Caution::TwinCountDiffers),
            (days == 1, Caution::TwinsAcrossMidnight),
            (days > 1, Caution::TwinsDaysApart),
        ]
        .to_vec()
    } else {
        let nine_months_on = first.plus_months(9);
        vec![(nine_months_on.is_none_or(|day| second < day), Caution::BirthsTooClose)]
    };
    found.into_iter().filter_map(|(unusual, caution)| unusual.then_some(caution)).collect()
}

/// Whether both records are of one delivery: they name the same one, or, where one of them names none, are
/// two of several children born within a day.
fn of_one_delivery(record: &BirthRecord, other: &BirthRecord) -> bool {
    if let (Some(ours), Some(theirs)) = (&record.delivery, &other.delivery) {
        return ours == theirs;
    }
    let both = [record.child.plurality, other.child.plurality];
    both.into_iter().all(|plurality| plurality != Plurality::Single)
        && record.child.born.days_since(other.child.born).abs() <= 1
}
