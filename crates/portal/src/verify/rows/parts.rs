//! Which rows a record has, in the order of its paper, and of which fields each is made.
use civil::{ActKind, RecordKind};

/// What a row of the record is made of.
pub(super) enum Part {
    /// The parts of a name, each line below the other; the words that stand where there is none of them.
    Name([&'static str; 3], &'static str),
    /// A value as it stands.
    Plain(&'static str),
    /// A date, as far as it is known.
    Date(&'static str),
    /// A date, or the day of the act where none is stated.
    DateOrDayOfAct(&'static str),
    /// A place: its code, and what was written of it.
    Place(&'static str, &'static str),
    /// A citizenship by its code.
    Citizenship(&'static str),
    /// The number and the day of another act.
    Act(&'static str, &'static str),
    /// The first and the last year of a search.
    Years(&'static str, &'static str),
    /// Codes of places, or names, one after another.
    Places(&'static str),
    /// A word of a list, or several: the value, and the words that stand for it.
    Words(&'static str, &'static [(&'static str, &'static str)]),
}

impl Part {
    /// The fields that it is made of.
    pub(super) fn fields(&self) -> Vec<&'static str> {
        match *self {
            Self::Name(parts, _) => parts.to_vec(),
            Self::Plain(id)
            | Self::Date(id)
            | Self::DateOrDayOfAct(id)
            | Self::Citizenship(id)
            | Self::Places(id)
            | Self::Words(id, _) => vec![id],
            Self::Place(one, two) | Self::Act(one, two) | Self::Years(one, two) => vec![one, two],
        }
    }
}

/// The label of a row: its words, and of whom they are said.
pub(super) struct Label(pub(super) &'static str, pub(super) Option<&'static str>);

const fn label(words: &'static str) -> Label {
    Label(words, None)
}

const fn of_whom(words: &'static str, who: &'static str) -> Label {
    Label(words, Some(who))
}

const GROUNDS: &[(&str, &str)] =
    &[("court", "ground.court"), ("mutual", "ground.mutual"), ("one-spouse", "ground.one-spouse")];
const ACTS: &[(&str, &str)] = &[
    ("birth", "acts.birth"),
    ("death", "acts.death"),
    ("marriage", "acts.marriage"),
    ("divorce", "acts.divorce"),
];

/// The rows of a record, in the order of its paper.
pub(super) fn parts(kind: RecordKind) -> Vec<(Label, Part)> {
    use Part::{Act, Citizenship, Date, DateOrDayOfAct, Name, Place, Places, Plain, Words, Years};
    let spouse = |who, [name, born, code, written, after]: [&'static str; 5], after_label| {
        [
            (label(who), Plain(name)),
            (of_whom("label.of.born", who), Date(born)),
            (of_whom("label.of.birthplace", who), Place(code, written)),
            (of_whom(after_label, who), Plain(after)),
        ]
    };
    let spouses = |after| {
        let husband = [
            "husband.name",
            "husband.born",
            "husband.birthplace.code",
            "husband.birthplace.written",
            "husband.surname_after",
        ];
        let wife = [
            "wife.name",
            "wife.born",
            "wife.birthplace.code",
            "wife.birthplace.written",
            "wife.surname_after",
        ];
        [spouse("label.husband", husband, after), spouse("label.wife", wife, after)].into_iter().flatten()
    };
    let office = (label("label.office"), Plain("office.name"));
    match kind {
        RecordKind::Act(ActKind::Birth) => vec![
            (label("label.child"), Name(["child.surname", "child.given", "child.patronymic"], "value.none")),
            (label("label.born"), Date("birth.date")),
            (label("label.birthplace"), Place("birth.place.code", "birth.place.written")),
            (label("label.father"), Plain("father.name")),
            (label("label.mother"), Plain("mother.name")),
            office,
        ],
        RecordKind::Act(ActKind::Death) => vec![
            (
                label("label.deceased"),
                Name(["deceased.surname", "deceased.given", "deceased.patronymic"], "value.unknown-person"),
            ),
            (label("label.born"), Date("birth.date")),
            (label("label.birthplace"), Place("birth.place.code", "birth.place.written")),
            (label("label.citizenship"), Citizenship("deceased.citizenship")),
            (label("label.died"), Date("death.date")),
            (label("label.age"), Plain("death.age")),
            (label("label.deathplace"), Place("death.place.code", "death.place.written")),
            office,
        ],
        RecordKind::Act(ActKind::Marriage) => spouses("label.of.after-marriage")
            .chain([(label("label.marriage-day"), DateOrDayOfAct("marriage.date")), office])
            .collect(),
        RecordKind::Act(ActKind::Divorce) => spouses("label.of.after-divorce")
            .chain([
                (label("label.marriage"), Act("marriage.act", "marriage.date")),
                (label("label.ground"), Words("divorce.ground", GROUNDS)),
                (label("label.ended"), DateOrDayOfAct("divorce.date")),
                office,
            ])
            .collect(),
        RecordKind::NoRecord | RecordKind::NotMarried => {
            let acts = (label("label.search.acts"), Words("search.kind", ACTS));
            let acts = (kind == RecordKind::NoRecord).then_some(acts);
            let rows = [
                (label("label.search.person"), Plain("person.name")),
                (label("label.born"), Date("person.born")),
            ];
            let search = [
                (label("label.search.years"), Years("search.from", "search.to")),
                (label("label.search.where"), Places("search.where")),
                (label("label.search.spellings"), Plain("search.spellings")),
                (label("label.search.archives"), Plain("search.archives")),
                (label("label.search.loaded"), Date("search.loaded")),
                (label("label.search.office"), Plain("office.name")),
            ];
            rows.into_iter().chain(acts).chain(search).collect()
        }
    }
}
