//! What the ledger adds to an entry: its number and its date. No signer chooses them.
use crate::{
    cbor::{Canonical, Malformed, Reader, Writer},
    entry::read_act_kind,
    signature::read_office,
};
use civil::{ActKind, ActNumber, CertificateNumber, CivilDate, OfficeCode, Serial};

/// The outcome of an entry: part of its digest and of the state, and of no commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Of `act.register` and `legacy.open`.
    Act {
        /// The number given, gap-free per kind, office and year.
        number: ActNumber,
        /// The day of registration: the block's day at the office's offset.
        date: CivilDate,
    },
    /// Of `certificate.issue`.
    Certificate {
        /// The number given, gap-free per office and year.
        number: CertificateNumber,
        /// The day of issue.
        date: CivilDate,
        /// The act that the certificate is of.
        act: ActNumber,
        /// The day that act was registered.
        act_date: CivilDate,
    },
    /// Of `reference.issue`: a paper on a search, which is of no act.
    Reference {
        /// The number given, in the series of certificates.
        number: CertificateNumber,
        /// The day of issue.
        date: CivilDate,
    },
    /// Of `number.reserve`: the numbers that were reserved.
    Range {
        /// Of which kind of act.
        kind: ActKind,
        /// The office.
        office: OfficeCode,
        /// The year of the numbers, four digits.
        year: i16,
        /// The first number.
        first: Serial,
        /// The last number.
        last: Serial,
    },
    /// Of every other kind: it stands on the ledger, and gets no number.
    Recorded,
}

impl Outcome {
    /// The day the ledger gave, where it gives one.
    pub const fn date(&self) -> Option<CivilDate> {
        match self {
            Self::Act { date, .. } | Self::Certificate { date, .. } | Self::Reference { date, .. } => {
                Some(*date)
            }
            Self::Range { .. } | Self::Recorded => None,
        }
    }
}

impl Canonical for Outcome {
    const MAX_BYTES: usize = 64;

    fn write(&self, to: &mut Writer) {
        match self {
            Self::Act { number, date } => {
                to.array(3).uint(1u8);
                write_act(to, *number);
                write_date(to, *date);
            }
            Self::Certificate { number, date, act, act_date } => {
                to.array(5).uint(2u8);
                write_certificate(to, *number);
                write_date(to, *date);
                write_act(to, *act);
                write_date(to, *act_date);
            }
            Self::Range { kind, office, year, first, last } => {
                to.array(6).uint(4u8).uint(kind.digit()).uint(office.get()).uint(year.unsigned_abs());
                to.uint(first.get()).uint(last.get());
            }
            Self::Reference { number, date } => {
                to.array(3).uint(5u8);
                write_certificate(to, *number);
                write_date(to, *date);
            }
            Self::Recorded => {
                to.array(1).uint(3u8);
            }
        }
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let expected = "an outcome: [1, …] of an act, [2, …] of a certificate, [3], [4, …] of a range, or [5, …] of a reference";
        let fault = from.malformed(expected);
        let length = from.array_up_to(6, expected)?;
        match (length, from.uint::<u8>(expected)?) {
            (3, 1) => Ok(Self::Act { number: read_act(from)?, date: read_date(from)? }),
            (5, 2) => Ok(Self::Certificate {
                number: read_certificate(from)?,
                date: read_date(from)?,
                act: read_act(from)?,
                act_date: read_date(from)?,
            }),
            (3, 5) => Ok(Self::Reference { number: read_certificate(from)?, date: read_date(from)? }),
            (1, 3) => Ok(Self::Recorded),
            (6, 4) => {
                let (kind, office) = (read_act_kind(from)?, read_office(from)?);
                let year = read_year(from)?;
                let serial = |from: &mut Reader<'_>| Serial::new(from.uint(expected)?).or(Err(fault.clone()));
                Ok(Self::Range { kind, office, year, first: serial(from)?, last: serial(from)? })
            }
            _ => Err(fault),
        }
    }
}

/// Reads a year of the register, four digits.
pub fn read_year(from: &mut Reader<'_>) -> Result<i16, Malformed> {
    let expected = "a year from 1970 to 2199";
    let fault = from.malformed(expected);
    let year = from.uint(expected)?;
    if (1970..=2199).contains(&year) { Ok(year) } else { Err(fault) }
}

/// Writes a day as the number `yyyymmdd`.
pub fn write_date(to: &mut Writer, date: CivilDate) {
    let part = |n: i16| u32::try_from(n).unwrap_or(0);
    let (year, month, day) = (part(date.year()), part(date.month().into()), part(date.day().into()));
    to.uint(year.saturating_mul(10_000).saturating_add(month.saturating_mul(100)).saturating_add(day));
}

/// Reads what [`write_date`] wrote.
pub fn read_date(from: &mut Reader<'_>) -> Result<CivilDate, Malformed> {
    let expected = "a day as the number yyyymmdd";
    let fault = from.malformed(expected);
    let n: u32 = from.uint(expected)?;
    let part =
        |divide: u32, modulo: u32| n.checked_div(divide).and_then(|n| n.checked_rem(modulo)).unwrap_or(0);
    let year = i16::try_from(n.checked_div(10_000).unwrap_or(0)).unwrap_or(0);
    let small = |n: u32| i8::try_from(n).unwrap_or(0);
    CivilDate::new(year, small(part(100, 100)), small(part(1, 100))).or(Err(fault))
}

/// Writes an act number as the number of its twelve digits.
pub fn write_act(to: &mut Writer, number: ActNumber) {
    to.uint(number.to_string().parse::<u64>().expect("an act number has twelve digits"));
}

/// Reads what [`write_act`] wrote.
pub fn read_act(from: &mut Reader<'_>) -> Result<ActNumber, Malformed> {
    let expected = "an act number of twelve digits";
    let fault = from.malformed(expected);
    format!("{:012}", from.uint::<u64>(expected)?).parse().or(Err(fault))
}

/// Writes a certificate number as the number of its eleven digits.
pub fn write_certificate(to: &mut Writer, number: CertificateNumber) {
    let digits = number.to_string().replace('-', "");
    to.uint(digits.parse::<u64>().expect("a certificate number has eleven digits"));
}

/// Reads what [`write_certificate`] wrote.
pub fn read_certificate(from: &mut Reader<'_>) -> Result<CertificateNumber, Malformed> {
    let expected = "a certificate number of eleven digits";
    let fault = from.malformed(expected);
    let digits = format!("{:011}", from.uint::<u64>(expected)?);
    let (office, rest) = digits.split_at_checked(4).ok_or_else(|| fault.clone())?;
    let (year, serial) = rest.split_at_checked(2).ok_or_else(|| fault.clone())?;
    format!("{office}-{year}-{serial}").parse().or(Err(fault))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_outcome_reads_back(
            office in 1u16..=9999, year in 2000i16..2100, serial in 1u32..=99_999, month in 1i8..=12, day in 1i8..=28, form in 0u8..3,
        ) {
            let (office, serial) = (OfficeCode::new(office).unwrap(), Serial::new(serial).unwrap());
            let date = CivilDate::new(year, month, day).unwrap();
            let number = ActNumber::new(ActKind::Birth, office, year, serial);
            let of = CertificateNumber::new(office, year, serial);
            let outcome = match form {
                0 => Outcome::Act { number, date },
                1 => Outcome::Certificate { number: of, date, act: number, act_date: date },
                _ => Outcome::Reference { number: of, date },
            };
            prop_assert_eq!(Outcome::from_bytes(&outcome.to_bytes()), Ok(outcome));
        }
    }

    #[test]
    fn a_day_that_is_not_in_the_calendar_is_malformed() {
        let mut writer = Writer::default();
        writer.array(3).uint(1u8).uint(111_012_600_001_u64).uint(20_260_230_u32);
        assert!(Outcome::from_bytes(&writer.into_bytes()).is_err());
    }
}
