//! Where something happened: by code where the place has one, beside it as somebody wrote it.
use crate::{
    Lang,
    code::{Country, NotACode, Soato},
    redact::redacted,
    text::{NotAText, Text},
};

/// A place in Uzbekistan or abroad.
///
/// In Uzbekistan a code, a text or both: the text then adds what the code does not say (a village, a
/// street). Abroad always a text and never a code, since SOATO ends at the border.
#[derive(Clone, PartialEq, Eq)]
pub struct Place {
    country: Country,
    code: Option<Soato>,
    as_written: Option<Text>,
}

/// Why a place is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAPlace {
    /// In Uzbekistan, neither code nor text.
    #[error("a place in Uzbekistan has a code, or the place as written, or both")]
    Nowhere,
    /// Abroad, without a text.
    #[error("a place abroad is written out as the document has it; a country alone is not enough")]
    AbroadUnwritten,
    /// Abroad, with a code of Uzbekistan.
    #[error("a place code belongs to Uzbekistan; leave it out for a place abroad, or set the country to UZ")]
    AbroadCoded,
    /// The code is in no list.
    #[error(transparent)]
    Code(#[from] NotACode),
    /// The text cannot stand.
    #[error("the place as written cannot stand: {0}")]
    Written(#[from] NotAText),
}

impl Place {
    /// The place of these three, which have to agree.
    pub fn new(country: Country, code: Option<Soato>, as_written: Option<Text>) -> Result<Self, NotAPlace> {
        if country == Country::UZ {
            if code.is_none() && as_written.is_none() {
                return Err(NotAPlace::Nowhere);
            }
        } else if code.is_some() {
            return Err(NotAPlace::AbroadCoded);
        } else if as_written.is_none() {
            return Err(NotAPlace::AbroadUnwritten);
        }
        Ok(Self { country, code, as_written })
    }

    /// Reads a place back from the two values that an act discloses: [`Self::code_text`] and the
    /// place as written.
    pub fn from_values(code_text: &str, as_written: Option<&str>) -> Result<Self, NotAPlace> {
        let as_written = as_written.map(Text::new).transpose()?;
        if code_text.starts_with(|c: char| c.is_ascii_digit()) {
            Self::new(Country::UZ, Some(code_text.parse()?), as_written)
        } else {
            Self::new(code_text.parse()?, None, as_written)
        }
    }

    /// The country.
    pub fn country(&self) -> Country {
        self.country
    }

    /// The code, for a place of Uzbekistan that has one.
    pub fn code(&self) -> Option<Soato> {
        self.code
    }

    /// The place as somebody wrote it.
    pub fn as_written(&self) -> Option<&Text> {
        self.as_written.as_ref()
    }

    /// The digits of the place code; where there is none, the two letters of the country.
    pub fn code_text(&self) -> String {
        self.code.map_or_else(|| self.country.to_string(), |code| code.to_string())
    }

    /// The place as a certificate prints it: the official name of the code, or the country, then the
    /// place as written. Personal data where it is somebody's.
    pub fn printed(&self, lang: Lang) -> String {
        let official =
            self.code.map_or_else(|| self.country.official_name(lang), |code| code.official_name(lang));
        match &self.as_written {
            Some(written) => format!("{official}, {}", written.as_str()),
            None => official,
        }
    }
}

redacted!(Place);

#[cfg(test)]
mod tests {
    use super::*;

    fn place(country: &str, code: Option<&str>, written: Option<&str>) -> Result<Place, NotAPlace> {
        Place::new(
            country.parse().unwrap(),
            code.map(|code| code.parse().unwrap()),
            written.map(|text| Text::new(text).unwrap()),
        )
    }

    #[test]
    fn a_place_says_where_it_is_and_nothing_that_contradicts() {
        assert_eq!(place("UZ", None, None), Err(NotAPlace::Nowhere));
        assert_eq!(place("KZ", None, None), Err(NotAPlace::AbroadUnwritten));
        assert_eq!(place("KZ", Some("1726294"), Some("Chimkent")), Err(NotAPlace::AbroadCoded));
        assert!(place("UZ", None, Some("Boʻz rayoni")).is_ok());
    }

    #[test]
    fn a_place_is_printed_officially_and_then_as_written() {
        let village = place("UZ", Some("1722204"), Some("Poyonqoʻrgʻon qishlogʻi")).unwrap();
        assert_eq!(
            village.printed(Lang::UzLatn),
            "Surxondaryo viloyati, Boysun tumani, Poyonqoʻrgʻon qishlogʻi"
        );
        let abroad = place("DE", None, Some("Landshut, Bayern")).unwrap();
        assert_eq!(abroad.printed(Lang::Ru), "Германия, Landshut, Bayern");
    }

    #[test]
    fn the_two_disclosed_values_give_the_place_back() {
        for place in [
            place("UZ", Some("1726294"), None),
            place("UZ", Some("1722204"), Some("Machay")),
            place("UZ", None, Some("Mirzachoʻl")),
            place("DE", None, Some("Landshut, Bayern")),
        ] {
            let place = place.unwrap();
            let written = place.as_written().map(Text::as_str);
            assert_eq!(Place::from_values(&place.code_text(), written), Ok(place.clone()));
        }
        assert_eq!(Place::from_values("1726295", None), Err(NotAPlace::Code(NotACode::Place)));
    }
}
