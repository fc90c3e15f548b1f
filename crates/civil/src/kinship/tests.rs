use super::*;
use crate::{
    Text,
    waiver::{Basis, Paper, Waiver, outstanding},
};
use proptest::prelude::*;

const TODAY: &str = "2026-11-23";

/// A child of these parents.
fn born(child: &'static str, parents: &[&'static str]) -> Vec<Link<&'static str>> {
    parents.iter().map(|parent| Link::Birth { child, parent }).collect()
}

/// Three generations: Akmal and Barno; their children Davron and Ezoza; their grandchildren Farrux and
/// Gulnoza; Davron's daughter of a second marriage Hilola; Ezoza's great-grandchild Iroda.
fn family() -> Kinship<&'static str> {
    let mut links = [
        born("Davron", &["Akmal", "Barno"]),
        born("Ezoza", &["Akmal", "Barno"]),
        born("Farrux", &["Davron", "Zulfiya"]),
        born("Hilola", &["Davron", "Yulduz"]),
        born("Gulnoza", &["Ezoza", "Xurshid"]),
        born("Jasur", &["Gulnoza"]),
        born("Iroda", &["Jasur"]),
    ]
    .concat();
    links.push(Link::Adoption { child: "Kamola", adopter: "Akmal" });
    links.push(Link::Marriage { husband: "Akmal", wife: "Barno" });
    Kinship::new(&links)
}

fn impediment(one: &'static str, other: &'static str) -> Option<Impediment> {
    family().impediment(&one, &other, TODAY.parse().unwrap())
}

/// The refusal, and beside it what passes.
#[track_caller]
fn beside(refusal: Refusal, refused: Option<Impediment>, accepted: Option<Impediment>) {
    assert_eq!(refused.map(Impediment::refusal), Some(refusal));
    assert_eq!(accepted, None);
}

fn day(text: &str) -> CivilDate {
    text.parse().unwrap()
}

/// What a rule of law refuses passes by an override with its paper, and not with a mere reason.
#[track_caller]
fn passes(refusal: Refusal, refused: &[Refusal]) {
    assert_eq!(refused, [refusal]);
    let with = |basis| {
        let text = |text| Text::new(text).unwrap();
        let paper = Paper { number: text("2-118"), date: day("2026-11-20"), issuer: text("Tuman sudi") };
        outstanding(refused, &[Waiver { rule: refusal, basis, paper }], day(TODAY))
    };
    assert_eq!([with(Basis::CourtDecision), with(Basis::WrittenOrder)], [vec![], vec![]]);
    assert!(!with(Basis::Reason).is_empty());
}

#[test]
fn a_court_can_find_that_the_acts_are_wrong_about_the_kin() {
    let refused = |one, other, bill| -> Vec<Refusal> {
        family().impediment_where(&one, &other, bill).map(Impediment::refusal).into_iter().collect()
    };
    passes(Refusal::MarriageKinDirectLine, &refused("Iroda", "Akmal", false));
    passes(Refusal::MarriageKinSiblings, &refused("Farrux", "Hilola", false));
    passes(Refusal::MarriageKinAdoption, &refused("Akmal", "Kamola", false));
    passes(Refusal::MarriageKinCollateral, &refused("Davron", "Gulnoza", true));
}

#[test]
fn the_degree_of_kinship_is_the_number_of_births() {
    let family = family();
    for (one, other, degree) in [
        ("Davron", "Akmal", Some(1)),
        ("Farrux", "Akmal", Some(2)),
        ("Iroda", "Akmal", Some(4)),
        ("Davron", "Ezoza", Some(2)),
        ("Farrux", "Hilola", Some(2)),
        ("Davron", "Gulnoza", Some(3)),
        ("Farrux", "Gulnoza", Some(4)),
        ("Farrux", "Jasur", Some(5)),
        ("Farrux", "Iroda", Some(6)),
        ("Akmal", "Barno", None),
        ("Zulfiya", "Yulduz", None),
        ("Akmal", "Akmal", None),
    ] {
        assert_eq!(family.degree(&one, &other), degree, "{one} {other}");
    }
    assert_eq!(family.relation(&"Davron", &"Ezoza"), Some(Relation::Siblings { full: true }));
    assert_eq!(family.relation(&"Farrux", &"Hilola"), Some(Relation::Siblings { full: false }));
}

#[test]
fn nobody_marries_an_ancestor_or_a_descendant() {
    beside(Refusal::MarriageKinDirectLine, impediment("Iroda", "Akmal"), impediment("Akmal", "Barno"));
    beside(Refusal::MarriageKinDirectLine, impediment("Barno", "Farrux"), impediment("Farrux", "Xurshid"));
}

#[test]
fn neither_full_nor_half_siblings_marry() {
    beside(Refusal::MarriageKinSiblings, impediment("Davron", "Ezoza"), impediment("Davron", "Xurshid"));
    beside(Refusal::MarriageKinSiblings, impediment("Farrux", "Hilola"), impediment("Farrux", "Yulduz"));
}

#[test]
fn nobody_marries_whom_they_adopted_and_the_adopters_children_are_no_kin_of_the_adopted() {
    beside(Refusal::MarriageKinAdoption, impediment("Akmal", "Kamola"), impediment("Davron", "Kamola"));
    beside(Refusal::MarriageKinAdoption, impediment("Kamola", "Akmal"), impediment("Kamola", "Farrux"));
}

#[test]
fn kin_beside_the_line_may_marry_until_the_bill_is_law() {
    let family = family();
    let under_the_bill = |one, other| family.impediment_where(&one, &other, true);
    beside(
        Refusal::MarriageKinCollateral,
        under_the_bill("Davron", "Gulnoza"),
        impediment("Davron", "Gulnoza"),
    );
    beside(
        Refusal::MarriageKinCollateral,
        under_the_bill("Farrux", "Gulnoza"),
        under_the_bill("Farrux", "Jasur"),
    );
    assert_eq!(under_the_bill("Davron", "Kamola"), None, "adopted people are not of the blood");
}

#[test]
fn one_person_in_two_places_is_no_couple() {
    beside(Refusal::MarriageSamePerson, impediment("Akmal", "Akmal"), impediment("Akmal", "Barno"));
}

#[test]
fn acts_that_contradict_each_other_end_every_question_and_hide_no_impediment() {
    // Two mothers, a ring of three, somebody born of himself.
    let links =
        [born("a", &["b", "m", "n"]), born("b", &["c"]), born("c", &["a"]), born("d", &["d", "n"])].concat();
    let kin = Kinship::new(&links);
    let day = TODAY.parse().unwrap();
    assert_eq!(kin.impediment(&"a", &"c", day), Some(Impediment::DirectLine));
    assert_eq!(kin.impediment(&"a", &"d", day), Some(Impediment::Siblings));
    assert_eq!(kin.impediment(&"m", &"d", day), None);
    assert_eq!(kin.degree(&"d", &"d"), None);
}

#[test]
fn parents_children_siblings_and_spouses_are_told() {
    let family = family();
    assert!(family.parents(&"Davron").eq(&["Akmal", "Barno"]));
    assert!(family.children(&"Davron").eq(&["Farrux", "Hilola"]));
    assert!(family.spouses(&"Barno").eq(&["Akmal"]));
    assert_eq!(family.siblings(&"Farrux"), BTreeSet::from([&"Hilola"]));
    assert_eq!(family.siblings(&"Akmal"), BTreeSet::new());
}

/// A generated family tree: person n has up to two parents among those born before; a founder has none.
fn trees() -> impl Strategy<Value = Vec<(Option<u8>, Option<u8>)>> {
    let parent = || proptest::option::of(0u8..40);
    proptest::collection::vec((parent(), parent()), 1..40)
}

fn lawful(tree: &[(Option<u8>, Option<u8>)]) -> Vec<Link<u8>> {
    let people = (0u8..).zip(tree);
    people
        .flat_map(|(child, (mother, father))| {
            let older = move |parent: &Option<u8>| parent.filter(|parent| *parent < child);
            [older(mother), older(father)]
                .into_iter()
                .flatten()
                .map(move |parent| Link::Birth { child, parent })
        })
        .collect()
}

fn any(tree: &[(Option<u8>, Option<u8>)]) -> Vec<Link<u8>> {
    let people = (0u8..).zip(tree);
    people
        .flat_map(|(child, (one, two))| {
            let birth = one.map(|parent| Link::Birth { child, parent });
            let adoption = two.map(|adopter| Link::Adoption { child, adopter });
            [birth, adoption].into_iter().flatten()
        })
        .collect()
}

/// The distance of two people in births through a common ancestor, counted by trying every way up.
fn by_hand(links: &[Link<u8>], one: u8, other: u8) -> Option<u32> {
    fn ways(links: &[Link<u8>], person: u8, births: u32, found: &mut Vec<(u8, u32)>) {
        found.push((person, births));
        for link in links {
            if let Link::Birth { child, parent } = link
                && *child == person
            {
                ways(links, *parent, births + 1, found);
            }
        }
    }
    let (mut up, mut over) = (Vec::new(), Vec::new());
    ways(links, one, 0, &mut up);
    ways(links, other, 0, &mut over);
    let met = up.iter().flat_map(|(a, n)| over.iter().filter(move |(b, _)| a == b).map(move |(_, m)| n + m));
    met.min().filter(|_| one != other)
}

proptest! {
    #[test]
    fn kinship_is_mutual_whatever_the_acts_say(tree in trees(), one in 0u8..40, other in 0u8..40) {
        let kin = Kinship::new(&any(&tree));
        prop_assert_eq!(kin.degree(&one, &other), kin.degree(&other, &one));
        for bill in [false, true] {
            let (a, b) = (kin.impediment_where(&one, &other, bill), kin.impediment_where(&other, &one, bill));
            prop_assert_eq!(a, b);
        }
    }

    #[test]
    fn more_acts_never_lift_an_impediment(tree in trees(), one in 0u8..40, other in 0u8..40, fewer in 0usize..80) {
        let links = any(&tree);
        let some = Kinship::new(&links[..fewer.min(links.len())]);
        if some.impediment_where(&one, &other, false).is_some() {
            prop_assert!(Kinship::new(&links).impediment_where(&one, &other, false).is_some());
        }
    }

    #[test]
    fn a_generated_family_has_the_degrees_that_counting_every_way_gives(
        tree in proptest::collection::vec((proptest::option::of(0u8..12), proptest::option::of(0u8..12)), 1..12),
        one in 0u8..12,
        other in 0u8..12,
    ) {
        let links = lawful(&tree);
        let kin = Kinship::new(&links);
        let degree = kin.degree(&one, &other);
        // A direct line goes before a shorter way round through a common ancestor; there is none in a tree
        // whose parents are older than their children, since each ancestor of an ancestor is one more birth.
        if matches!(kin.relation(&one, &other), Some(Relation::Direct { .. })) {
            prop_assert!(degree >= by_hand(&links, one, other));
        } else {
            prop_assert_eq!(degree, by_hand(&links, one, other));
        }
        let barred = kin.impediment_where(&one, &other, true).is_some();
        let near = one == other || kin.relation(&one, &other).is_some_and(|relation| match relation {
            Relation::Direct { .. } | Relation::Siblings { .. } => true,
            Relation::Collateral { degree } => degree <= 4,
        });
        prop_assert_eq!(barred, near);
    }
}
