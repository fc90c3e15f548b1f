//! What a service costs: the base amount by date, and the shares of it that each service takes.
//!
//! Three parts make a fee: the state *duty*, the *emblem* fee for the numbered blank, and at the counter a
//! *service* fee. Each is a share of the base amount (BHM), which the state sets anew about once a year.
//!
//! The shares were read in public source code that cites the law on state fees (ZRU-600, annex) and
//! resolution 550, cl. 3; its author marks them as needing review. So each is marked here, and a part that
//! nobody has published is `None`: then no total is given, rather than a wrong one.
//!
//! Whoever collects money asks for the amount here and takes none.
use crate::{CivilDate, person::words, refusal::Mark, term::Switch};

/// An amount of money in tiyin, hundredths of a soʻm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tiyin(pub u64);

impl Tiyin {
    /// Nothing.
    pub const NONE: Self = Self(0);

    /// Whole soʻm, where the amount is such.
    pub const fn soum(self) -> Option<u64> {
        if self.0.is_multiple_of(100) { Some(self.0 / 100) } else { None }
    }
}

/// A base amount and since when it holds; it holds until the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BaseAmount {
    /// The first day.
    pub since: CivilDate,
    /// The amount in soʻm.
    pub soum: u32,
    /// How surely we know it.
    pub mark: Mark,
}

const fn base(year: i16, month: i8, soum: u32, mark: Mark) -> BaseAmount {
    BaseAmount { since: CivilDate::constant(year, month, 1), soum, mark }
}

/// All base amounts that are known, the oldest first. The last rests on source code that asks the Tax
/// Committee, not on the text of decree UP-115 of 23 June 2026.
pub const BASE_AMOUNTS: [BaseAmount; 9] = [
    base(2019, 9, 223_000, Mark::Verified),
    base(2021, 2, 245_000, Mark::Verified),
    base(2021, 9, 270_000, Mark::Verified),
    base(2022, 6, 300_000, Mark::Verified),
    base(2023, 5, 330_000, Mark::Verified),
    base(2023, 10, 340_000, Mark::Verified),
    base(2024, 10, 375_000, Mark::Verified),
    base(2025, 8, 412_000, Mark::Verified),
    base(2026, 9, 440_000, Mark::Inferred),
];

/// The base amount on `day`; `None` before the first one known.
pub fn base_amount(day: CivilDate) -> Option<&'static BaseAmount> {
    BASE_AMOUNTS.iter().rev().find(|amount| amount.since <= day)
}

/// A service that costs something, or expressly nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// The first certificate of a birth.
    FirstBirthCertificate,
    /// A birth entered on a single mother's application.
    SingleMother,
    /// A birth registered late.
    LateRegistration,
    /// Paternity entered in a birth.
    Paternity,
    /// An adoption entered in a birth.
    Adoption,
    /// A certificate issued again.
    RepeatCertificate,
    /// A lost record restored.
    Restoration,
    /// The correction of an office's error.
    CorrectionOfOffice,
    /// Another correction, for somebody under 16.
    CorrectionUnder16,
    /// Another correction, from 16 on.
    CorrectionFrom16,
    /// A certificate issued anew because its series and number were given twice.
    DuplicateNumber,
    /// The record of an act of another state.
    ForeignCertificate,
    /// A reference from the archive.
    Reference,
    /// A marriage.
    Marriage,
    /// A divorce, one certificate.
    Divorce,
    /// A death.
    Death,
}

words!(Service, "service", 16, {
    FirstBirthCertificate => "first-birth-certificate", SingleMother => "single-mother",
    LateRegistration => "late-registration", Paternity => "paternity", Adoption => "adoption",
    RepeatCertificate => "repeat-certificate", Restoration => "restoration",
    CorrectionOfOffice => "correction-of-office", CorrectionUnder16 => "correction-under-16",
    CorrectionFrom16 => "correction-from-16", DuplicateNumber => "duplicate-number",
    ForeignCertificate => "foreign-certificate", Reference => "reference", Marriage => "marriage",
    Divorce => "divorce", Death => "death",
});

/// Where a service is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// At an office: with the service fee.
    Counter,
    /// On the portal: duty and emblem fee less a tenth, without service fee.
    Portal,
}

words!(Channel, "channel", 2, { Counter => "counter", Portal => "portal" });

/// Why somebody pays less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relief {
    /// In the social register: half of duty and emblem fee.
    SocialRegister,
    /// With a disability of the first or second group: half of duty and emblem fee.
    Disability,
    /// An orphan: no duty on a repeat certificate, no emblem fee.
    Orphan,
    /// Struck by a disaster: a repeat certificate without duty and emblem fee.
    Disaster,
    /// A relative of somebody rehabilitated: no duty on a repeat certificate.
    Rehabilitated,
    /// Both 21 or older, for the first time, with a marriage contract: no duty on the marriage, from 2027.
    MarriageContract,
}

words!(Relief, "ground of a lower fee", 6, {
    SocialRegister => "social-register", Disability => "disability", Orphan => "orphan", Disaster => "disaster",
    Rehabilitated => "rehabilitated", MarriageContract => "marriage-contract",
});

/// The shares of the base amount in per cent that a service takes, and how surely we know them. `None` is a
/// share that nobody has published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shares {
    /// State duty.
    pub duty: Option<u8>,
    /// Emblem fee.
    pub emblem: Option<u8>,
    /// Service fee, at the counter alone.
    pub service: Option<u8>,
    /// How surely we know them.
    pub mark: Mark,
    /// The first day on which they are known to hold.
    pub since: CivilDate,
}

const fn known(duty: u8, emblem: u8, service: u8, mark: Mark) -> Shares {
    Shares { duty: Some(duty), emblem: Some(emblem), service: Some(service), mark, since: RESOLUTION_550 }
}

const RESOLUTION_550: CivilDate = CivilDate::constant(2023, 10, 23);

impl Service {
    /// The shares that the service takes today. A change of the law is a second row, by its day.
    pub const fn shares(self) -> Shares {
        match self {
            Self::FirstBirthCertificate | Self::CorrectionOfOffice => known(0, 15, 0, Mark::Inferred),
            Self::SingleMother | Self::LateRegistration => known(0, 15, 5, Mark::Inferred),
            Self::Paternity => known(0, 15, 50, Mark::Inferred),
            // One text takes the emblem fee, another exempts adoptions from it.
            Self::Adoption => known(0, 15, 0, Mark::Unknown),
            Self::RepeatCertificate => known(15, 15, 10, Mark::Inferred),
            Self::Restoration | Self::CorrectionFrom16 => known(10, 15, 20, Mark::Inferred),
            Self::CorrectionUnder16 => known(10, 15, 10, Mark::Inferred),
            Self::DuplicateNumber | Self::Death => known(0, 0, 0, Mark::Verified),
            Self::ForeignCertificate => known(0, 15, 20, Mark::Inferred),
            Self::Reference => known(5, 0, 0, Mark::Verified),
            Self::Marriage => Shares {
                duty: Some(20),
                emblem: Some(15),
                service: None,
                mark: Mark::Unknown,
                since: RESOLUTION_550,
            },
            Self::Divorce => {
                Shares { duty: None, emblem: None, service: None, mark: Mark::Unknown, since: RESOLUTION_550 }
            }
        }
    }
}

/// What a service costs, part by part. A part that nobody has published is `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fee {
    /// State duty.
    pub duty: Option<Tiyin>,
    /// Emblem fee.
    pub emblem: Option<Tiyin>,
    /// Service fee.
    pub service: Option<Tiyin>,
    /// How surely we know all of it.
    pub mark: Mark,
}

impl Fee {
    /// The sum, where every part is known.
    pub fn total(&self) -> Option<Tiyin> {
        let Self { duty, emblem, service, mark: _ } = *self;
        let sum = duty?.0.checked_add(emblem?.0)?.checked_add(service?.0)?;
        Some(Tiyin(sum))
    }
}

/// What `service` costs on `day`; `None` for a day of which the shares or the base amount are not known.
///
/// Of the portal's tenth and the half of [`Relief::SocialRegister`] or [`Relief::Disability`] together it is
/// not settled whether both are taken: half is, and the fee is marked as unknown.
pub fn fee(service: Service, channel: Channel, relief: Option<Relief>, day: CivilDate) -> Option<Fee> {
    let amount = base_amount(day)?;
    let shares = service.shares();
    if day < shares.since {
        return None;
    }
    let lowered = lowered(service, relief, day);
    let half = lowered.half;
    // In thousandths of the share: a tenth less on the portal, or half.
    let kept = match (channel, half) {
        (_, true) => 500,
        (Channel::Portal, false) => 900,
        (Channel::Counter, false) => 1_000,
    };
    let part = |share: Option<u8>, waived: bool, kept: u64| match share {
        _ if waived => Some(Tiyin::NONE),
        Some(share) => {
            u64::from(amount.soum).checked_mul(u64::from(share))?.checked_mul(kept).map(|n| Tiyin(n / 1_000))
        }
        None => None,
    };
    let unsettled = half && channel == Channel::Portal;
    Some(Fee {
        duty: part(shares.duty, lowered.no_duty, kept),
        emblem: part(shares.emblem, lowered.no_emblem, kept),
        service: part(shares.service, channel == Channel::Portal, 1_000),
        mark: if unsettled { Mark::Unknown } else { shares.mark.max(amount.mark) },
    })
}

struct Lowered {
    half: bool,
    no_duty: bool,
    no_emblem: bool,
}

fn lowered(service: Service, relief: Option<Relief>, day: CivilDate) -> Lowered {
    let repeat = service == Service::RepeatCertificate;
    let (half, no_duty, no_emblem) = match relief {
        None => (false, false, false),
        Some(Relief::SocialRegister | Relief::Disability) => (true, false, false),
        Some(Relief::Orphan) => (false, repeat, true),
        Some(Relief::Disaster) => (false, repeat, repeat),
        Some(Relief::Rehabilitated) => (false, repeat, false),
        Some(Relief::MarriageContract) => {
            (false, service == Service::Marriage && Switch::ContractWaiver.is_on(day), false)
        }
    };
    Lowered { half, no_duty, no_emblem }
}

#[cfg(test)]
mod tests;
