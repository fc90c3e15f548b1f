//! The numbers that the ledger gives: of an act, of a certificate, and the serials in them.
//!
//! An act number has twelve digits, `T OOOO YY NNNNN`: kind, office, year, serial (order of the
//! Minister of Justice on the forms of records, in force since 1 January 2020). The digit of each
//! kind is not published; ours are provisional and stand in [`ActKind::digit`] alone.
use core::{fmt, str::FromStr};

/// The four acts of civil status (Cabinet of Ministers, resolution 550 of 20 October 2023).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActKind {
    /// A birth.
    Birth,
    /// A death.
    Death,
    /// A marriage.
    Marriage,
    /// A divorce.
    Divorce,
}

impl ActKind {
    /// All kinds, in the order of their digits.
    pub const ALL: [Self; 4] = [Self::Birth, Self::Death, Self::Marriage, Self::Divorce];

    /// The first digit of the act number, 1 to 4.
    pub const fn digit(self) -> u8 {
        match self {
            Self::Birth => 1,
            Self::Death => 2,
            Self::Marriage => 3,
            Self::Divorce => 4,
        }
    }

    /// The kind that a first digit stands for.
    pub fn from_digit(digit: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.digit() == digit)
    }

    /// The word used in files and messages: `birth`, `death`, `marriage`, `divorce`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Birth => "birth",
            Self::Death => "death",
            Self::Marriage => "marriage",
            Self::Divorce => "divorce",
        }
    }
}

impl fmt::Display for ActKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Why a text or a number is not what it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotANumber {
    /// Not four digits, or 0000.
    #[error("an office code has four digits, 0001 to 9999")]
    Office,
    /// Not two digits, or 00.
    #[error("a region code has two digits, 01 to 99")]
    Region,
    /// Outside 1 to 99,999.
    #[error("a serial is a number from 1 to 99999")]
    Serial,
    /// Not twelve digits.
    #[error("an act number has twelve digits: kind, office, year, serial")]
    ActForm,
    /// The first digit stands for no kind of act.
    #[error("an act number begins with 1 (birth), 2 (death), 3 (marriage) or 4 (divorce)")]
    Kind,
    /// Not of the form `OOOO-YY-NNNNN`.
    #[error("a certificate number is written office-year-serial, for example 1101-26-00001")]
    CertificateForm,
}

/// The code of a registering office: four digits, 0001 to 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OfficeCode(u16);

impl OfficeCode {
    /// The office `code`, 1 to 9999.
    pub const fn new(code: u16) -> Result<Self, NotANumber> {
        if code == 0 || code > 9999 { Err(NotANumber::Office) } else { Ok(Self(code)) }
    }

    /// The code as a number, 1 to 9999.
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl OfficeCode {
    /// The region that the office lies in: its first two digits. The offices below 0100 lie in none.
    pub const fn region(self) -> Option<RegionCode> {
        let [high, low] = (self.0 / 100).to_be_bytes();
        match RegionCode::new(low) {
            Ok(region) if high == 0 => Some(region),
            Ok(_) | Err(_) => None,
        }
    }
}

impl fmt::Display for OfficeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.0)
    }
}

impl fmt::Debug for OfficeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for OfficeCode {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        digits(text, 4).and_then(|n| u16::try_from(n).ok()).map_or(Err(NotANumber::Office), Self::new)
    }
}

/// The code of a region: two digits, 01 to 99, the first two of its offices' codes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegionCode(u8);

impl RegionCode {
    /// The region `code`, 1 to 99.
    pub const fn new(code: u8) -> Result<Self, NotANumber> {
        if code == 0 || code > 99 { Err(NotANumber::Region) } else { Ok(Self(code)) }
    }

    /// The code as a number, 1 to 99.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

impl fmt::Debug for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for RegionCode {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        digits(text, 2).and_then(|n| u8::try_from(n).ok()).map_or(Err(NotANumber::Region), Self::new)
    }
}

/// A serial within a series, 1 to 99,999. Never reused, not even after an annulment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serial(u32);

impl Serial {
    /// The first of a series.
    pub const FIRST: Self = Self(1);

    /// The serial `n`, 1 to 99,999.
    pub const fn new(n: u32) -> Result<Self, NotANumber> {
        if n == 0 || n > 99_999 { Err(NotANumber::Serial) } else { Ok(Self(n)) }
    }

    /// The serial as a number, 1 to 99,999.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The next one; `None` where the series is full.
    pub fn next(self) -> Option<Self> {
        Self::new(self.0.checked_add(1)?).ok()
    }
}

/// The last two digits of a year, as they stand in a number.
fn short(year: i16) -> u8 {
    u8::try_from(year.rem_euclid(100)).unwrap_or(0)
}

/// The number of an act: kind, office, two digits of the year, serial. Written as twelve digits.
///
/// The ledger gives it; nobody chooses it. It names an act for ever.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActNumber {
    /// What was registered.
    pub kind: ActKind,
    /// Who registered it.
    pub office: OfficeCode,
    year: u8,
    /// The how-manieth of that kind, office and year.
    pub serial: Serial,
}

impl ActNumber {
    /// The number of the act `serial` of `kind` that `office` registered in `year`.
    pub fn new(kind: ActKind, office: OfficeCode, year: i16, serial: Serial) -> Self {
        Self { kind, office, year: short(year), serial }
    }

    /// The last two digits of the year of registration, 0 to 99.
    pub fn year(self) -> u8 {
        self.year
    }
}

impl fmt::Display for ActNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{:02}{:05}", self.kind.digit(), self.office, self.year, self.serial.get())
    }
}

impl fmt::Debug for ActNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for ActNumber {
    type Err = NotANumber;

    /// Reads twelve digits; spaces between the parts, as on paper, are accepted.
    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let plain: String = text.chars().filter(|c| !c.is_whitespace()).take(13).collect();
        let n = digits(&plain, 12).ok_or(NotANumber::ActForm)?;
        let part =
            |divide: u64, modulo: u64| n.checked_div(divide).and_then(|n| n.checked_rem(modulo)).unwrap_or(0);
        let small = |n: u64| u16::try_from(n).unwrap_or(u16::MAX);
        Ok(Self {
            kind: u8::try_from(part(100_000_000_000, 10))
                .ok()
                .and_then(ActKind::from_digit)
                .ok_or(NotANumber::Kind)?,
            office: OfficeCode::new(small(part(10_000_000, 10_000)))?,
            year: u8::try_from(part(100_000, 100)).unwrap_or(0),
            serial: Serial::new(u32::try_from(part(1, 100_000)).unwrap_or(0))?,
        })
    }
}

/// The number of a certificate: gap-free per office and year. Written `1101-26-00001`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CertificateNumber {
    /// The office that issued it.
    pub office: OfficeCode,
    year: u8,
    /// The how-manieth of that office and year.
    pub serial: Serial,
}

impl CertificateNumber {
    /// The certificate `serial` that `office` issued in `year`.
    pub fn new(office: OfficeCode, year: i16, serial: Serial) -> Self {
        Self { office, year: short(year), serial }
    }

    /// The last two digits of the year of issue, 0 to 99.
    pub fn year(self) -> u8 {
        self.year
    }
}

impl fmt::Display for CertificateNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}-{:05}", self.office, self.year, self.serial.get())
    }
}

impl fmt::Debug for CertificateNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for CertificateNumber {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let parts: Vec<&str> = text.split('-').collect();
        let [office, year, serial] = parts.as_slice() else { return Err(NotANumber::CertificateForm) };
        let year = digits(year, 2).and_then(|n| u8::try_from(n).ok()).ok_or(NotANumber::CertificateForm)?;
        let serial =
            digits(serial, 5).and_then(|n| u32::try_from(n).ok()).ok_or(NotANumber::CertificateForm)?;
        Ok(Self { office: office.parse()?, year, serial: Serial::new(serial)? })
    }
}

fn digits(text: &str, count: usize) -> Option<u64> {
    let plain = text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_printed_reads_back(kind in 0usize..4, office in 1u16..=9999, year in 1900i16..=2199, serial in 1u32..=99_999) {
            let (office, serial) = (OfficeCode::new(office).unwrap(), Serial::new(serial).unwrap());
            let act = ActNumber::new(ActKind::ALL[kind], office, year, serial);
            prop_assert_eq!(act.to_string().len(), 12);
            prop_assert_eq!(act.to_string().parse(), Ok(act));
            let certificate = CertificateNumber::new(office, year, serial);
            prop_assert_eq!(certificate.to_string().parse(), Ok(certificate));
        }
    }

    #[test]
    fn a_number_printed_in_groups_reads_as_one() {
        let number: ActNumber = "1 1734 26 02417".parse().unwrap();
        assert_eq!(number.to_string(), "117342602417");
        assert_eq!(number.office.get(), 1734);
    }

    #[test]
    fn the_first_two_digits_of_an_office_are_its_region() {
        let region = |office: u16| OfficeCode::new(office).unwrap().region().map(RegionCode::get);
        assert_eq!(
            [region(99), region(100), region(1101), region(9999)],
            [None, Some(1), Some(11), Some(99)]
        );
        for code in 1..=99 {
            let region = RegionCode::new(code).unwrap();
            assert_eq!(region.to_string().parse(), Ok(region));
        }
        assert_eq!(["00".parse::<RegionCode>(), "7".parse(), "100".parse()], [Err(NotANumber::Region); 3]);
    }

    #[test]
    fn what_is_no_act_number_is_refused_with_the_part_that_is_wrong() {
        assert_eq!("11734260241".parse::<ActNumber>(), Err(NotANumber::ActForm));
        assert_eq!("917342602417".parse::<ActNumber>(), Err(NotANumber::Kind));
        assert_eq!("100002602417".parse::<ActNumber>(), Err(NotANumber::Office));
        assert_eq!("117342600000".parse::<ActNumber>(), Err(NotANumber::Serial));
        assert_eq!("1734-26-1".parse::<CertificateNumber>(), Err(NotANumber::CertificateForm));
    }
}
