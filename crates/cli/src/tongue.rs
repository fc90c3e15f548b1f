//! The language in which the command speaks to whoever typed it.
//!
//! One process answers one person, so the language is chosen once, before anything is said, and is the same for
//! every sentence. What only an operator meets (node, portal, bench, genesis, keys of the staff) is told in English.
use crate::failure::{Exit, Failure};
use civil::{Lang, words::Saying};
use std::sync::OnceLock;

/// Where a language can be set for all commands of a session.
const VARIABLE: &str = "DALOLAT_LANG";
/// The locale of messages (POSIX, XBD chapter 8.2): the first that is set counts.
const LOCALE: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

static SPOKEN: OnceLock<Lang> = OnceLock::new();

/// The language of this process; English until one is chosen.
pub(crate) fn spoken() -> Lang {
    SPOKEN.get().copied().unwrap_or(Lang::En)
}

/// A sentence in the language of this process.
pub(crate) fn say(what: impl Into<Saying>) -> String {
    what.into().told(spoken())
}

/// Chooses the language of this process: the one that was named, else that of the environment, else English.
pub(crate) fn choose(named: Option<&str>) -> Result<(), Failure> {
    let variable = |name: &str| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned());
    let chosen = chosen(named, variable);
    // Of a language that nobody speaks it is said in that of the locale.
    let spoken = chosen.as_ref().copied().unwrap_or_else(|_| of_environment(variable));
    SPOKEN.get_or_init(|| spoken);
    chosen.map(|_| ()).map_err(|given| {
        let what = Saying::new("lang.unknown/spoken").with("given", given);
        Failure::told(Exit::Usage, what, "lang.unknown/spoken-do")
    })
}

/// The language, or the word that names none.
fn chosen(named: Option<&str>, variable: impl Fn(&str) -> Option<String>) -> Result<Lang, String> {
    let set = named.map(str::to_owned).or_else(|| variable(VARIABLE).filter(|tag| !tag.is_empty()));
    match set {
        Some(tag) => Lang::serving(&tag).ok_or(tag),
        None => Ok(of_environment(variable)),
    }
}

fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Lang {
    let set = LOCALE.into_iter().filter_map(variable).find(|locale| !locale.is_empty());
    set.and_then(|locale| of_locale(&locale)).unwrap_or(Lang::En)
}

/// The language of a locale, such as `uz_UZ.UTF-8` or `uz_UZ@cyrillic`.
fn of_locale(locale: &str) -> Option<Lang> {
    let (locale, modifier) = locale.split_once('@').unwrap_or((locale, ""));
    let name = locale.split_once('.').map_or(locale, |(name, _)| name);
    let lang = Lang::serving(&name.replace('_', "-"))?;
    let cyrillic = lang == Lang::UzLatn && modifier.eq_ignore_ascii_case("cyrillic");
    Some(if cyrillic { Lang::UzCyrl } else { lang })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(named: Option<&str>, set: &[(&str, &str)]) -> Result<Lang, String> {
        chosen(named, |name| {
            set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn what_is_named_goes_before_the_variable_and_the_variable_before_the_locale() {
        let locale = ("LANG", "kaa_UZ.UTF-8");
        assert_eq!(with(Some("ru"), &[("DALOLAT_LANG", "en"), locale]), Ok(Lang::Ru));
        assert_eq!(with(None, &[("DALOLAT_LANG", "uz-Cyrl"), locale]), Ok(Lang::UzCyrl));
        assert_eq!(with(None, &[("DALOLAT_LANG", ""), locale]), Ok(Lang::Kaa));
        assert_eq!(with(None, &[("LC_ALL", "ru_RU.UTF-8"), ("LC_MESSAGES", "uz_UZ"), locale]), Ok(Lang::Ru));
        assert_eq!(with(None, &[("LC_ALL", ""), ("LC_MESSAGES", "uz_UZ"), locale]), Ok(Lang::UzLatn));
        assert_eq!(with(None, &[("LC_ALL", "C"), locale]), Ok(Lang::En));
        assert_eq!(with(None, &[]), Ok(Lang::En));
        assert_eq!(with(Some("de"), &[locale]), Err("de".to_owned()));
        assert_eq!(with(None, &[("DALOLAT_LANG", "rus")]), Err("rus".to_owned()));
    }

    #[test]
    fn a_locale_names_its_language_and_of_uzbek_its_script() {
        for (locale, lang) in [
            ("uz_UZ", Some(Lang::UzLatn)),
            ("uz_UZ.UTF-8", Some(Lang::UzLatn)),
            ("uz_UZ@cyrillic", Some(Lang::UzCyrl)),
            ("uz_UZ.UTF-8@cyrillic", Some(Lang::UzCyrl)),
            ("ru_RU.KOI8-R", Some(Lang::Ru)),
            ("ru_UZ", Some(Lang::Ru)),
            ("kaa_UZ.UTF-8", Some(Lang::Kaa)),
            ("en_GB.UTF-8", Some(Lang::En)),
            ("tr_TR.UTF-8", None),
            ("POSIX", None),
            ("C.UTF-8", None),
        ] {
            assert_eq!(of_locale(locale), lang, "{locale}");
        }
    }
}
