//! Papers whose every value is as long as the types of `civil` admit: name parts of 100 letters, texts of 255.

use super::{Sheet, act, both, date, day, sheet};
use civil::{ActKind, Lang};
use document::{
    Bilingual, Birth, Body, Death, Deceased, Divorce, Facts, Ground, IssuedTo, Marriage, MarriageAct,
    Profile, Spouse,
};

/// The most letters of one part of a name, and of a line of text.
const PART: usize = civil::name::NAME_PART_CHARS_MAX;
const TEXT: usize = civil::text::TEXT_CHARS_MAX;

/// The longest name of a place that the lists give, before what somebody wrote.
const PLACE: (&str, &str) = (
    "Qoraqalpogʻiston Respublikasi, Taxtakoʻpir tumani, ",
    "Республика Каракалпакстан, Тахтакупырский район, ",
);

/// How long values are made: the letters of a piece, how many it has, what stands between two, and how long a place is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    letters: &'static str,
    piece: usize,
    between: char,
    place: usize,
}

impl Shape {
    /// Words as people have them, in both alphabets; names of one piece; the widest letter that there is.
    pub(crate) const ALL: [Self; 5] = [
        Self { letters: "abdurahmonxoʻjayeva", piece: 13, between: '-', place: TEXT },
        Self {
            letters: "Мұҳаммадшукруллохўжаев", piece: 19, between: ' ', place: TEXT
        },
        Self { letters: "abdullaxoʻjamuhammadsharif", piece: 60, between: '-', place: TEXT },
        Self { letters: "Абдурахманбердиева", piece: usize::MAX, between: ' ', place: 160 },
        Self { letters: "Щ", piece: usize::MAX, between: ' ', place: 40 },
    ];

    /// A value of `length` signs; `turn` makes two values of one length differ.
    fn of(self, length: usize, turn: usize) -> String {
        let mut letters = self.letters.chars().cycle().skip(turn);
        let sign = |at: usize| {
            let is_gap = at > 0 && at % self.piece.saturating_add(1) == self.piece && at + 1 < length;
            if is_gap { Some(self.between) } else { letters.next() }
        };
        (0..length).filter_map(sign).collect()
    }

    fn name(self, turn: usize) -> String {
        [0, 1, 2].map(|part| self.of(PART, turn + part)).join(" ")
    }

    fn place(self, turn: usize) -> Bilingual {
        let written = self.of(self.place, turn);
        both(&format!("{}{written}", PLACE.0), &format!("{}{written}", PLACE.1))
    }

    fn spouse(self, turn: usize) -> Spouse {
        Spouse {
            name: self.name(turn),
            born: Some(date(1989, 12, 27)),
            birthplace: Some(self.place(turn)),
            surname_after: Some(self.of(PART, turn)),
        }
    }
}

/// The facts of every kind of act at their longest.
fn facts(shape: Shape) -> [Facts; 4] {
    let (husband, wife) = (shape.spouse(0), shape.spouse(3));
    let (surname, given) = (Some(shape.of(PART, 0)), Some(shape.of(2 * PART + 1, 1)));
    [
        Facts::Birth(Birth {
            surname: surname.clone(),
            given: given.clone(),
            born: date(2026, 12, 27),
            birthplace: shape.place(0),
            father: Some(shape.name(2)),
            mother: Some(shape.name(4)),
        }),
        Facts::Death(Death {
            who: Deceased::Known { surname, given },
            born: Some(date(1899, 12, 27)),
            birthplace: Some(shape.place(1)),
            citizenship: Some(both("Sent-Vinsent va Grenadinlar", "Сент-Винсент и Гренадины")),
            died: Some(date(2026, 9, 27)),
            age: Some(126),
            place: Some(shape.place(2)),
        }),
        Facts::Marriage(Marriage { husband: husband.clone(), wife: wife.clone(), day: date(2026, 9, 27) }),
        Facts::Divorce(Divorce {
            husband,
            wife,
            ended: date(2026, 9, 27),
            ground: Some(Ground::OneSpouse),
            marriage: Some(MarriageAct {
                number: Some(shape.of(shape.place, 5)),
                day: Some(date(1998, 9, 27)),
            }),
            issued_to: IssuedTo::Husband,
        }),
    ]
}

/// A certificate and a reference of every kind, in that shape and these languages.
pub(crate) fn longest(shape: Shape, langs: (Lang, Lang)) -> Vec<Sheet> {
    let papers = facts(shape).into_iter().flat_map(|facts| {
        let act = act(facts.kind(), day(2026, 12, 31));
        [Body::Certificate(act, facts.clone()), Body::Reference(act, facts)]
    });
    papers.map(|body| Sheet { profile: Profile::Roots, ..sheet(langs, "longest", body) }).collect()
}

/// The divorce of the examples whose parts of names have 60 letters, which fit no code.
pub(crate) fn longest_divorce() -> Sheet {
    let place = both("Qoraqalpogʻiston Respublikasi, Nukus shahri", "Республика Каракалпакстан, город Нукус");
    let spouse = |[surname, given, patronymic]: [&str; 3], born| Spouse {
        name: [surname, given, patronymic].join(" "),
        born: Some(born),
        birthplace: Some(place.clone()),
        surname_after: Some(surname.to_owned()),
    };
    let husband = [
        "Abdurahmonxoʻjayev-Shayxontohuriy-Mirzoulugʻbekov-Qoʻqoniy",
        "Saidmuhammadamirxoʻja-Abdurahimxoʻja-Burhoniddinxon-Sodiq",
        "Muhammadyusufxoʻja-Abdulvahobxon-Saidakbarxoʻja oʻgʻli",
    ];
    let wife = [
        "Abdurahmonxoʻjayeva-Shayxontohuriy-Mirzoulugʻbekova-Qoʻqoniy",
        "Oygulbahorxon-Malikaruxsoraxon-Gulandomxon-Durdonaxon",
        "Xoʻjamurodmuhammad-Shomahmudxoʻja-Abdugʻofurxon qizi",
    ];
    let facts = Divorce {
        husband: spouse(husband, date(1980, 1, 1)),
        wife: spouse(wife, date(1982, 6, 15)),
        ended: date(2026, 4, 2),
        ground: Some(Ground::Court),
        marriage: Some(MarriageAct { number: Some("118".to_owned()), day: Some(date(2003, 5, 24)) }),
        issued_to: IssuedTo::Husband,
    };
    let body = Body::Certificate(act(ActKind::Divorce, day(2026, 11, 23)), Facts::Divorce(facts));
    Sheet {
        profile: Profile::Roots,
        office: both("Nukus shahar FHDYO boʻlimi", "Отдел ЗАГС города Нукуса"),
        proof: super::made_up_proof("DALX", 540, "longest divorce"),
        ..sheet((Lang::UzLatn, Lang::Ru), "longest divorce", body)
    }
}
