//! Our rules beside those of the Unicode Consortium: CLDR's transforms between Uzbek Cyrillic and Latin,
//! run by ICU4X (`icu_experimental`, which has both compiled in). It is a test dependency alone.
//!
//! Every common name goes both ways through both. Where CLDR differs, the difference is one of the lists
//! below, undone letter by letter; any other difference fails the test.
use super::*;
use icu_experimental::transliterate::Transliterator;

const COMMON: &str = include_str!("../../../../../../data/names/common.tsv");

/// What CLDR writes, what we write, and why ours stands.
type Difference = (&'static str, &'static str, &'static str);

/// On the way to Cyrillic.
const TO_CYRILLIC: [Difference; 4] = [
    (
        "э",
        "е",
        "CLDR writes э for every e but ye; the Uzbek spelling has э only at the start and after a vowel (Шерзод)",
    ),
    ("ёʻ", "йў", "CLDR takes yo before the turned comma is seen; yoʻ is й and ў (Йўлдош)"),
    (
        "съҳ",
        "сҳ",
        "CLDR keeps the tutuq belgisi as ъ; between s and h it only keeps the letters apart (Исҳоқ)",
    ),
    ("ц", "тс", "CLDR reads every ts as ц; by the rule it is тс, and ц is our second proposal (Кузнецов)"),
];

/// On the way to Latin.
const TO_LATIN: [Difference; 6] = [
    (
        "ts",
        "s",
        "CLDR writes ц as ts everywhere; by the rule it is s at the start and after a consonant or й",
    ),
    ("sh", "sʼh", "CLDR joins с and ҳ to sh, which reads as ш (Isʼhoq)"),
    ("yë", "yo", "CLDR leaves ё after ь as ë (Solovyov)"),
    ("ы", "i", "ы is no letter of Uzbek and CLDR leaves it; by the rule it is i, in Russian papers y"),
    ("щ", "sh", "щ is no letter of Uzbek and CLDR leaves it; by the rule it is sh, in Russian papers shch"),
    ("bʼy", "by", "CLDR keeps ъ before a iotated vowel; the Uzbek spelling drops it (obyekt)"),
];

fn oracle(id: &str) -> Transliterator {
    Transliterator::try_new(&id.parse().unwrap()).unwrap()
}

/// Which differences lead from their spelling to ours; empty where they are equal. The first letter of a
/// name is never changed from э to е.
fn explained(theirs: &str, ours: &str, differences: &[Difference]) -> Option<Vec<usize>> {
    let (mut now, ours) = (theirs.to_lowercase(), ours.to_lowercase());
    let mut used = Vec::new();
    for (place, (from, to, _)) in differences.iter().enumerate() {
        if now == ours {
            break;
        }
        let (head, tail) =
            now.split_at(if *from == "э" { now.chars().next().map_or(0, char::len_utf8) } else { 0 });
        let next = format!("{head}{}", tail.replace(from, to));
        // A letter that stands for both spellings in one name is changed only where we differ.
        if next != now && (next == ours || !ours.contains(from) || *from == "э") {
            used.push(place);
            now = next;
        }
    }
    (now == ours).then_some(used)
}

#[test]
fn cldr_and_we_differ_on_common_names_only_where_the_lists_say() {
    let (cyrillic, latin) = (oracle("uz-Cyrl-t-uz-latn"), oracle("uz-Latn-t-uz-cyrl"));
    let (mut same, mut different) = (0, 0);
    let mut seen = [BTreeSet::new(), BTreeSet::new()];
    let mut compare = |side: usize, theirs: String, ours: String| {
        let list: &[Difference] = if side == 0 { &TO_CYRILLIC } else { &TO_LATIN };
        let used = explained(&theirs, &ours, list).unwrap_or_else(|| panic!("CLDR {theirs}, we {ours}"));
        if used.is_empty() {
            same += 1;
        } else {
            different += 1;
        }
        seen[side].extend(used);
    };
    let more = [
        ("ru", "Исҳоқ"),
        ("ru", "Объектов"),
        ("ru", "Милиция"),
        ("ru", "Игорьевна"),
        ("uz-Latn", "Militsiya"),
    ];
    let listed = COMMON.lines().skip(1).map(|line| {
        let mut fields = line.split('\t');
        (fields.next().unwrap(), fields.nth(1).unwrap())
    });
    for (tag, name) in listed.chain(more) {
        let (text, in_cyrillic) = match tag {
            "uz-Latn" => (name.to_owned(), first(Script::UzLatn, Script::UzCyrl, name)),
            "ru" => (first(Script::UzCyrl, Script::UzLatn, name), name.to_owned()),
            _ => continue,
        };
        for (text, in_cyrillic) in
            [(text.clone(), in_cyrillic.clone()), (text.to_uppercase(), in_cyrillic.to_uppercase())]
        {
            compare(0, cyrillic.transliterate(text.clone()), first(Script::UzLatn, Script::UzCyrl, &text));
            compare(
                1,
                latin.transliterate(in_cyrillic.clone()),
                first(Script::UzCyrl, Script::UzLatn, &in_cyrillic),
            );
        }
    }
    println!("{same} the same, {different} explained");
    assert!(same > 1500 && different * 5 < same, "{same} {different}");
    assert_eq!(seen[0].len(), TO_CYRILLIC.len(), "a difference that no name shows any more");
    assert_eq!(seen[1].len(), TO_LATIN.len(), "a difference that no name shows any more");
    assert!(TO_CYRILLIC.iter().chain(&TO_LATIN).all(|(_, _, why)| why.len() > 20));
}

/// On the letters of which Latin makes two, CLDR and we keep the case alike but for a letter alone.
#[test]
fn a_single_capital_is_the_one_difference_of_case() {
    let latin = oracle("uz-Latn-t-uz-cyrl");
    for text in ["ШАҲЗОДА", "Шаҳзода", "ЧОРИ", "Ёқуб", "ЮСУФ", "Юсуф"] {
        assert_eq!(latin.transliterate(text.to_owned()), first(Script::UzCyrl, Script::UzLatn, text));
    }
    assert_eq!(latin.transliterate("Ш".to_owned()), "SH");
    assert_eq!(first(Script::UzCyrl, Script::UzLatn, "Ш"), "Sh");
}
