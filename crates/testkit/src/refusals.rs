//! The page of all refusals and cautions, as the code has them.
use civil::{
    birth::Caution,
    refusal::{CheckedBy, Refusal, RuleClass, Stands},
};
use std::fmt::Write as _;

/// What the first word of a code is about.
const AREAS: [(&str, &str); 13] = [
    ("birth", "The record of a birth"),
    ("notice", "Medical notices"),
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

/// The page `docs/refusals.md`.
///
/// # Panics
/// Where a code begins with a word that no heading is about.
pub fn page() -> String {
    let mut page = String::from(
        "# Refusals\n\n\
         Generated from the code: `cargo run -p testkit --example refusals > docs/refusals.md`. A test fails where this page \
         says\nanything else than the code.\n\n\
         Every no has a code that never changes its meaning, a class, a source and a sentence: what is wrong, where, and what to \
         do.\nNo sentence ever holds anything of a person. Every refusal has a test that refuses and one that accepts beside it, \
         and a test\nthat fails if it has not.\n\n",
    );
    page.push_str("| column | says |\n| --- | --- |\n");
    for class in [RuleClass::Structure, RuleClass::Law, RuleClass::Caution] {
        let words = match class {
            RuleClass::Structure => "how the register is built: never overridden",
            RuleClass::Law => {
                "the law of acts: refused, unless a ground that the rule names, a court or a written order says otherwise"
            }
            RuleClass::Caution => "unusual but lawful: passed with a reason",
        };
        line(&mut page, &[&format!("class *{}*", class.word()), words]);
    }
    for by in [CheckedBy::Registry, CheckedBy::Validator, CheckedBy::Both] {
        let words = match by {
            CheckedBy::Registry => {
                "the registry asks before anybody signs; validators cannot, since they never see the record"
            }
            CheckedBy::Validator => "every validator asks, when an entry comes and when it is decided",
            CheckedBy::Both => "the registry asks, so that nobody signs in vain, and every validator",
        };
        line(&mut page, &[&format!("checked by *{}*", by.word()), words]);
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
        line(&mut page, &[&format!("stands *{}*", stands.words()), words]);
    }
    let known = |refusal: &Refusal| AREAS.iter().any(|(area, _)| *area == area_of(*refusal));
    assert!(Refusal::ALL.iter().all(known), "a refusal is of an area without a heading");
    for (area, heading) in AREAS {
        write!(page, "\n## {heading}\n\n| code | class | checked by | stands | what is wrong, and what to do | source |\n")
            .expect("a string takes everything");
        page.push_str("| --- | --- | --- | --- | --- | --- |\n");
        for refusal in Refusal::ALL.iter().filter(|refusal| area_of(**refusal) == area) {
            line(
                &mut page,
                &[
                    &format!("`{}`", refusal.code()),
                    refusal.class().word(),
                    refusal.checked_by().word(),
                    refusal.stands().words(),
                    refusal.message(),
                    refusal.source(),
                ],
            );
        }
    }
    page.push_str(
        "\n## Cautions of a birth\n\n\
         What is unusual about a record. The registry shows them before the registrar signs; the registrar looks again and may go \
         on.\n\n| code | what to look at |\n| --- | --- |\n",
    );
    for caution in Caution::ALL {
        line(&mut page, &[&format!("`{}`", caution.code()), caution.message()]);
    }
    page
}

fn area_of(refusal: Refusal) -> &'static str {
    refusal.code().split('.').next().unwrap_or_default()
}

fn line(page: &mut String, cells: &[&str]) {
    writeln!(page, "| {} |", cells.join(" | ")).expect("a string takes everything");
}
