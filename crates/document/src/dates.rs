//! Dates and ages as a paper prints them: in figures, with the month's name, and wholly in words.
//!
//! # Format
//!
//! | lang | with the month's name | in words |
//! | --- | --- | --- |
//! | uz-Latn | 2026-yil 14-noyabr | ikki ming yigirma oltinchi yil oʻn toʻrtinchi noyabr |
//! | uz-Cyrl | 2026 йил 14 ноябрь | икки минг йигирма олтинчи йил ўн тўртинчи ноябрь |
//! | ru | 14 ноября 2026 года | четырнадцатое ноября две тысячи двадцать шестого года |
//! | kaa | 2026-jıl 14-noyabr | eki mıń jigirma altınshı jıl on tórtinshi noyabr |
//! | en | 14 November 2026 | the fourteenth of November, two thousand and twenty-six |
//!
//! A date of which only the year or the month is known is written as far as it is known. An age is counted in whole
//! years: "yetmish sakkiz yosh", "семьдесят восемь лет", "seventy-eight years".
//!
//! # Limits
//!
//! Years 1 to 9999 have words; the register knows 1800 to 2199.

mod english;
mod russian;
mod turkic;

use civil::{CivilDate, Lang, PartialDate};

/// Writes a date in figures, day first: `14.11.2026`, `11.2026` or `2026`.
pub fn in_figures(date: PartialDate) -> String {
    match date {
        PartialDate::Year(year) => format!("{year:04}"),
        PartialDate::Month { year, month } => format!("{month:02}.{year:04}"),
        PartialDate::Day(date) => format!("{:02}.{:02}.{:04}", date.day(), date.month(), date.year()),
    }
}

/// Writes a day with the month's name, as it stands in a sentence of that language.
pub fn with_month_name(date: CivilDate, lang: Lang) -> String {
    let (year, day) = (date.year(), date.day());
    let month = |names: &[&'static str; 12]| month_name(names, date.month());
    match lang {
        Lang::UzLatn => format!("{year}-yil {day}-{}", month(&turkic::UZ_LATN.months)),
        Lang::UzCyrl => format!("{year} йил {day} {}", month(&turkic::UZ_CYRL.months)),
        Lang::Kaa => format!("{year}-jıl {day}-{}", month(&turkic::KAA.months)),
        Lang::Ru => format!("{day} {} {year} года", month(&russian::MONTHS_OF)),
        Lang::En => format!("{day} {} {year}", month(&english::MONTHS)),
    }
}

/// Writes a date in words, as far as it is known.
pub fn in_words(date: PartialDate, lang: Lang) -> String {
    let year = date.year().unsigned_abs();
    let (month, day) = match date {
        PartialDate::Year(_) => (None, None),
        PartialDate::Month { year: _, month } => (Some(month), None),
        PartialDate::Day(date) => (Some(date.month()), Some(u16::from(date.day().unsigned_abs()))),
    };
    match lang {
        Lang::UzLatn => turkic::date(&turkic::UZ_LATN, year, month, day),
        Lang::UzCyrl => turkic::date(&turkic::UZ_CYRL, year, month, day),
        Lang::Kaa => turkic::date(&turkic::KAA, year, month, day),
        Lang::Ru => russian::date(year, month, day),
        Lang::En => english::date(year, month, day),
    }
}

/// Writes an age in whole years in words; 0 is "less than one year".
pub fn age_in_words(years: u8, lang: Lang) -> String {
    let n = u16::from(years);
    match (lang, n) {
        (Lang::UzLatn, 0) => "bir yoshga toʻlmagan".to_owned(),
        (Lang::UzCyrl, 0) => "бир ёшга тўлмаган".to_owned(),
        (Lang::Kaa, 0) => "bir jasqa tolmaǵan".to_owned(),
        (Lang::Ru, 0) => "менее одного года".to_owned(),
        (Lang::En, 0) => "less than one year".to_owned(),
        (Lang::UzLatn, _) => format!("{} yosh", turkic::cardinal(&turkic::UZ_LATN, n)),
        (Lang::UzCyrl, _) => format!("{} ёш", turkic::cardinal(&turkic::UZ_CYRL, n)),
        (Lang::Kaa, _) => format!("{} jas", turkic::cardinal(&turkic::KAA, n)),
        (Lang::Ru, _) => format!("{} {}", russian::cardinal(n), russian::years_counted(n)),
        (Lang::En, 1) => "one year".to_owned(),
        (Lang::En, _) => format!("{} years", english::cardinal(n)),
    }
}

/// The name of a month, 1 to 12.
fn month_name(names: &[&'static str; 12], month: i8) -> &'static str {
    usize::try_from(month)
        .ok()
        .and_then(|month| names.get(month.checked_sub(1)?))
        .expect("the month of a date is 1 to 12")
}

/// The decimal digit of `n` at `place` (0 for units), 0 to 9.
fn digit(n: u16, place: u32) -> usize {
    usize::from(n / 10_u16.pow(place) % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn words(text: &str) -> [String; 5] {
        let date: PartialDate = text.parse().unwrap();
        [Lang::UzLatn, Lang::UzCyrl, Lang::Ru, Lang::Kaa, Lang::En].map(|lang| in_words(date, lang))
    }

    #[test]
    fn a_day_is_written_in_words_in_each_language() {
        assert_eq!(
            words("2026-11-14"),
            [
                "ikki ming yigirma oltinchi yil oʻn toʻrtinchi noyabr",
                "икки минг йигирма олтинчи йил ўн тўртинчи ноябрь",
                "четырнадцатое ноября две тысячи двадцать шестого года",
                "eki mıń jigirma altınshı jıl on tórtinshi noyabr",
                "the fourteenth of November, two thousand and twenty-six",
            ]
        );
        assert_eq!(
            words("1999-03-31"),
            [
                "bir ming toʻqqiz yuz toʻqson toʻqqizinchi yil oʻttiz birinchi mart",
                "бир минг тўққиз юз тўқсон тўққизинчи йил ўттиз биринчи март",
                "тридцать первое марта тысяча девятьсот девяносто девятого года",
                "bir mıń toǵız júz toqsan toǵızınshı jıl otız birinshi mart",
                "the thirty-first of March, one thousand nine hundred and ninety-nine",
            ]
        );
    }

    #[test]
    fn a_round_year_takes_the_ordinal_on_its_last_word() {
        assert_eq!(
            words("2000-01-20"),
            [
                "ikki minginchi yil yigirmanchi yanvar",
                "икки мингинчи йил йигирманчи январь",
                "двадцатое января двухтысячного года",
                "eki mıńınshı jıl jigirmanshı yanvar",
                "the twentieth of January, two thousand",
            ]
        );
        assert_eq!(
            words("1900-05-03"),
            [
                "bir ming toʻqqiz yuzinchi yil uchinchi may",
                "бир минг тўққиз юзинчи йил учинчи май",
                "третье мая тысяча девятисотого года",
                "bir mıń toǵız júzinshi jıl úshinshi may",
                "the third of May, one thousand nine hundred",
            ]
        );
        assert_eq!(
            words("2103-08-12"),
            [
                "ikki ming bir yuz uchinchi yil oʻn ikkinchi avgust",
                "икки минг бир юз учинчи йил ўн иккинчи август",
                "двенадцатое августа две тысячи сто третьего года",
                "eki mıń bir júz úshinshi jıl on ekinshi avgust",
                "the twelfth of August, two thousand one hundred and three",
            ]
        );
    }

    #[test]
    fn a_partial_date_says_no_more_than_is_known() {
        assert_eq!(
            words("1931-05"),
            [
                "bir ming toʻqqiz yuz oʻttiz birinchi yil may",
                "бир минг тўққиз юз ўттиз биринчи йил май",
                "май тысяча девятьсот тридцать первого года",
                "bir mıń toǵız júz otız birinshi jıl may",
                "May of the year one thousand nine hundred and thirty-one",
            ]
        );
        assert_eq!(
            words("1840"),
            [
                "bir ming sakkiz yuz qirqinchi yil",
                "бир минг саккиз юз қирқинчи йил",
                "тысяча восемьсот сороковой год",
                "bir mıń segiz júz qırqınshı jıl",
                "the year one thousand eight hundred and forty",
            ]
        );
        let figures = ["1931", "1931-05", "1931-05-09"].map(|text| in_figures(text.parse().unwrap()));
        assert_eq!(figures, ["1931", "05.1931", "09.05.1931"]);
    }

    #[test]
    fn every_day_of_the_register_has_its_own_words_in_every_language() {
        for lang in Lang::ALL {
            let mut seen = BTreeSet::new();
            for year in 1800..=2199 {
                assert!(seen.insert(in_words(PartialDate::Year(year), lang)), "{lang} {year}");
            }
            for month in 1..=12 {
                assert!(
                    seen.insert(in_words(PartialDate::Month { year: 2026, month }, lang)),
                    "{lang} {month}"
                );
                for day in 1..=31 {
                    let Ok(date) = CivilDate::new(2026, month, day) else { continue };
                    let text = in_words(PartialDate::Day(date), lang);
                    assert!(!text.contains("  ") && text.trim() == text, "{lang}: {text}");
                    assert!(seen.insert(text), "{lang} {date}");
                }
            }
        }
    }

    #[test]
    fn an_age_is_written_in_words_in_each_language() {
        let ages = |years| Lang::ALL.map(|lang| age_in_words(years, lang));
        assert_eq!(
            ages(78),
            [
                "yetmish sakkiz yosh",
                "етмиш саккиз ёш",
                "семьдесят восемь лет",
                "jetpis segiz jas",
                "seventy-eight years"
            ]
        );
        assert_eq!(ages(1), ["bir yosh", "бир ёш", "один год", "bir jas", "one year"]);
        assert_eq!(
            ages(0),
            [
                "bir yoshga toʻlmagan",
                "бир ёшга тўлмаган",
                "менее одного года",
                "bir jasqa tolmaǵan",
                "less than one year"
            ]
        );
        let russian = [2, 11, 14, 21, 94, 100, 101, 112].map(|years| age_in_words(years, Lang::Ru));
        assert_eq!(
            russian,
            [
                "два года",
                "одиннадцать лет",
                "четырнадцать лет",
                "двадцать один год",
                "девяносто четыре года",
                "сто лет",
                "сто один год",
                "сто двенадцать лет"
            ]
        );
        assert_eq!(age_in_words(117, Lang::UzLatn), "yuz oʻn yetti yosh");
        assert_eq!(age_in_words(100, Lang::Kaa), "júz jas");
        assert_eq!(age_in_words(103, Lang::En), "one hundred and three years");
    }

    #[test]
    fn every_age_has_its_own_words_in_every_language() {
        for lang in Lang::ALL {
            let ages: BTreeSet<String> = (0..=u8::MAX).map(|years| age_in_words(years, lang)).collect();
            assert_eq!(ages.len(), 256, "{lang}");
        }
    }

    #[test]
    fn a_day_with_the_months_name_reads_as_people_write_it() {
        let date = CivilDate::new(2026, 11, 4).unwrap();
        assert_eq!(
            Lang::ALL.map(|lang| with_month_name(date, lang)),
            [
                "2026-yil 4-noyabr",
                "2026 йил 4 ноябрь",
                "4 ноября 2026 года",
                "2026-jıl 4-noyabr",
                "4 November 2026"
            ]
        );
    }
}
