//! The published code lists: places (SOATO), countries, citizenships, ethnicities.
//!
//! # Format
//!
//! The lists are the tab-separated files in `data/dhp` (Uzinfocom, DHP FHIR IG, CC BY 4.0; what we
//! changed stands in `data/README.md`). They are compiled in and read once, on first use.
//!
//! # Limits
//!
//! The lists have no Karakalpak names: Karakalpak falls back to Uzbek Latin. Settlements have no
//! English name and fall back to Uzbek Latin too. Cyrillic Uzbek names are derived by rule. A unit
//! younger than the list, or long gone, has no code: the place as written carries it.
use core::{fmt, str::FromStr};
use std::{collections::BTreeMap, sync::OnceLock};

use crate::Lang;

/// A code that is not in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotACode {
    /// No place of Uzbekistan.
    #[error(
        "this place code is not in the list of places of Uzbekistan (SOATO); look the code up, \
         or leave it out and write the place as the document has it"
    )]
    Place,
    /// No country.
    #[error("this is not the two-letter code of a country (ISO 3166-1), such as UZ or KZ")]
    Country,
    /// No citizenship.
    #[error("a citizenship is the two-letter code of a country, such as UZ, or the word stateless")]
    Citizenship,
    /// No ethnicity.
    #[error("this number is not in the list of ethnicities; 161 is Uzbek, 77 Karakalpak, 1 Russian")]
    Ethnicity,
}

/// A name in the languages of the lists.
#[derive(Debug)]
struct Names {
    uz_latn: &'static str,
    uz_cyrl: &'static str,
    ru: &'static str,
    en: &'static str,
}

impl Names {
    fn of(&self, lang: Lang) -> &'static str {
        let name = match lang {
            Lang::UzLatn | Lang::Kaa => self.uz_latn,
            Lang::UzCyrl => self.uz_cyrl,
            Lang::Ru => self.ru,
            Lang::En => self.en,
        };
        if name.is_empty() { self.uz_latn } else { name }
    }
}

/// The rows of a list without its header line.
fn rows<const COLUMNS: usize>(list: &'static str) -> impl Iterator<Item = [&'static str; COLUMNS]> {
    list.lines().skip(1).map(|line| {
        let columns: Vec<&'static str> = line.split('\t').collect();
        columns
            .try_into()
            .expect("a compiled-in list has the same columns in every row; a test reads them all")
    })
}

fn places() -> &'static BTreeMap<u64, Names> {
    static PLACES: OnceLock<BTreeMap<u64, Names>> = OnceLock::new();
    PLACES.get_or_init(|| {
        rows(include_str!("../../../data/dhp/soato.tsv"))
            .map(|[code, _kind, uz_latn, uz_cyrl, ru, en]| {
                let code = code.parse().expect("a compiled-in place code is a number; a test reads them all");
                (code, Names { uz_latn, uz_cyrl, ru, en })
            })
            .collect()
    })
}

fn countries() -> &'static BTreeMap<&'static str, Names> {
    static COUNTRIES: OnceLock<BTreeMap<&'static str, Names>> = OnceLock::new();
    COUNTRIES.get_or_init(|| {
        rows(include_str!("../../../data/dhp/countries.tsv"))
            .map(|[code, uz_latn, uz_cyrl, ru, en]| (code, Names { uz_latn, uz_cyrl, ru, en }))
            .collect()
    })
}

fn ethnicities() -> &'static BTreeMap<u16, Names> {
    static ETHNICITIES: OnceLock<BTreeMap<u16, Names>> = OnceLock::new();
    ETHNICITIES.get_or_init(|| {
        rows(include_str!("../../../data/dhp/nationality.tsv"))
            .map(|[code, uz_latn, ru, en]| {
                let code = code.parse().expect("a compiled-in ethnicity is a number; a test reads them all");
                (code, Names { uz_latn, uz_cyrl: "", ru, en })
            })
            .collect()
    })
}

/// A place of Uzbekistan by its SOATO code: the country (2 digits), a region (4), a district or a
/// city of regional rank (7), a settlement (10). The code is in the list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Soato(u64);

impl Soato {
    /// All codes of the list, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        places().keys().copied().map(Self)
    }

    /// The unit that this one belongs to: of a settlement its district, of a district its region.
    /// `None` for a region and for the country.
    pub fn parent(self) -> Option<Self> {
        let above = self.0.checked_div(1000)?;
        if above >= 1000 && places().contains_key(&above) { Some(Self(above)) } else { None }
    }

    /// The official name with the larger units in front, as a certificate prints it:
    /// `Toshkent shahri, Chilonzor tumani`.
    pub fn official_name(self, lang: Lang) -> String {
        let own = places().get(&self.0).map_or("", |names| names.of(lang));
        match self.parent() {
            Some(parent) => format!("{}, {own}", parent.official_name(lang)),
            None => own.to_owned(),
        }
    }
}

impl fmt::Display for Soato {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Soato {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Soato({})", self.0)
    }
}

impl FromStr for Soato {
    type Err = NotACode;

    fn from_str(text: &str) -> Result<Self, NotACode> {
        let code = number(text, 10).ok_or(NotACode::Place)?;
        if places().contains_key(&code) { Ok(Self(code)) } else { Err(NotACode::Place) }
    }
}

/// A country by its two-letter code (ISO 3166-1). The code is in the list. Written `UZ`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

impl Country {
    /// Uzbekistan.
    pub const UZ: Self = Self(*b"UZ");

    /// All countries of the list, in the order of their codes.
    pub fn all() -> impl Iterator<Item = Self> {
        countries().keys().filter_map(|code| code.parse().ok())
    }

    /// The name of the country.
    pub fn official_name(self, lang: Lang) -> String {
        countries().get(self.to_string().as_str()).map_or("", |names| names.of(lang)).to_owned()
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self([first, second]) = *self;
        write!(f, "{}{}", char::from(first), char::from(second))
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Country({self})")
    }
}

impl FromStr for Country {
    type Err = NotACode;

    fn from_str(text: &str) -> Result<Self, NotACode> {
        match <[u8; 2]>::try_from(text.as_bytes()) {
            Ok(code) if countries().contains_key(text) => Ok(Self(code)),
            Ok(_) | Err(_) => Err(NotACode::Country),
        }
    }
}

/// What a person is a citizen of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Citizenship {
    /// A citizen of that country.
    Of(Country),
    /// A citizen of no country.
    Stateless,
}

const STATELESS: &str = "stateless";

impl Citizenship {
    /// The name of the country, or the word for a stateless person.
    pub fn official_name(self, lang: Lang) -> String {
        match self {
            Self::Of(country) => country.official_name(lang),
            Self::Stateless => countries().get(STATELESS).map_or("", |names| names.of(lang)).to_owned(),
        }
    }
}

impl fmt::Display for Citizenship {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Of(country) => country.fmt(f),
            Self::Stateless => f.write_str(STATELESS),
        }
    }
}

impl FromStr for Citizenship {
    type Err = NotACode;

    fn from_str(text: &str) -> Result<Self, NotACode> {
        if text == STATELESS {
            return Ok(Self::Stateless);
        }
        match text.parse() {
            Ok(country) => Ok(Self::Of(country)),
            Err(_) => Err(NotACode::Citizenship),
        }
    }
}

/// An ethnicity by its number in the list of 306.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ethnicity(u16);

impl Ethnicity {
    /// All ethnicities of the list, in the order of their numbers.
    pub fn all() -> impl Iterator<Item = Self> {
        ethnicities().keys().copied().map(Self)
    }

    /// The name in the plural, as the list has it.
    pub fn official_name(self, lang: Lang) -> &'static str {
        ethnicities().get(&self.0).map_or("", |names| names.of(lang))
    }
}

impl fmt::Display for Ethnicity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl FromStr for Ethnicity {
    type Err = NotACode;

    fn from_str(text: &str) -> Result<Self, NotACode> {
        let code = number(text, 3).and_then(|n| u16::try_from(n).ok()).ok_or(NotACode::Ethnicity)?;
        if ethnicities().contains_key(&code) { Ok(Self(code)) } else { Err(NotACode::Ethnicity) }
    }
}

/// A number of 1 to `most` digits without a leading zero.
fn number(text: &str, most: usize) -> Option<u64> {
    let plain = (1..=most).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_digit())
        && !text.starts_with('0');
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_published_code_reads_back_and_has_a_name_in_every_language() {
        let (mut codes, mut regions) = (0, 0);
        for place in Soato::all() {
            assert_eq!(place.to_string().parse(), Ok(place));
            codes += 1;
            regions += usize::from(place.to_string().len() == 4);
            for lang in Lang::ALL {
                let name = place.official_name(lang);
                assert!(name.chars().count() > 1 && !name.starts_with(','), "{place}");
                assert!(!name.contains(['\'', '`', '(', '‘', '’']), "{place}");
            }
        }
        assert_eq!((codes, regions), (2856, 14));
        assert_eq!(Country::all().count(), 249);
        for country in Country::all() {
            assert_eq!(country.to_string().parse(), Ok(country));
            assert!(Lang::ALL.iter().all(|lang| country.official_name(*lang).len() > 1), "{country}");
        }
        assert_eq!(Ethnicity::all().count(), 306);
        for ethnicity in Ethnicity::all() {
            assert_eq!(ethnicity.to_string().parse(), Ok(ethnicity));
            assert!(Lang::ALL.iter().all(|lang| ethnicity.official_name(*lang).len() > 1), "{ethnicity}");
        }
    }

    #[test]
    fn no_name_of_a_place_mixes_look_alike_letters_of_two_alphabets() {
        let latin = |c: char| c.is_ascii_alphabetic();
        let cyrillic = |c: char| ('\u{400}'..='\u{4ff}').contains(&c);
        for place in Soato::all() {
            assert!(!place.official_name(Lang::UzLatn).contains(cyrillic), "{place}");
            assert!(!place.official_name(Lang::UzCyrl).contains(latin), "{place}");
            assert!(!place.official_name(Lang::Ru).contains(latin), "{place}");
        }
    }

    #[test]
    fn a_district_is_printed_with_its_region_in_front() {
        let name = |code: &str, lang| code.parse::<Soato>().unwrap().official_name(lang);
        assert_eq!(name("1726294", Lang::UzLatn), "Toshkent shahri, Chilonzor tumani");
        assert_eq!(name("1726294", Lang::UzCyrl), "Тошкент шаҳри, Чилонзор тумани");
        assert_eq!(name("1726294", Lang::Ru), "город Ташкент, Чиланзарский район");
        assert_eq!(name("1726294", Lang::En), "Tashkent City, Chilanzar District");
        assert_eq!(name("1735401", Lang::Kaa), "Qoraqalpogʻiston Respublikasi, Nukus shahri");
        assert_eq!(name("1722204556", Lang::En), "Surkhandarya Region, Boysun District, Pasurxi");
        assert_eq!(name("1722", Lang::UzLatn), "Surxondaryo viloyati");
        assert_eq!(name("17", Lang::Ru), "Республика Узбекистан");
    }

    #[test]
    fn what_is_in_no_list_is_refused() {
        for text in ["", "1726295", "01726294", "1722200", "1703202550", "17262940", "UZ", "99999999999"] {
            assert_eq!(text.parse::<Soato>(), Err(NotACode::Place), "{text}");
        }
        for text in ["", "uz", "UZB", "XX", "stateless"] {
            assert_eq!(text.parse::<Country>(), Err(NotACode::Country), "{text}");
        }
        assert_eq!("XX".parse::<Citizenship>(), Err(NotACode::Citizenship));
        assert_eq!("stateless".parse(), Ok(Citizenship::Stateless));
        assert_eq!("UZ".parse(), Ok(Citizenship::Of(Country::UZ)));
        for text in ["", "0", "2", "999", "0161"] {
            assert_eq!(text.parse::<Ethnicity>(), Err(NotACode::Ethnicity), "{text}");
        }
    }
}
