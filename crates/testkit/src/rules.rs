//! The rule book: the page of all refusals, cautions, grounds and entitlements, as the code and its tests have them.
use civil::{
    Caution, Lang,
    ground::Ground,
    mandate::Entitlement,
    refusal::{CheckedBy, Refusal, RuleClass, Source, Stands},
    words,
};
use std::{
    fmt::Write as _,
    io,
    path::{Path, PathBuf},
};

pub mod tests_of;

use tests_of::{Test, Tests, Told};

/// What the first word of a code is about, in the order of the page.
pub const AREAS: [(&str, &str); 21] = [
    ("birth", "The record of a birth"),
    ("death", "The record of a death"),
    ("marriage", "The record of a marriage"),
    ("divorce", "The record of a divorce"),
    ("application", "Applications"),
    ("notice", "Medical notices"),
    ("mandate", "Who may declare and who may ask"),
    ("legacy", "Acts made before the ledger"),
    ("reference", "References of a search"),
    ("person", "Persons on the ledger"),
    ("entry", "Every entry"),
    ("signer", "Who signs"),
    ("key", "Keys"),
    ("office", "Offices"),
    ("number", "Numbers"),
    ("act", "Acts"),
    ("certificate", "Certificates"),
    ("anchor", "Anchors and archive batches"),
    ("parameter", "Parameters"),
    ("rules", "Rule sets"),
    ("waiver", "Grounds, overrides and reasons"),
];

const HEAD: &str = "# Rules\n\n\
    Generated from the code: `cargo run -p testkit --example rules > docs/rules.md`. A test fails where this page says\n\
    anything else than the code and its tests.\n\n\
    Every no has a code that never changes its meaning, and a sentence: what is wrong, where, and what to do. No sentence\n\
    ever holds anything of a person. Every rule has a test that refuses and one that accepts beside it, and every rule that\n\
    can be passed one that passes it; a test fails where one is missing. Sentences in Uzbek Cyrillic and in Karakalpak stand\n\
    beside these in `civil::words`.\n\n";

/// The folder of the whole repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The page `docs/rules.md`.
pub fn page() -> io::Result<String> {
    let tests = Tests::read(&root())?;
    let mut page = HEAD.to_owned();
    legend(&mut page);
    for (area, heading) in areas() {
        let of_area = |code: &str| code.split('.').next() == Some(area);
        let refusals: Vec<Refusal> = Refusal::ALL.iter().copied().filter(|one| of_area(one.code())).collect();
        let cautions: Vec<Caution> = Caution::ALL.iter().copied().filter(|one| of_area(one.code())).collect();
        if refusals.is_empty() && cautions.is_empty() {
            continue;
        }
        write!(page, "\n## {heading}\n").expect(TAKES);
        for refusal in refusals {
            of_refusal(&mut page, refusal, &tests);
        }
        for caution in cautions {
            of_caution(&mut page, caution, &tests);
        }
    }
    grounds(&mut page);
    entitlements(&mut page);
    faults(&mut page);
    Ok(page)
}

const TAKES: &str = "a string takes everything";

/// The areas with their headings, then those of codes that have no heading yet.
fn areas() -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut others: Vec<&str> = Vec::new();
    for refusal in Refusal::ALL {
        let area = refusal.code().split('.').next().unwrap_or_default();
        if AREAS.iter().all(|(known, _)| *known != area) && !others.contains(&area) {
            others.push(area);
        }
    }
    AREAS.into_iter().chain(others.into_iter().map(|area| (area, area)))
}

/// The name of a variant, without what some hold.
pub fn variant(debug: &str) -> &str {
    debug.split_once('(').map_or(debug, |(name, _)| name)
}

fn legend(page: &mut String) {
    page.push_str("| word | says |\n| --- | --- |\n");
    for class in [RuleClass::Structure, RuleClass::Law, RuleClass::Caution] {
        let words = match class {
            RuleClass::Structure => "how the register is built: never overridden",
            RuleClass::Law => {
                "the law of acts: refused, unless a ground that the rule names, a court or a written order says otherwise"
            }
            RuleClass::Caution => "unusual but lawful: passed with a reason",
        };
        line(page, &[&format!("*{}*", class.word()), words]);
    }
    for by in [CheckedBy::Registry, CheckedBy::Validator, CheckedBy::Both] {
        let words = match by {
            CheckedBy::Registry => {
                "the registry asks before anybody signs; validators cannot, since they never see the record"
            }
            CheckedBy::Validator => "every validator asks, when an entry comes and when it is decided",
            CheckedBy::Both => "the registry asks, so that nobody signs in vain, and every validator",
        };
        line(page, &[&format!("checked by *{}*", by.word()), words]);
    }
    for stands in [Stands::ForGood, Stands::MayPass] {
        let words = match stands {
            Stands::ForGood => {
                "the same entry, byte for byte, is refused whatever becomes final later; a new one may be signed at once"
            }
            Stands::MayPass => {
                "the same entry may still be let in until its validity ends, when time has passed or another entry is final; \
                 whoever signs the same thing anew before risks it twice"
            }
        };
        line(page, &[&format!("stands *{}*", stands.words()), words]);
    }
    line(
        page,
        &[
            "*verified*",
            "read in the source named, or in one that quotes it; of a rule of the register, decided by us",
        ],
    );
    line(
        page,
        &["*inferred*", "from practice, or from what other texts presuppose: to be compared with the source"],
    );
    line(page, &["*unknown*", "a default until the ministry answers"]);
}

fn of_refusal(page: &mut String, refusal: Refusal, tests: &Tests) {
    let code = refusal.code();
    write!(
        page,
        "\n### `{code}`\n\n*{}* · checked by *{}* · stands *{}*\n\n",
        refusal.class().word(),
        refusal.checked_by().word(),
        refusal.stands().words()
    )
    .expect(TAKES);
    sentences(page, code);
    writeln!(page, "* **Source**: {}", of_source(refusal.origin())).expect(TAKES);
    if let Some(passed) = passed_by(refusal) {
        writeln!(page, "* **Gives way**: {passed}").expect(TAKES);
    }
    let debug = format!("{refusal:?}");
    let name = variant(&debug);
    of_tests(page, "Tests that refuse, and accept beside it", tests.of(name, Told::Beside));
    of_tests(page, "Tests that pass it", tests.of(name, Told::Passes));
}

fn of_caution(page: &mut String, caution: Caution, tests: &Tests) {
    let code = caution.code();
    write!(page, "\n### `{code}`\n\n*caution* of the registry · shown before the registrar signs, who looks again and may go on\n\n")
        .expect(TAKES);
    sentences(page, code);
    let debug = format!("{caution:?}");
    of_tests(page, "Tests", tests.of(variant(&debug), Told::Named));
}

fn sentences(page: &mut String, code: &str) {
    for (name, lang) in [("English", Lang::En), ("Oʻzbekcha", Lang::UzLatn), ("Русский", Lang::Ru)] {
        let sentence = words::sentence(code, lang).unwrap_or("–");
        writeln!(page, "* **{name}**: {sentence}").expect(TAKES);
    }
}

fn of_source(source: Source) -> String {
    let since = source
        .since
        .map_or_else(|| "since the rule set is in force".to_owned(), |day| format!("since {day}"));
    let until = source.until.map_or_else(String::new, |day| format!(" until {day}"));
    format!("{} – {}, {since}{until}", source.title, source.mark.word())
}

fn passed_by(refusal: Refusal) -> Option<String> {
    match refusal.class() {
        RuleClass::Structure => None,
        RuleClass::Law => {
            let grounds =
                refusal.grounds().iter().map(|ground| format!("to the ground `{}`, ", ground.word()));
            let grounds: String = grounds.collect();
            Some(format!("{grounds}to a decision of a court or a written order, which two sign"))
        }
        RuleClass::Caution => Some("to a reason".to_owned()),
    }
}

fn of_tests<'t>(page: &mut String, what: &str, tests: impl Iterator<Item = &'t Test>) {
    let tests: Vec<String> = tests.map(|test| format!("`{}::{}`", test.folder, test.name)).collect();
    if !tests.is_empty() {
        writeln!(page, "* **{what}**: {}", tests.join(", ")).expect(TAKES);
    }
}

fn grounds(page: &mut String) {
    page.push_str(
        "\n## Grounds\n\n\
         What a rule of law accepts by itself. One officer signs; the paper is among the evidence.\n\n\
         | ground | English | Oʻzbekcha | Русский |\n| --- | --- | --- | --- |\n",
    );
    for ground in Ground::ALL {
        let said = [Lang::En, Lang::UzLatn, Lang::Ru]
            .map(|lang| words::sentence(ground.code(), lang).unwrap_or("–"));
        line(page, &[&[format!("`{}`", ground.word()).as_str()], said.as_slice()].concat());
    }
}

fn entitlements(page: &mut String) {
    page.push_str(
        "\n## Why somebody may ask or declare\n\n\
         The rule that a yes rests on; it goes into the access log. Who is given what stands cell by cell in\n\
         `crates/civil/testdata/mandates.txt`.\n\n| rule | source |\n| --- | --- |\n",
    );
    for entitlement in Entitlement::ALL {
        line(page, &[&format!("`{}`", entitlement.code()), &of_source(entitlement.source())]);
    }
}

fn faults(page: &mut String) {
    page.push_str(
        "\n## Faults of a declaration\n\n\
         Why a document cannot be read, with a pointer to the field. What stands in braces is filled in.\n\n\
         | code | English | Oʻzbekcha | Русский |\n| --- | --- | --- | --- |\n",
    );
    for code in words::fault_codes() {
        let said = [Lang::En, Lang::UzLatn, Lang::Ru].map(|lang| words::sentence(code, lang).unwrap_or("–"));
        line(page, &[&[format!("`{code}`").as_str()], said.as_slice()].concat());
    }
}

fn line(page: &mut String, cells: &[&str]) {
    writeln!(page, "| {} |", cells.join(" | ")).expect(TAKES);
}
