//! Uzbek in both scripts and Karakalpak: the last word of an ordinal takes the ending.

use super::{digit, month_name};

/// A number word and its ordinal.
type Word = (&'static str, &'static str);

/// The words of one language in one script.
pub(super) struct Words {
    units: [Word; 9],
    tens: [Word; 9],
    hundred: Word,
    thousand: Word,
    year: &'static str,
    pub(super) months: [&'static str; 12],
}

pub(super) const UZ_LATN: Words = Words {
    units: [
        ("bir", "birinchi"),
        ("ikki", "ikkinchi"),
        ("uch", "uchinchi"),
        ("toʻrt", "toʻrtinchi"),
        ("besh", "beshinchi"),
        ("olti", "oltinchi"),
        ("yetti", "yettinchi"),
        ("sakkiz", "sakkizinchi"),
        ("toʻqqiz", "toʻqqizinchi"),
    ],
    tens: [
        ("oʻn", "oʻninchi"),
        ("yigirma", "yigirmanchi"),
        ("oʻttiz", "oʻttizinchi"),
        ("qirq", "qirqinchi"),
        ("ellik", "ellikinchi"),
        ("oltmish", "oltmishinchi"),
        ("yetmish", "yetmishinchi"),
        ("sakson", "saksoninchi"),
        ("toʻqson", "toʻqsoninchi"),
    ],
    hundred: ("yuz", "yuzinchi"),
    thousand: ("ming", "minginchi"),
    year: "yil",
    months: [
        "yanvar", "fevral", "mart", "aprel", "may", "iyun", "iyul", "avgust", "sentabr", "oktabr", "noyabr",
        "dekabr",
    ],
};

pub(super) const UZ_CYRL: Words = Words {
    units: [
        ("бир", "биринчи"),
        ("икки", "иккинчи"),
        ("уч", "учинчи"),
        ("тўрт", "тўртинчи"),
        ("беш", "бешинчи"),
        ("олти", "олтинчи"),
        ("етти", "еттинчи"),
        ("саккиз", "саккизинчи"),
        ("тўққиз", "тўққизинчи"),
    ],
    tens: [
        ("ўн", "ўнинчи"),
        ("йигирма", "йигирманчи"),
        ("ўттиз", "ўттизинчи"),
        ("қирқ", "қирқинчи"),
        ("эллик", "элликинчи"),
        ("олтмиш", "олтмишинчи"),
        ("етмиш", "етмишинчи"),
        ("саксон", "саксонинчи"),
        ("тўқсон", "тўқсонинчи"),
    ],
    hundred: ("юз", "юзинчи"),
    thousand: ("минг", "мингинчи"),
    year: "йил",
    months: [
        "январь",
        "февраль",
        "март",
        "апрель",
        "май",
        "июнь",
        "июль",
        "август",
        "сентябрь",
        "октябрь",
        "ноябрь",
        "декабрь",
    ],
};

pub(super) const KAA: Words = Words {
    units: [
        ("bir", "birinshi"),
        ("eki", "ekinshi"),
        ("úsh", "úshinshi"),
        ("tórt", "tórtinshi"),
        ("bes", "besinshi"),
        ("altı", "altınshı"),
        ("jeti", "jetinshi"),
        ("segiz", "segizinshi"),
        ("toǵız", "toǵızınshı"),
    ],
    tens: [
        ("on", "onınshı"),
        ("jigirma", "jigirmanshı"),
        ("otız", "otızınshı"),
        ("qırq", "qırqınshı"),
        ("eliw", "eliwinshi"),
        ("alpıs", "alpısınshı"),
        ("jetpis", "jetpisinshi"),
        ("seksen", "sekseninshi"),
        ("toqsan", "toqsanınshı"),
    ],
    hundred: ("júz", "júzinshi"),
    thousand: ("mıń", "mıńınshı"),
    year: "jıl",
    months: [
        "yanvar", "fevral", "mart", "aprel", "may", "iyun", "iyul", "avgust", "sentyabr", "oktyabr",
        "noyabr", "dekabr",
    ],
};

pub(super) fn date(words: &Words, year: u16, month: Option<i8>, day: Option<u16>) -> String {
    let mut parts = vec![ordinal(words, year), words.year.to_owned()];
    parts.extend(day.map(|day| ordinal(words, day)));
    parts.extend(month.map(|month| month_name(&words.months, month).to_owned()));
    parts.join(" ")
}

/// The ordinal of 1 to 9999: the last word takes the ending.
fn ordinal(words: &Words, n: u16) -> String {
    let mut parts = parts(words, n);
    let last = parts.pop().expect("a number from 1 on has a word");
    let mut text: String = parts.iter().flat_map(|(cardinal, _)| [*cardinal, " "]).collect();
    text.push_str(last.1);
    text
}

/// The cardinal of 1 to 9999. A single hundred is said without its "one": `yuz oʻn yetti`.
pub(super) fn cardinal(words: &Words, n: u16) -> String {
    let parts = parts(words, n);
    let bare = usize::from((100..200).contains(&n));
    parts.iter().skip(bare).map(|(cardinal, _)| *cardinal).collect::<Vec<_>>().join(" ")
}

/// The words of 1 to 9999, in order.
fn parts(words: &Words, n: u16) -> Vec<Word> {
    let mut parts: Vec<Word> = Vec::new();
    for (place, unit) in [(3, words.thousand), (2, words.hundred)] {
        if let Some(count) = digit(n, place).checked_sub(1) {
            parts.extend([words.units[count], unit]);
        }
    }
    parts.extend(digit(n, 1).checked_sub(1).map(|tens| words.tens[tens]));
    parts.extend(digit(n, 0).checked_sub(1).map(|units| words.units[units]));
    parts
}
