//! The fields of deaths, marriages and divorces.
use super::{Field, Layout, field};

/// The fields of a person that identify: numbers, papers, where they live.
macro_rules! identifiers {
    ($id:literal, $who:literal) => {
        [
            field(concat!($id, ".pinfl"), concat!($who, ", personal number")),
            field(concat!($id, ".citizenship"), concat!($who, ", citizenship")),
            field(concat!($id, ".document.kind"), concat!($who, ", kind of document")),
            field(concat!($id, ".document.number"), concat!($who, ", number of document")),
            field(concat!($id, ".document.issued"), concat!($who, ", document issued on")),
            field(concat!($id, ".document.issuer"), concat!($who, ", document issued by")),
            field(concat!($id, ".residence.code"), concat!($who, ", residence, code")),
            field(concat!($id, ".residence.written"), concat!($who, ", residence, as written")),
        ]
    };
}

/// The parts of a name, and its script.
macro_rules! name {
    ($id:literal, $who:literal) => {
        [
            field(concat!($id, ".script"), concat!("Script of the name: ", $who)),
            field(concat!($id, ".surname"), concat!($who, ", surname")),
            field(concat!($id, ".given"), concat!($who, ", given name")),
            field(concat!($id, ".patronymic"), concat!($who, ", patronymic")),
        ]
    };
}

macro_rules! born {
    ($id:literal, $who:literal) => {
        [
            field(concat!($id, ".born"), concat!($who, ", date of birth")),
            field(concat!($id, ".birthplace.code"), concat!($who, ", place of birth, code")),
            field(concat!($id, ".birthplace.written"), concat!($who, ", place of birth, as written")),
        ]
    };
}

/// What is gathered of a spouse for statistics.
macro_rules! statistics {
    ($id:literal, $who:literal) => {
        [
            field(concat!($id, ".education"), concat!($who, ", education")),
            field(concat!($id, ".occupation"), concat!($who, ", occupation")),
            field(concat!($id, ".rank"), concat!($who, ", which marriage")),
        ]
    };
}

/// A spouse's marital status before, and the act that ended an earlier marriage.
macro_rules! before {
    ($id:literal, $who:literal) => {
        [
            field(concat!($id, ".before.status"), concat!($who, ", marital status before")),
            field(concat!($id, ".before.act"), concat!($who, ", act that ended the earlier marriage")),
            field(concat!($id, ".before.date"), concat!($who, ", day of that act")),
            field(concat!($id, ".medical.number"), concat!($who, ", medical examination, number")),
            field(concat!($id, ".medical.date"), concat!($who, ", medical examination, date")),
            field(concat!($id, ".medical.received"), concat!($who, ", medical examination, how it came")),
            field(concat!($id, ".medical.capacity"), concat!($who, ", capacity to marry")),
            field(concat!($id, ".age.number"), concat!($who, ", decision on the age, number")),
            field(concat!($id, ".age.date"), concat!($who, ", decision on the age, date")),
            field(concat!($id, ".age.issuer"), concat!($who, ", decision on the age, issued by")),
            field(
                concat!($id, ".free.number"),
                concat!($who, ", foreign certificate of no impediment, number"),
            ),
            field(concat!($id, ".free.date"), concat!($who, ", foreign certificate of no impediment, date")),
            field(
                concat!($id, ".free.issuer"),
                concat!($who, ", foreign certificate of no impediment, issued by"),
            ),
            field(
                concat!($id, ".free.legalised"),
                concat!($who, ", foreign certificate of no impediment, how legalised"),
            ),
            field(concat!($id, ".stay.until"), concat!($who, ", stay permitted until")),
        ]
    };
}

/// Joins lists of fields into one, while the program is compiled: a wrong length does not build.
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "evaluated by the compiler, which stops at what would panic"
)]
const fn joined<const N: usize>(parts: &[&[Field]]) -> [Field; N] {
    let mut out = [field("", ""); N];
    let (mut at, mut part) = (0, 0);
    while part < parts.len() {
        let mut n = 0;
        while n < parts[part].len() {
            out[at] = parts[part][n];
            at += 1;
            n += 1;
        }
        part += 1;
    }
    assert!(at == N, "every place has a field");
    out
}

/// The fields of a death, version 1. The cause stands in a group that no paper shows.
pub(super) const DEATH_V1: Layout = [
    &[
        field("deceased.surname", "Surname"),
        field("deceased.given", "Given name"),
        field("deceased.patronymic", "Patronymic"),
        field("birth.date", "Date of birth"),
        field("death.date", "Date of death"),
        field("death.place.code", "Place of death, code"),
        field("death.place.written", "Place of death, as written"),
        field("office.name", "Place of registration"),
    ],
    &[
        field("birth.place.code", "Place of birth, code"),
        field("birth.place.written", "Place of birth, as written"),
        field("death.age", "Age in years"),
        field("deceased.citizenship", "Citizenship"),
    ],
    &[
        field("deceased.pinfl", "Personal number"),
        field("deceased.document.kind", "Document handed in, kind"),
        field("deceased.document.number", "Document handed in, number"),
        field("deceased.document.issued", "Document handed in, issued on"),
        field("deceased.document.issuer", "Document handed in, issued by"),
        field("deceased.residence.code", "Last residence, code"),
        field("deceased.residence.written", "Last residence, as written"),
        field("spouse.pinfl", "Spouse, personal number"),
    ],
    &[field("deceased.ethnicity", "Ethnicity")],
    &[
        field("deceased.sex", "Sex"),
        field("death.time", "Time of death"),
        field("death.cause", "Cause of death"),
        field("death.cause.a", "Cause, line a"),
        field("death.cause.b", "Cause, line b"),
        field("death.cause.c", "Cause, line c"),
        field("death.cause.d", "Cause, line d"),
        field("death.cause.other", "Other conditions"),
        field("death.icd", "Underlying cause, ICD-10"),
        field("death.manner", "Manner of death"),
        field("death.at", "Where the death occurred"),
        field("deceased.education", "Education"),
        field("deceased.occupation", "Occupation"),
        field("deceased.marital", "Marital status"),
        field("notice.number", "Medical certificate, number"),
        field("notice.kind", "Medical certificate, kind"),
        field("notice.issued", "Medical certificate, date"),
        field("notice.facility", "Medical certificate, facility"),
        field("notice.signed_by", "Medical certificate, signed by"),
        field("notice.replaces", "Medical certificate, replaces number"),
    ],
    &[
        field("deceased.script", "Script of the name"),
        field("deceased.age_written", "Age as written"),
        field("deceased.description", "Description of an unknown person"),
        field("spouse.name", "Spouse"),
        field("declarant.capacity", "Declarant, capacity"),
        field("declarant.name", "Declarant"),
        field("declarant.body", "Declarant, body"),
        field("declarant.document.kind", "Declarant, kind of document"),
        field("declarant.document.number", "Declarant, number of document"),
        field("declarant.document.issued", "Declarant, document issued on"),
        field("declarant.document.issuer", "Declarant, document issued by"),
        field("evidence.kind", "Evidence, kind"),
        field("evidence.number", "Evidence, number"),
        field("evidence.date", "Evidence, date"),
        field("evidence.in_force", "Evidence, in force on"),
        field("evidence.issuer", "Evidence, issued by"),
        field("evidence.country", "Evidence, country"),
        field("late.reason", "Reason of a late registration"),
        field("confirmation.kind", "How the declarant confirmed the act"),
        field("interpreter.name", "Interpreter"),
    ],
];

const SPOUSES_BORN: [Field; 6] = joined(&[&born!("husband", "Husband"), &born!("wife", "Wife")]);
const SPOUSES: [Field; 16] = joined(&[&identifiers!("husband", "Husband"), &identifiers!("wife", "Wife")]);
const SPOUSES_ETHNICITY: &[Field] =
    &[field("husband.ethnicity", "Husband, ethnicity"), field("wife.ethnicity", "Wife, ethnicity")];
const NAMES: [Field; 8] = joined(&[&name!("husband", "Husband"), &name!("wife", "Wife")]);
/// Where a record that is older than the ledger stands.
const LEGACY: [Field; 5] = [
    field("legacy.number", "Number as the old record has it"),
    field("legacy.office", "Office of the old record"),
    field("legacy.book", "Book"),
    field("legacy.sheet", "Sheet"),
    field("legacy.ended", "Day on which the marriage ended, as the old record has it"),
];
const CONFIRMED: [Field; 2] = [
    field("confirmation.kind", "How the parties confirmed the act"),
    field("interpreter.name", "Interpreter"),
];

/// The fields of a marriage, version 1. The day of the marriage is that of the act, unless it is stated.
pub(super) const MARRIAGE_V1: Layout = [
    &[
        field("husband.name", "Husband, before the marriage"),
        field("husband.surname_after", "Husband, surname after"),
        field("wife.name", "Wife, before the marriage"),
        field("wife.surname_after", "Wife, surname after"),
        field("marriage.date", "Day of the marriage, where not the day of the act"),
        field("office.name", "Place of registration"),
    ],
    &SPOUSES_BORN,
    &SPOUSES,
    SPOUSES_ETHNICITY,
    &joined::<9>(&[
        &statistics!("husband", "Husband"),
        &statistics!("wife", "Wife"),
        &[
            field("children", "Common children under 18"),
            field("husband.sex", "Husband, sex"),
            field("wife.sex", "Wife, sex"),
        ],
    ]),
    &joined::<62>(&[
        &NAMES,
        &before!("husband", "Husband"),
        &before!("wife", "Wife"),
        &[
            field("application.number", "Application, number"),
            field("application.date", "Application, date"),
            field("wait.ground", "Ground of a shorter wait"),
            field("wait.number", "Ground of a shorter wait, number of the paper"),
            field("wait.date", "Ground of a shorter wait, day of the paper"),
            field("wait.issuer", "Ground of a shorter wait, paper issued by"),
            field("search.number", "Search of the archive, number"),
            field("search.date", "Search of the archive, date"),
            field("search.issuer", "Search of the archive, made by"),
            field("search.covers", "Search of the archive, what it covers"),
            field("ceremony.place", "Place of the ceremony"),
            field("ceremony.time", "Time of the ceremony"),
            field("witness.first", "First witness"),
            field("witness.second", "Second witness"),
            field("contract.number", "Marriage contract, number"),
            field("contract.date", "Marriage contract, date"),
            field("contract.issuer", "Marriage contract, certified by"),
        ],
        &CONFIRMED,
        &LEGACY,
    ]),
];

/// The fields of a divorce, version 1. The marriage ended on the day of the act, unless another is stated.
pub(super) const DIVORCE_V1: Layout = [
    &[
        field("husband.name", "Husband, in the marriage"),
        field("husband.surname_after", "Husband, surname after"),
        field("wife.name", "Wife, in the marriage"),
        field("wife.surname_after", "Wife, surname after"),
        field("divorce.date", "Day the marriage ended, where not the day of the act"),
        field("office.name", "Place of registration"),
    ],
    &joined::<9>(&[
        &SPOUSES_BORN,
        &[
            field("marriage.act", "Act of the marriage"),
            field("marriage.date", "Day of the marriage"),
            field("divorce.ground", "Ground"),
        ],
    ]),
    &SPOUSES,
    SPOUSES_ETHNICITY,
    &joined::<7>(&[
        &statistics!("husband", "Husband"),
        &statistics!("wife", "Wife"),
        &[field("children", "Common children under 18")],
    ]),
    &joined::<35>(&[
        &NAMES,
        &[
            field("marriage.office", "Office of the marriage"),
            field("application.number", "Application, number"),
            field("application.date", "Application, date"),
            field("ground.number", "Ground, number of the paper"),
            field("ground.date", "Ground, day of the paper"),
            field("ground.in_force", "Ground, in force on"),
            field("ground.issuer", "Ground, issued by"),
            field("ground.received", "How the paper came"),
            field("ground.applicant", "Which spouse applied alone"),
            field("ground.cause", "Why one spouse alone may apply"),
            field("ground.years", "Years of the sentence"),
            field("ground.statement.number", "Statement of the convict that nothing is in dispute, number"),
            field("ground.statement.date", "Statement of the convict that nothing is in dispute, date"),
            field("ground.dispute", "Whether property or support is in dispute"),
            field("absence.number", "Statement of the absent spouse, number"),
            field("absence.date", "Statement of the absent spouse, date"),
            field("absence.certifier", "Statement of the absent spouse, by what office certified"),
            field("absence.certified_by", "Statement of the absent spouse, certified by"),
            field("husband.declared", "Husband, day of his declaration"),
            field("wife.declared", "Wife, day of her declaration"),
        ],
        &CONFIRMED,
        &LEGACY,
    ]),
];
