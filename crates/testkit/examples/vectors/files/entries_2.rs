//! `entries-2.json`: entries of the kinds that come with rule set 2, signed by both schemes, with their outcomes.
use super::{
    cbor::refusals,
    diag::{Tree, tree},
    entries::{Case, entry, keys, registrar, serial, three_governors, two_custodians, two_officers},
    json::{Json, object},
    worked::day,
    world::{By, CHILONZOR, SEED, World, drawn, office, opaque},
};
use civil::{ActKind, ActNumber, CertificateNumber, CivilDate, RegionCode, birth::DelayClass};
use protocol::{
    Body, Canonical as _, Entry, EntryId, Handle, Outcome, SignedEntry, Tag,
    entry::{
        ActDispute, ActDisputeEnd, ActRegister, ApplicationLodge, ApplicationWithdraw, DivorceRoute,
        Document, Effects, LegacyEffects, LegacyOpen, LegacyRow, LegacyStatus, Origin, PersonJoin,
        PersonMove, PersonPart, Purpose, ReferenceIssue, RegionLoaded, RuleCode, Waiver, WaiverBasis,
    },
};

fn on(year: i16, month: i8, day: i8) -> CivilDate {
    CivilDate::new(year, month, day).expect("a day")
}

fn tag(name: &str) -> Tag {
    Tag::new(drawn(name))
}

fn id(name: &str) -> EntryId {
    EntryId::new(drawn(name))
}

fn waiver(rule: &str, basis: WaiverBasis, paper: &str) -> Waiver {
    Waiver { rule: RuleCode::new(rule).expect("a code"), basis, paper: opaque(paper) }
}

fn outcome(kind: ActKind, number: u32) -> Outcome {
    Outcome::Act { number: ActNumber::new(kind, office(CHILONZOR), 2026, serial(number)), date: day() }
}

fn act(adult_from: u16, notice: Option<Tag>, waivers: Vec<Waiver>, effects: Effects) -> Body {
    Body::ActRegister(ActRegister {
        kind: effects.kind(),
        schema: 1,
        commitment: opaque("commitment of an act with effects"),
        notice,
        person: tag("person of an act with effects"),
        delay: DelayClass::InTime,
        adult_from,
        waivers,
        effects: Some(effects),
    })
}

fn old(effects: LegacyEffects, waivers: Vec<Waiver>) -> Body {
    Body::LegacyOpen(LegacyOpen {
        kind: effects.kind(),
        schema: 1,
        commitment: opaque("commitment of an old act"),
        legacy: tag("office, book and number of an old act"),
        person: tag("person of an old act"),
        adult_from: 1993,
        effects,
        waivers,
    })
}

/// Acts with effects, in the forms that their effects have.
fn acts(world: &World) -> Vec<Case> {
    let wife = tag("wife");
    let application = id("application");
    let case = |note, entry, signers, outcome| Case { note, entry, signers, outcome };
    let entry = |name: &str, body| world.entry(name, Some(CHILONZOR), body);
    let early = vec![
        waiver("marriage.under-age", WaiverBasis::Ground, "governor's decision"),
        waiver("marriage.wait-not-over", WaiverBasis::Ground, "birth of a child"),
    ];
    let marriage =
        Effects::Marriage { wife, wife_adult_from: 2027, application: Some(application), day: None };
    let attached =
        Effects::Marriage { wife, wife_adult_from: 2008, application: None, day: Some(on(2026, 11, 20)) };
    let divorce = |route, day| Effects::Divorce { of: id("marriage"), wife, route, day };
    let death = Effects::Death { day: on(2026, 11, 21) };
    let sheet = Entry {
        origin: Origin::EmergencySheet,
        evidence: vec![opaque("sheet")],
        ..entry("entry 17, on a sheet", act(2008, None, Vec::new(), attached))
    };
    let papers = vec![opaque("governor's decision"), opaque("birth of a child")];
    let early = Entry { evidence: papers, ..entry("entry 17, a marriage", act(2020, None, early, marriage)) };
    let in_force = Some(on(2026, 10, 1));
    vec![
        case(
            "a death, of somebody whose year of birth is not known",
            entry("entry 17", act(0, Some(tag("notice of a death")), Vec::new(), death)),
            registrar,
            outcome(ActKind::Death, 1),
        ),
        case("a marriage on two grounds", early, two_officers, outcome(ActKind::Marriage, 1)),
        case("a marriage on an emergency sheet", sheet, registrar, outcome(ActKind::Marriage, 2)),
        case(
            "a divorce that both want",
            entry(
                "entry 17, mutual",
                act(2008, None, Vec::new(), divorce(DivorceRoute::Mutual { application }, None)),
            ),
            registrar,
            outcome(ActKind::Divorce, 1),
        ),
        case(
            "a divorce that one spouse wants",
            entry(
                "entry 17, one spouse",
                act(2008, None, Vec::new(), divorce(DivorceRoute::OneSpouse { application }, None)),
            ),
            registrar,
            outcome(ActKind::Divorce, 2),
        ),
        case(
            "a divorce by a court",
            entry("entry 17, court", act(2008, None, Vec::new(), divorce(DivorceRoute::Court, in_force))),
            registrar,
            outcome(ActKind::Divorce, 3),
        ),
    ]
}

/// An entry of each of the other kinds, and some more.
fn others(world: &World) -> Vec<Case> {
    let plain = |note, name: &str, body: Body, signers| {
        let office = body.is_of_an_office().then_some(CHILONZOR);
        Case { note, entry: world.entry(name, office, body), signers, outcome: Outcome::Recorded }
    };
    let (husband, wife) = (tag("husband"), tag("wife"));
    let lodge = |purpose: Purpose| {
        let of = purpose.is_of_a_marriage().then(|| id("marriage"));
        let commitment = opaque("what they wrote");
        Body::ApplicationLodge(ApplicationLodge { purpose, husband, wife, commitment, of })
    };
    let conflict = vec![waiver("person.conflict", WaiverBasis::CourtDecision, "decision of a court")];
    let (first, second) = (tag("one tag"), tag("another tag"));
    let (from, to) = (tag("a stranger"), tag("the right person"));
    let (act, application) = (id("act"), id("application"));
    let mut rows = vec![
        LegacyRow::Married { husband, wife, day: on(1998, 5, 1) },
        LegacyRow::Married { husband: from, wife: to, day: on(2003, 12, 31) },
        LegacyRow::Dead { person: first, day: on(1800, 1, 1) },
    ];
    rows.sort_unstable();
    let region = RegionCode::new(11).expect("a region");
    vec![
        plain("an application for a marriage", "entry 18", lodge(Purpose::Marriage), registrar),
        plain("one for a divorce that both want", "entry 18, both", lodge(Purpose::DivorceMutual), registrar),
        plain(
            "one for a divorce that one wants",
            "entry 18, one",
            lodge(Purpose::DivorceOneSpouse),
            registrar,
        ),
        plain(
            "an application taken back",
            "entry 19",
            Body::ApplicationWithdraw(ApplicationWithdraw { application }),
            registrar,
        ),
        plain("an act is disputed", "entry 20", Body::ActDispute(ActDispute { act }), registrar),
        plain(
            "the dispute ends",
            "entry 21",
            Body::ActDisputeEnd(ActDisputeEnd { act, waivers: conflict.clone() }),
            two_officers,
        ),
        plain(
            "two tags are one person",
            "entry 22",
            Body::PersonJoin(PersonJoin { first, second, waivers: Vec::new() }),
            two_officers,
        ),
        plain(
            "they are two after all",
            "entry 23",
            Body::PersonPart(PersonPart { first, second, waivers: conflict.clone() }),
            two_officers,
        ),
        plain(
            "an act moves to the right person",
            "entry 24",
            Body::PersonMove(PersonMove { act, from, to, waivers: conflict }),
            two_officers,
        ),
        plain(
            "who was married and who was dead",
            "entry 26",
            Body::LegacyStatus(LegacyStatus { ordinal: 1, rows }),
            two_custodians,
        ),
        plain(
            "the past of a region",
            "entry 27",
            Body::RegionLoaded(RegionLoaded { region, since: on(1998, 9, 1) }),
            three_governors,
        ),
    ]
}

fn old_acts(world: &World) -> Vec<Case> {
    let wife = tag("wife");
    let twice = vec![waiver("legacy.already-opened", WaiverBasis::WrittenOrder, "order of the archive")];
    let ended = Some(on(2005, 3, 1));
    let marriage = LegacyEffects::Marriage { wife, wife_adult_from: 0, day: on(1998, 5, 1), ended: None };
    let noted = LegacyEffects::Marriage { wife, wife_adult_from: 1995, day: on(1998, 5, 1), ended };
    let divorce = |of| LegacyEffects::Divorce { of, wife, day: on(2005, 3, 1) };
    let case = |note, name: &str, body: Body, signers: fn(By) -> Vec<_>, number| {
        let Body::LegacyOpen(open) = &body else { unreachable!("an old act") };
        let outcome = outcome(open.kind, number);
        let evidence = open.waivers.iter().map(|waiver| waiver.paper).collect();
        let entry = world.entry(name, Some(CHILONZOR), body);
        Case { note, entry: Entry { origin: Origin::Legacy, evidence, ..entry }, signers, outcome }
    };
    vec![
        case("an old birth", "entry 25", old(LegacyEffects::Birth, Vec::new()), registrar, 1),
        case(
            "an old death",
            "entry 25, a death",
            old(LegacyEffects::Death { day: on(2001, 1, 1) }, Vec::new()),
            registrar,
            2,
        ),
        case("an old marriage", "entry 25, a marriage", old(marriage, Vec::new()), registrar, 3),
        case("one that a note ended", "entry 25, with a note", old(noted, twice), two_officers, 4),
        case(
            "an old divorce of an opened marriage",
            "entry 25, a divorce",
            old(divorce(Some(id("marriage"))), Vec::new()),
            registrar,
            5,
        ),
        case(
            "an old divorce of a marriage that is not on the ledger",
            "entry 25, a divorce alone",
            old(divorce(None), Vec::new()),
            registrar,
            6,
        ),
    ]
}

fn references(world: &World) -> Vec<Case> {
    let reference = |note, name: &str, document, disclosed: Vec<u8>, number| {
        let roots = core::array::from_fn(|group| opaque(&format!("root {group} of a reference")));
        let handle = Handle::new(drawn(&format!("handle {name}")));
        let body = Body::ReferenceIssue(ReferenceIssue { document, schema: 1, roots, disclosed, handle });
        let number = CertificateNumber::new(office(CHILONZOR), 2026, serial(number));
        let outcome = Outcome::Reference { number, date: day() };
        Case { note, entry: world.entry(name, Some(CHILONZOR), body), signers: registrar, outcome }
    };
    vec![
        reference("no record found", "entry 28", Document::NoRecord, vec![0], 1),
        reference("not married", "entry 28, not married", Document::NotMarried, vec![0, 1, 2], 2),
    ]
}

/// An entry of every kind that rule set 2 brings, and some more.
fn cases(world: &World) -> Vec<Case> {
    [acts(world), others(world), old_acts(world), references(world)].into_iter().flatten().collect()
}

pub(crate) fn file() -> String {
    let world = World::demo();
    let cases = cases(&world);
    object! {
        "about": "Entries of Dalolat, the kinds 17 to 28, signed by both schemes. Invented people; keys that anybody can derive.",
        "generator": "cargo run -p testkit --example vectors -- entries-2.json",
        "seed": SEED,
        "network": world.network.to_string(),
        "keys": keys(&cases),
        "entries": cases.iter().map(entry).collect::<Vec<_>>(),
        "refused": refused(&world),
    }
    .file()
}

/// Entries that no reader takes.
fn refused(world: &World) -> Json {
    let cases = cases(world);
    let of = |note: &str| {
        let case = cases.iter().find(|case| case.note == note).expect("a case of that note");
        case.signed(By::Ed25519).to_bytes()
    };
    let with = |right: &[u8], path: &[usize], value: Tree| tree(right).with(path, value).to_bytes();
    let uint = Tree::Uint;
    let lists = |right: &[u8], path: &[usize], change: fn(&mut Vec<Tree>)| {
        let mut tree = tree(right);
        change(tree.at(path).list());
        tree.to_bytes()
    };
    let death = of("a death, of somebody whose year of birth is not known");
    let marriage = of("a marriage on two grounds");
    let mutual = of("a divorce that both want");
    let court = of("a divorce by a court");
    let application = of("an application for a marriage");
    let divorce = of("one for a divorce that both want");
    let noted = of("one that a note ended");
    let status = of("who was married and who was dead");
    let reference = of("no record found");
    let bytes = |length: usize| Tree::Bytes(vec![7; length]);
    refusals::<SignedEntry>(vec![
        ("the kind 29", with(&death, &[0, 3], uint(29))),
        ("a birth with effects", with(&death, &[0, 10, 0], uint(1))),
        ("the effects of a death in a marriage", with(&death, &[0, 10, 0], uint(3))),
        ("an act with effects in the first form", with(&death, &[0, 3], uint(1))),
        ("an act without effects in the second form", lists(&death, &[0, 10], |list| list.truncate(8))),
        ("a death on no day", with(&death, &[0, 10, 8, 0], Tree::Null)),
        ("a death on 31 November", with(&death, &[0, 10, 8, 0], uint(20_261_131))),
        ("a year of age above 65,535", with(&marriage, &[0, 10, 8, 1], uint(65_536))),
        ("the tag of a wife of 31 bytes", with(&marriage, &[0, 10, 8, 0], bytes(31))),
        ("the route 0", with(&court, &[0, 10, 8, 2], uint(0))),
        ("the route 4", with(&court, &[0, 10, 8, 2], uint(4))),
        ("a court's divorce on an application", with(&court, &[0, 10, 8, 3], bytes(32))),
        ("a divorce that both want without an application", with(&mutual, &[0, 10, 8, 3], Tree::Null)),
        ("the purpose 0", with(&application, &[0, 10, 0], uint(0))),
        ("the purpose 4", with(&application, &[0, 10, 0], uint(4))),
        ("an application for a marriage, of a marriage", with(&application, &[0, 10, 4], bytes(32))),
        ("an application for a divorce, of no marriage", with(&divorce, &[0, 10, 4], Tree::Null)),
        ("an application of no office", with(&application, &[0, 8], Tree::Null)),
        (
            "a dispute with two acts",
            lists(&of("an act is disputed"), &[0, 10], |list| list.push(list[0].clone())),
        ),
        (
            "an end of a dispute without waivers",
            lists(&of("the dispute ends"), &[0, 10], |list| list.truncate(1)),
        ),
        (
            "a rule waived twice",
            lists(&of("they are two after all"), &[0, 10, 2], |list| list.push(list[0].clone())),
        ),
        ("a marriage that ended before it began", with(&noted, &[0, 10, 6, 3], uint(19_980_430))),
        ("an old act of the kind 5", with(&noted, &[0, 10, 0], uint(5))),
        (
            "an old birth with effects",
            with(&of("an old birth"), &[0, 10, 6], Tree::Array(vec![uint(20_010_101)])),
        ),
        ("the list 0", with(&status, &[0, 10, 0], uint(0))),
        ("a list of no rows", with(&status, &[0, 10, 1], Tree::Array(Vec::new()))),
        ("rows out of order", lists(&status, &[0, 10, 1], |list| list.swap(0, 2))),
        ("a row twice", lists(&status, &[0, 10, 1], |list| list[1] = list[0].clone())),
        ("a row of the kind 3", with(&status, &[0, 10, 1, 2, 0], uint(3))),
        ("the rows of a marriage and of a death changed", with(&status, &[0, 10, 1, 2, 0], uint(1))),
        ("601 rows that are promised", with(&status, &[0, 10, 1], Tree::Raw(vec![0x99, 0x02, 0x59]))),
        ("a list of an office", with(&status, &[0, 8], uint(1101))),
        ("the region 0", with(&of("the past of a region"), &[0, 10, 0], uint(0))),
        ("the region 100", with(&of("the past of a region"), &[0, 10, 0], uint(100))),
        ("a reference of the document 1", with(&reference, &[0, 10, 0], uint(1))),
        ("a reference of the document 21", with(&reference, &[0, 10, 0], uint(21))),
        ("a reserved number on a reference", with(&reference, &[0, 5], Tree::Array(vec![uint(1), uint(1)]))),
        ("a reference with five roots", lists(&reference, &[0, 10, 2], |list| list.truncate(5))),
        ("the group 6 on a reference", with(&reference, &[0, 10, 3], Tree::Bytes(vec![6]))),
        ("a time below 1970", with(&death, &[0, 6], Tree::Raw(vec![0x20]))),
        (
            "a longer form of a time",
            with(&death, &[0, 6], Tree::Raw([&[0x1b, 0, 0, 0, 0][..], &[0; 4]].concat())),
        ),
        ("a byte after the end", [&death[..], &[0]].concat()),
    ])
}
