//! Offices that register: their kinds, what each may register, and their clock.
use crate::{ActKind, person::words};

/// The kind of an office. What it may register follows from it: [`OfficeKind::may_register`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OfficeKind {
    /// The registry office (FHDYO) of a district or a city.
    District,
    /// A wedding house: marriages only.
    WeddingHouse,
    /// A public service centre.
    ServiceCentre,
    /// A citizens' assembly in a remote place.
    VillageAssembly,
    /// A consulate abroad (Family Code, art. 203).
    Consulate,
    /// An office that travels to those who cannot come.
    Mobile,
}

words!(OfficeKind, "kind of office", 6, {
    District => "district", WeddingHouse => "wedding-house", ServiceCentre => "service-centre",
    VillageAssembly => "village-assembly", Consulate => "consulate", Mobile => "mobile",
});

impl OfficeKind {
    /// The number that stands for the kind in encodings, 1 to 6.
    pub const fn number(self) -> u8 {
        match self {
            Self::District => 1,
            Self::WeddingHouse => 2,
            Self::ServiceCentre => 3,
            Self::VillageAssembly => 4,
            Self::Consulate => 5,
            Self::Mobile => 6,
        }
    }

    /// The kind that a number stands for.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }

    /// Whether an office of this kind may register an act of `kind`.
    ///
    /// Districts and consulates register all four (Cabinet of Ministers, resolution 550; Family Code,
    /// art. 203). The narrower kinds follow published practice: the paragraphs on them were not
    /// available to us, so this table is the one place to correct.
    pub const fn may_register(self, kind: ActKind) -> bool {
        match (self, kind) {
            (
                Self::District | Self::Consulate,
                ActKind::Birth | ActKind::Death | ActKind::Marriage | ActKind::Divorce,
            )
            | (Self::ServiceCentre | Self::VillageAssembly | Self::Mobile, ActKind::Birth | ActKind::Death)
            | (Self::WeddingHouse | Self::Mobile, ActKind::Marriage) => true,
            (Self::ServiceCentre | Self::VillageAssembly, ActKind::Marriage | ActKind::Divorce)
            | (Self::WeddingHouse, ActKind::Birth | ActKind::Death | ActKind::Divorce)
            | (Self::Mobile, ActKind::Divorce) => false,
        }
    }
}

/// How far an office's clock is ahead of UTC, in minutes, −840 to 840. Tashkent is 300.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UtcOffset(i16);

/// A number of minutes that is no offset of a civil clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an offset from UTC is −840 to 840 minutes; Uzbekistan is 300")]
pub struct NotAnOffset;

impl UtcOffset {
    /// UTC+5, all of Uzbekistan.
    pub const TASHKENT: Self = Self(300);

    /// The offset of `minutes`, −840 to 840.
    pub const fn new(minutes: i16) -> Result<Self, NotAnOffset> {
        if minutes < -840 || minutes > 840 { Err(NotAnOffset) } else { Ok(Self(minutes)) }
    }

    /// The offset in minutes, −840 to 840.
    pub const fn minutes(self) -> i16 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_each_kind_of_office_may_register() {
        let table: Vec<String> = OfficeKind::ALL
            .into_iter()
            .map(|office| {
                let may = ActKind::ALL.map(|kind| if office.may_register(kind) { kind.word() } else { "-" });
                format!("{:16} {}", office.word(), may.join(" "))
            })
            .collect();
        assert_eq!(
            table,
            [
                "district         birth death marriage divorce",
                "wedding-house    - - marriage -",
                "service-centre   birth death - -",
                "village-assembly birth death - -",
                "consulate        birth death marriage divorce",
                "mobile           birth death marriage -",
            ]
        );
    }

    #[test]
    fn kinds_and_offsets_read_back_and_impossible_ones_are_refused() {
        for kind in OfficeKind::ALL {
            assert_eq!(OfficeKind::from_number(kind.number()), Some(kind));
            assert_eq!(kind.word().parse(), Ok(kind));
        }
        assert_eq!(OfficeKind::from_number(0), None);
        assert_eq!(UtcOffset::new(841), Err(NotAnOffset));
        assert_eq!(UtcOffset::new(-840).map(UtcOffset::minutes), Ok(-840));
    }
}
