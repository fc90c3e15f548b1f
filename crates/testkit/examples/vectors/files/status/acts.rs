//! Answers about the numbers of acts. A verifier of papers asks none.
use super::{
    super::{
        worked::day,
        world::{CHILONZOR, DAY_MS, MORNING_MS, World, drawn, office, opaque},
    },
    Case,
    blocks::{Pair, Scene, log},
};
use civil::{ActKind, ActNumber, Serial};
use protocol::{
    Canonical as _, EntryId, Tag,
    fact::{Act, ClosedSeries, Mark, Place, Range, Series, SeriesOf, key},
    status::Query,
};

const HEIGHT: u64 = 41;
/// The time of the block that names the state.
const NOW_MS: u64 = MORNING_MS + HEIGHT * 1000;
const BIRTHS: SeriesOf = SeriesOf::Acts(ActKind::Birth);
const DEATHS: SeriesOf = SeriesOf::Acts(ActKind::Death);

fn number(kind: ActKind, year: i16, serial: u32) -> ActNumber {
    ActNumber::new(kind, office(CHILONZOR), year, Serial::new(serial).expect("a serial"))
}

fn id(name: &str) -> EntryId {
    EntryId::new(drawn(&format!("entry {name}")))
}

fn mark(name: &str) -> Mark {
    Mark { entry: id(name), place: Place { height: 9, index: 0 } }
}

fn act(number: ActNumber) -> Act {
    Act {
        number,
        date: day(),
        commitment: opaque("commitment"),
        schema: 1,
        person: Tag::new(drawn("person")),
        adult_from: 2044,
        certificates: 1,
        place: Place { height: 7, index: 2 },
    }
}

/// Ten numbers of births in 2026 from `first` on, the third of them used.
fn range(ordinal: u32, first: u32, until_ms: u64, released: bool) -> Pair {
    let serial = |serial| Serial::new(serial).expect("a serial");
    let range = Range {
        kind: ActKind::Birth,
        year: 2026,
        first: serial(first),
        last: serial(first + 9),
        until_ms,
        used: vec![0b0010_0000, 0],
        released,
        by: mark("reserve"),
        released_by: released.then(|| mark("release")),
    };
    (key::range(office(CHILONZOR), ordinal), range.to_bytes())
}

/// What the state of these answers holds, in the order of [`At`].
fn facts() -> Vec<Pair> {
    let series =
        |of, since, year, last| (key::series(of, office(CHILONZOR)), Series { since, year, last }.to_bytes());
    let closed = |year, last, next_year| {
        (key::closed_series(BIRTHS, office(CHILONZOR), year), ClosedSeries { last, next_year }.to_bytes())
    };
    let birth = |serial| number(ActKind::Birth, 2026, serial);
    vec![
        series(BIRTHS, 2023, 2026, 50),
        closed(2023, 20, 2024),
        closed(2024, 30, 2026),
        (key::act_number(birth(1)), id("act").to_bytes()),
        (key::act(id("act")), act(birth(1)).to_bytes()),
        (key::act_number(birth(2)), id("other").to_bytes()),
        (key::act(id("other")), act(birth(3)).to_bytes()),
        range(1, 11, NOW_MS + DAY_MS, false),
        range(2, 21, NOW_MS + DAY_MS, true),
        range(3, 31, NOW_MS - DAY_MS, false),
        range(4, 41, NOW_MS - DAY_MS - 1, false),
        series(DEATHS, 1990, 2095, 1),
        series(SeriesOf::Acts(ActKind::Marriage), 2026, 2026, 0),
        (key::series(SeriesOf::Acts(ActKind::Divorce), office(CHILONZOR)), vec![0x80]),
    ]
}

/// The places of the facts.
#[derive(Clone, Copy)]
enum At {
    Births,
    Closed2023,
    Closed2024,
    Number1,
    Act1,
    Number2,
    OfNumber3,
    Reserved,
    Released,
    JustNotOver,
    Over,
    Deaths,
    Marriages,
    Divorces,
}

pub(super) fn cases(demo: &World) -> Vec<Case> {
    use ActKind::{Birth, Death, Divorce, Marriage};
    use At::{
        Act1, Births, Closed2023, Closed2024, Deaths, Divorces, JustNotOver, Marriages, Number1, Number2,
        OfNumber3, Over, Released, Reserved,
    };
    let facts = facts();
    let given: Vec<(usize, Pair)> = facts.iter().cloned().enumerate().collect();
    let scene = Scene::new(demo, log(given.len(), &given), HEIGHT, 0);
    assert_eq!(scene.at.header.time_ms, NOW_MS);
    let case = |note: &str, (kind, year, serial), shown: &[At], expected| {
        let keys: Vec<Vec<u8>> = shown.iter().map(|at| facts[*at as usize].0.clone()).collect();
        let query = Query::Act(number(kind, year, serial));
        Case::of(note, query, &scene.answer(&keys), expected)
    };
    vec![
        case("an act", (Birth, 2026, 1), &[Number1, Act1], "registered"),
        case("an act, beside its series", (Birth, 2026, 1), &[Births, Act1, Number1], "registered"),
        case("the number of an act, without the act", (Birth, 2026, 1), &[Number1, Births], "no-fact"),
        case("an act that has another number", (Birth, 2026, 2), &[Number2, OfNumber3], "no-fact"),
        case("an act without its number", (Birth, 2026, 1), &[Act1], "no-fact"),
        case("above the last of this year", (Birth, 2026, 51), &[Births], "not-given-yet"),
        case("the last of this year: given, so an act would show", (Birth, 2026, 50), &[Births], "no-fact"),
        case("of a year to come", (Birth, 2027, 1), &[Births], "not-given-yet"),
        case("of a year before the office began", (Birth, 2022, 1), &[Births], "never-given"),
        case("nearer to the years to come", (Birth, 2073, 1), &[Births], "not-given-yet"),
        case("as near to both", (Birth, 2074, 1), &[Births], "not-given-yet"),
        case("nearer to the years before", (Birth, 2076, 1), &[Births], "never-given"),
        case("above the last of an earlier year", (Birth, 2023, 21), &[Births, Closed2023], "never-given"),
        case("the last of an earlier year", (Birth, 2023, 20), &[Births, Closed2023], "no-fact"),
        case("an earlier year without its fact", (Birth, 2024, 31), &[Births], "no-fact"),
        case("a year without numbers", (Birth, 2025, 1), &[Births, Closed2023, Closed2024], "never-given"),
        case("a year that may have numbers", (Birth, 2025, 1), &[Births, Closed2023], "no-fact"),
        case("the series of another kind", (Death, 2026, 51), &[Births], "no-fact"),
        case("a series of no number yet", (Marriage, 2026, 1), &[Marriages], "not-given-yet"),
        case("two digits that two years end in", (Death, 1994, 5), &[Deaths], "no-fact"),
        case(
            "two digits that one year of more than a hundred ends in",
            (Death, 1996, 1),
            &[Deaths],
            "no-fact",
        ),
        case("a series that is none", (Divorce, 2026, 1), &[Divorces], "fact"),
        case("reserved, and not used yet", (Birth, 2026, 11), &[Reserved], "reserved"),
        case("reserved, beside the series", (Birth, 2026, 20), &[Births, Reserved], "reserved"),
        case("reserved, and used", (Birth, 2026, 13), &[Reserved], "no-fact"),
        case("not of the range", (Birth, 2026, 21), &[Reserved], "no-fact"),
        case("not of the first range", (Birth, 2026, 21), &[Reserved, Released], "no-fact"),
        case(
            "above the last of this year, and not of the range",
            (Birth, 2026, 51),
            &[Reserved, Births],
            "no-fact",
        ),
        case("of the range, in another year", (Birth, 2025, 11), &[Reserved], "no-fact"),
        case("of the range, of another kind", (Death, 2026, 11), &[Reserved], "no-fact"),
        case("reserved, and given up", (Birth, 2026, 21), &[Released], "void"),
        case("reserved, over since 24 hours", (Birth, 2026, 31), &[JustNotOver], "reserved"),
        case("reserved, over since more than 24 hours", (Birth, 2026, 41), &[Over], "void"),
        case("no facts", (Birth, 2026, 1), &[], "no-fact"),
    ]
}
