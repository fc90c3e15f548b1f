use super::*;
use crate::{Script, Value, layout, mandate::Verdict, refusal::Refusal};

const TODAY: &str = "2026-11-23";
const OFFICER: u32 = 7;

fn day(text: &str) -> CivilDate {
    text.parse().unwrap()
}

fn text(text: &str) -> Text {
    Text::new(text).unwrap()
}

fn name(script: Script, surname: &str, given: &str) -> PersonName {
    PersonName::new(script, Some(surname), Some(given), None).unwrap()
}

/// A search on the register alone, for somebody who asks in their own affairs.
fn search(wanted: Wanted) -> Search {
    let person = Person {
        born: Some("1990-02-28".parse().unwrap()),
        ..Person::named(name(Script::UzLatn, "Ametova", "Gulayim"))
    };
    Search {
        wanted,
        number: text("S-2026-001"),
        person,
        died: None,
        incapacitated: false,
        spellings: Vec::new(),
        from: 2006,
        to: None,
        places: vec![Area::Country],
        archives: vec![text("Qoraqalpogʻiston arxivi, 12-fond")],
        applicant: Applicant {
            capacity: Capacity::Oneself,
            name: None,
            body: None,
            born: None,
            ground: None,
            until: None,
        },
        others: Vec::new(),
    }
}

fn free() -> Search {
    search(Wanted::NotMarried)
}

fn none(kinds: &[ActKind]) -> Search {
    search(Wanted::NoRecord(kinds.to_vec()))
}

fn checked(search: &Search) -> Vec<Refusal> {
    check(search, day(TODAY), day(TODAY))
}

/// What is refused, and what passes beside it.
#[track_caller]
fn beside(refusal: Refusal, refused: &[Refusal], accepted: &[Refusal]) {
    assert_eq!(refused, [refusal]);
    assert_eq!(accepted, []);
}

/// What a search came to.
fn known(findings: &[Finding]) -> Known {
    Known { findings: findings.iter().copied().collect(), candidates: Vec::new() }
}

#[test]
fn nobody_searches_years_to_come_or_backwards() {
    let passes = checked(&none(&[ActKind::Death]));
    for (from, to) in [(2006, 2027), (2010, 2009)] {
        let wrong = Search { from, to: Some(to), ..none(&[ActKind::Death]) };
        beside(Refusal::ReferenceDays, &checked(&wrong), &passes);
    }
    let mut unborn = none(&[ActKind::Death]);
    unborn.person.born = Some("2026-12".parse().unwrap());
    beside(Refusal::ReferenceDays, &checked(&unborn), &passes);
    let died = |text: &str| Search { died: Some(text.parse().unwrap()), ..none(&[ActKind::Death]) };
    beside(Refusal::ReferenceDays, &checked(&died("2026-11-24")), &checked(&died("2026-11")));
}

#[test]
fn a_birth_is_searched_for_in_the_year_of_birth() {
    let within = |from, to| Search { from, to: Some(to), ..none(&[ActKind::Birth, ActKind::Marriage]) };
    let passes = checked(&within(1990, 1990));
    for (from, to) in [(1991, 2026), (1980, 1989)] {
        beside(Refusal::ReferenceYearsTooFew, &checked(&within(from, to)), &passes);
    }
    // Of whom nobody knows a year of birth, any years are searched.
    let mut unknown = within(1991, 2026);
    unknown.person.born = None;
    beside(Refusal::ReferenceYearsTooFew, &checked(&within(1991, 2026)), &checked(&unknown));
}

#[test]
fn whoever_is_said_to_be_free_was_searched_for_from_16_until_now() {
    let (late, ended) = (Search { from: 2007, ..free() }, Search { to: Some(2025), ..free() });
    let mut unknown = free();
    unknown.person.born = None;
    let mut by_number = unknown.clone();
    by_number.person.pinfl = Some("42802909990013".parse().unwrap());
    for refused in [late, ended, unknown] {
        beside(Refusal::ReferenceYearsTooFew, &checked(&refused), &checked(&free()));
    }
    assert_eq!(checked(&by_number), []);
}

#[test]
fn years_before_the_register_need_an_archive() {
    let mut alone = none(&[ActKind::Marriage]);
    alone.archives.clear();
    let recent = Search { from: 2026, ..alone.clone() };
    beside(Refusal::ReferencePastNotSearched, &checked(&alone), &checked(&none(&[ActKind::Marriage])));
    beside(Refusal::ReferencePastNotSearched, &checked(&alone), &checked(&recent));
    // Where the past is loaded, the register is the archive.
    let loaded = check(&alone, day("2006-05-01"), day(TODAY));
    beside(Refusal::ReferencePastNotSearched, &checked(&alone), &loaded);
}

#[test]
fn of_the_dead_it_is_told_that_no_record_was_found_and_nothing_of_marriage() {
    let died = |search: Search| Search { died: Some("2019-04".parse().unwrap()), ..search };
    let accepted = checked(&died(none(&[ActKind::Marriage])));
    beside(Refusal::ReferencePersonDead, &checked(&died(free())), &accepted);
    let dead = known(&[Finding::Death]);
    beside(
        Refusal::ReferencePersonDead,
        &found(&Wanted::NotMarried, &dead),
        &found(&Wanted::NoRecord(vec![ActKind::Marriage]), &dead),
    );
}

#[test]
fn what_the_register_holds_is_not_said_to_be_missing() {
    let births = Wanted::NoRecord(vec![ActKind::Birth]);
    let nothing = found(&births, &Known::default());
    let acts = known(&[Finding::Act]);
    beside(Refusal::ReferenceActFound, &found(&births, &acts), &nothing);
    let married = known(&[Finding::MarriageInForce, Finding::Act]);
    let divorced = known(&[Finding::Act]);
    beside(
        Refusal::ReferenceMarried,
        &found(&Wanted::NotMarried, &married),
        &found(&Wanted::NotMarried, &divorced),
    );
    assert_eq!(found(&births, &married), [Refusal::ReferenceActFound]);
}

#[test]
fn nothing_is_said_of_what_is_open_or_was_not_looked_at() {
    for wanted in [Wanted::NotMarried, Wanted::NoRecord(vec![ActKind::Death])] {
        let accepted = found(&wanted, &Known::default());
        let open = known(&[Finding::Unsettled]);
        beside(Refusal::ReferenceUnsettled, &found(&wanted, &open), &accepted);
        let many = known(&[Finding::TooMany]);
        beside(Refusal::ReferenceTooMany, &found(&wanted, &many), &accepted);
        let named = Known { candidates: vec!["311012600001".parse().unwrap()], ..Known::default() };
        beside(Refusal::ReferenceCandidates, &found(&wanted, &named), &accepted);
    }
}

fn asks(capacity: Capacity, search: Search) -> Verdict {
    let paper = Paper { number: text("7-118"), date: day("2026-10-01"), issuer: text("Notarius") };
    let ground = (capacity != Capacity::Oneself && capacity != Capacity::Parent).then_some(paper);
    let applicant = Applicant { capacity, ground, ..search.applicant.clone() };
    may_be_given(&Search { applicant, ..search }, false, day(TODAY), OFFICER)
}

#[test]
fn a_reference_goes_to_the_person_and_to_whoever_stands_for_them() {
    let yes = |verdict: Verdict| matches!(verdict, Verdict::Yes { .. });
    assert!(yes(asks(Capacity::Oneself, free())) && yes(asks(Capacity::Court, free())));
    let mut grown = free();
    grown.applicant.born = Some(day("1960-01-01"));
    assert!(yes(asks(Capacity::NotarisedPower, grown.clone())));
    assert_eq!(asks(Capacity::Parent, grown.clone()), Verdict::No(Refusal::MandatePersonOfAge));
    let mut child = grown.clone();
    child.person.born = Some("2012".parse().unwrap());
    assert!(yes(asks(Capacity::Parent, child.clone())));
    assert_eq!(asks(Capacity::Oneself, child), Verdict::No(Refusal::MandateThroughRepresentative));
    // Nobody is of age unless it is shown.
    assert_eq!(asks(Capacity::NotarisedPower, free()), Verdict::No(Refusal::MandateRepresentativeUnderAge));
    let incapacitated = Search { incapacitated: true, ..grown };
    assert!(yes(asks(Capacity::Guardian, incapacitated)));
}

#[test]
fn a_mandate_needs_its_paper_and_counts_within_its_term() {
    let with = |ground: Option<&str>, until: Option<&str>| {
        let issuer = text("Notarius");
        let ground = ground.map(|date| Paper { number: text("7-118"), date: day(date), issuer });
        let mut search = free();
        search.applicant = Applicant {
            capacity: Capacity::NotarisedPower,
            born: Some(day("1960-01-01")),
            ground,
            until: until.map(day),
            ..search.applicant
        };
        may_be_given(&search, false, day(TODAY), OFFICER)
    };
    assert_eq!(with(None, None), Verdict::No(Refusal::MandateWithoutPaper));
    for (date, until) in [("2026-11-24", None), ("2026-10-01", Some("2026-11-22"))] {
        assert_eq!(with(Some(date), until), Verdict::No(Refusal::MandateNotInForce));
    }
    assert!(matches!(with(Some("2026-10-01"), Some(TODAY)), Verdict::Yes { .. }));
}

#[test]
fn relatives_ask_for_the_dead_and_the_register_may_know_of_the_death() {
    let mut search = none(&[ActKind::Birth]);
    search.applicant.born = Some(day("1980-01-01"));
    let relative = |search: &Search, dead| {
        let applicant = Applicant { capacity: Capacity::Relative, ..search.applicant.clone() };
        may_be_given(&Search { applicant, ..search.clone() }, dead, day(TODAY), OFFICER)
    };
    assert_eq!(relative(&search, false), Verdict::No(Refusal::MandateNotEntitled));
    assert!(matches!(relative(&search, true), Verdict::Yes { .. }));
    let by_papers = Search { died: Some("1994".parse().unwrap()), ..search };
    assert!(matches!(relative(&by_papers, false), Verdict::Yes { .. }));
    assert_eq!(asks(Capacity::Oneself, by_papers), Verdict::No(Refusal::MandateEndedByDeath));
}

fn value(search: &Search, id: &str) -> String {
    let kind = search.wanted.record();
    let groups = search.groups(&text("Chilonzor FHDYO"), (OFFICER, day(TODAY)), Some(day("2020-01-01")));
    let (group, place) = layout::place_of(kind, layout::newest(kind), id).unwrap();
    groups[group.index()][place].as_ref().map_or_else(|| "-".to_owned(), Value::text)
}

#[test]
fn the_record_says_what_was_searched() {
    let mut search = none(&[ActKind::Birth, ActKind::Marriage]);
    search.spellings = vec![name(Script::Ru, "Аметова", "Гулаим")];
    search.places = vec![Area::Place("1735".parse().unwrap()), Area::Place("1726294".parse().unwrap())];
    search.archives.push(text("Milliy arxiv"));
    for (id, expected) in [
        ("person.name", "Ametova Gulayim"),
        ("person.born", "1990-02-28"),
        ("search.kind", "birth, marriage"),
        ("search.from", "2006"),
        ("search.to", "2026"),
        ("search.where", "1735, 1726294"),
        ("search.spellings", "Ametova Gulayim, Аметова Гулаим"),
        ("search.archives", "Qoraqalpogʻiston arxivi, 12-fond; Milliy arxiv"),
        ("search.loaded", "2020-01-01"),
        ("office.name", "Chilonzor FHDYO"),
        ("applicant.name", "Ametova Gulayim"),
        ("applicant.capacity", "oneself"),
        ("applicant.ground", "-"),
        ("search.number", "S-2026-001"),
        ("search.by", "7"),
    ] {
        assert_eq!(value(&search, id), expected, "{id}");
    }
    let mut power = free();
    power.archives.clear();
    power.applicant = Applicant {
        capacity: Capacity::Court,
        name: Some(name(Script::UzLatn, "Sobirov", "Anvar")),
        body: Some(text("Fuqarolik sudi")),
        born: None,
        ground: Some(Paper {
            number: text("2-118"),
            date: day("2026-11-20"),
            issuer: text("Fuqarolik sudi"),
        }),
        until: None,
    };
    for (id, expected) in [
        ("applicant.name", "Fuqarolik sudi, Sobirov Anvar"),
        ("applicant.ground", "2-118, 2026-11-20, Fuqarolik sudi"),
        ("search.archives", "-"),
        ("search.where", "UZ"),
    ] {
        assert_eq!(value(&power, id), expected, "{id}");
    }
}

#[test]
fn an_area_is_the_country_or_a_place_of_it() {
    for (text, region) in [("UZ", None), ("1726", Some("1726")), ("1726294", Some("1726"))] {
        let area: Area = text.parse().unwrap();
        assert_eq!(
            (area.to_string().as_str(), area.region().map(|it| it.to_string())),
            (text, region.map(str::to_owned))
        );
    }
    for text in ["17", "KZ", "1799", "", "uz"] {
        assert_eq!(text.parse::<Area>(), Err(NotACode::Place), "{text}");
    }
}

#[test]
fn debug_output_of_a_search_holds_nothing_of_a_person() {
    assert_eq!(format!("{:?}", free()), "Search(redacted)");
}
