//! Two births beside one another: children of one delivery, or of one mother.
use super::{BirthRecord, Plurality};
use crate::{CivilDate, caution::Caution, redact::redacted, text::Text};

/// What of a birth is compared with that of another child: of a record, or of the values that were sealed of one.
#[derive(Clone, PartialEq, Eq)]
pub struct Delivered {
    /// The day of birth.
    pub born: CivilDate,
    /// One child of several, or one.
    pub plurality: Plurality,
    /// What joins the children of one delivery.
    pub delivery: Option<Text>,
}

redacted!(Delivered);

impl From<&BirthRecord> for Delivered {
    fn from(record: &BirthRecord) -> Self {
        let BirthRecord { child, delivery, .. } = record;
        Self { born: child.born, plurality: child.plurality, delivery: delivery.clone() }
    }
}

impl Delivered {
    /// Everything unusual about this birth beside `other`, another birth of the same mother or of the same
    /// delivery that is registered or declared already.
    ///
    /// Children of one delivery are twins and no doubles: each has an order of its own (rule B2). Two births
    /// of one mother that are not of one delivery are nine months apart or looked at again (rule B3). Which
    /// births to compare is the caller's: the register finds them by the mother's tag.
    pub fn cautions_beside(&self, other: &Self) -> Vec<Caution> {
        let (first, second) = (self.born.min(other.born), self.born.max(other.born));
        let days = second.days_since(first);
        let found = if self.is_of_one_delivery(other) {
            [
                (self.plurality.order() == other.plurality.order(), Caution::TwinOrderTaken),
                (self.plurality.of() != other.plurality.of(), Caution::TwinCountDiffers),
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

    /// Whether both are of one delivery: they name the same one, or, where one of them names none, are two of
    /// several children born within a day.
    fn is_of_one_delivery(&self, other: &Self) -> bool {
        if let (Some(ours), Some(theirs)) = (&self.delivery, &other.delivery) {
            return ours == theirs;
        }
        let both = [self.plurality, other.plurality];
        both.into_iter().all(|plurality| plurality != Plurality::Single)
            && self.born.days_since(other.born).abs() <= 1
    }
}

/// [`Delivered::cautions_beside`] of two records.
pub fn cautions_beside(record: &BirthRecord, other: &BirthRecord) -> Vec<Caution> {
    Delivered::from(record).cautions_beside(&other.into())
}
