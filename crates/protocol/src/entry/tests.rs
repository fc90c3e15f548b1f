//! Entries of rule set 2: whatever is written reads back, and what does not fit together is refused.
use super::*;
use crate::{Tag, network::NetworkClass, signature::Proof};
use civil::{ActKind, CivilDate, RegionCode, birth::DelayClass, role::Role};
use proptest::prelude::*;

fn tag() -> impl Strategy<Value = Tag> {
    any::<[u8; 32]>().prop_map(Tag::new)
}

fn id() -> impl Strategy<Value = EntryId> {
    any::<[u8; 32]>().prop_map(EntryId::new)
}

fn digest() -> impl Strategy<Value = Digest> {
    any::<[u8; 32]>().prop_map(Digest::new)
}

fn day() -> impl Strategy<Value = CivilDate> {
    (1800i16..=2199, 1i8..=12, 1i8..=28)
        .prop_map(|(year, month, day)| CivilDate::new(year, month, day).unwrap())
}

fn waivers() -> impl Strategy<Value = Vec<Waiver>> {
    let basis = prop::sample::select(&[
        WaiverBasis::Reason,
        WaiverBasis::Ground,
        WaiverBasis::CourtDecision,
        WaiverBasis::WrittenOrder,
    ]);
    prop::collection::btree_map("[a-z.-]{1,64}", (basis, digest()), 0..=4).prop_map(|rules| {
        let waiver = |(rule, (basis, paper)): (String, _)| Waiver {
            rule: RuleCode::new(&rule).unwrap(),
            basis,
            paper,
        };
        rules.into_iter().map(waiver).collect()
    })
}

fn route() -> impl Strategy<Value = DivorceRoute> {
    (0u8..3, id()).prop_map(|(route, application)| match route {
        0 => DivorceRoute::Mutual { application },
        1 => DivorceRoute::OneSpouse { application },
        _ => DivorceRoute::Court,
    })
}

fn effects() -> impl Strategy<Value = Effects> {
    let marriage = (tag(), any::<u16>(), prop::option::of(id()), prop::option::of(day()));
    prop_oneof![
        day().prop_map(|day| Effects::Death { day }),
        marriage.prop_map(|(wife, wife_adult_from, application, day)| Effects::Marriage {
            wife,
            wife_adult_from,
            application,
            day,
        }),
        (id(), tag(), route(), prop::option::of(day())).prop_map(|(of, wife, route, day)| Effects::Divorce {
            of,
            wife,
            route,
            day
        }),
    ]
}

fn act() -> impl Strategy<Value = ActRegister> {
    let of = (prop::option::of(effects()), prop::sample::select(&ActKind::ALL[..]), any::<u8>(), digest());
    let who = (prop::option::of(tag()), tag(), 0u8..3, any::<u16>(), waivers());
    (of, who).prop_map(
        |((effects, kind, schema, commitment), (notice, person, delay, adult_from, waivers))| ActRegister {
            kind: effects.map_or(kind, |effects| effects.kind()),
            schema,
            commitment,
            notice,
            person,
            delay: DelayClass::from_number(delay).unwrap(),
            adult_from,
            waivers,
            effects,
        },
    )
}

fn application() -> impl Strategy<Value = ApplicationLodge> {
    let purpose = prop::sample::select(&Purpose::ALL[..]);
    (purpose, tag(), tag(), digest(), id()).prop_map(|(purpose, husband, wife, commitment, of)| {
        ApplicationLodge { purpose, husband, wife, commitment, of: purpose.is_of_a_marriage().then_some(of) }
    })
}

fn legacy() -> impl Strategy<Value = LegacyOpen> {
    let effects = prop_oneof![
        Just(LegacyEffects::Birth),
        day().prop_map(|day| LegacyEffects::Death { day }),
        (tag(), any::<u16>(), day(), prop::option::of(day())).prop_map(
            |(wife, wife_adult_from, day, ended)| {
                LegacyEffects::Marriage {
                    wife,
                    wife_adult_from,
                    day,
                    ended: ended.filter(|ended| day <= *ended),
                }
            }
        ),
        (prop::option::of(id()), tag(), day()).prop_map(|(of, wife, day)| LegacyEffects::Divorce {
            of,
            wife,
            day
        }),
    ];
    (effects, any::<u8>(), digest(), tag(), tag(), any::<u16>(), waivers()).prop_map(
        |(effects, schema, commitment, legacy, person, adult_from, waivers)| LegacyOpen {
            kind: effects.kind(),
            schema,
            commitment,
            legacy,
            person,
            adult_from,
            effects,
            waivers,
        },
    )
}

fn rows() -> impl Strategy<Value = Vec<LegacyRow>> {
    let row = prop_oneof![
        (tag(), tag(), day()).prop_map(|(husband, wife, day)| LegacyRow::Married { husband, wife, day }),
        (tag(), day()).prop_map(|(person, day)| LegacyRow::Dead { person, day }),
    ];
    prop::collection::btree_set(row, 1..40).prop_map(|rows| rows.into_iter().collect())
}

fn reference() -> impl Strategy<Value = ReferenceIssue> {
    let document = prop::sample::select(&[Document::NoRecord, Document::NotMarried][..]);
    let shown = prop::collection::btree_set(0u8..6, 0..=6);
    (document, any::<u8>(), [(); 6].map(|()| digest()), shown, any::<[u8; 16]>()).prop_map(
        |(document, schema, roots, disclosed, handle)| ReferenceIssue {
            document,
            schema,
            roots,
            disclosed: disclosed.into_iter().collect(),
            handle: crate::Handle::new(handle),
        },
    )
}

fn body() -> impl Strategy<Value = Body> {
    prop_oneof![
        4 => act().prop_map(Body::ActRegister),
        1 => application().prop_map(Body::ApplicationLodge),
        1 => id().prop_map(|application| Body::ApplicationWithdraw(ApplicationWithdraw { application })),
        1 => id().prop_map(|act| Body::ActDispute(ActDispute { act })),
        1 => (id(), waivers()).prop_map(|(act, waivers)| Body::ActDisputeEnd(ActDisputeEnd { act, waivers })),
        1 => (tag(), tag(), waivers())
            .prop_map(|(first, second, waivers)| Body::PersonJoin(PersonJoin { first, second, waivers })),
        1 => (tag(), tag(), waivers())
            .prop_map(|(first, second, waivers)| Body::PersonPart(PersonPart { first, second, waivers })),
        1 => (id(), tag(), tag(), waivers())
            .prop_map(|(act, from, to, waivers)| Body::PersonMove(PersonMove { act, from, to, waivers })),
        2 => legacy().prop_map(Body::LegacyOpen),
        1 => (1u64.., rows()).prop_map(|(ordinal, rows)| Body::LegacyStatus(LegacyStatus { ordinal, rows })),
        1 => (1u8..=99, day()).prop_map(|(region, since)| {
            Body::RegionLoaded(RegionLoaded { region: RegionCode::new(region).unwrap(), since })
        }),
        1 => reference().prop_map(Body::ReferenceIssue),
    ]
}

fn entry(body: Body) -> Entry {
    Entry {
        network: NetworkId::new(NetworkClass::Demo, [7; 16]),
        nonce: [1; 16],
        number: NumberRequest::Next,
        signed_at: 1,
        valid_until: 2,
        office: body.is_of_an_office().then(|| OfficeCode::new(1101).unwrap()),
        origin: Origin::Native,
        body,
        evidence: Vec::new(),
    }
}

fn signature() -> Signature {
    Signature { role: Role::Registrar, key: crate::SignerKeyId::new([3; 16]), proof: Proof::Ed25519([0; 64]) }
}

proptest! {
    #[test]
    fn an_entry_of_every_new_kind_reads_back(body in body()) {
        let kind = body.kind();
        prop_assert!(kind == 1 || (17..=28).contains(&kind));
        let signed = SignedEntry::new(entry(body), vec![signature()]).unwrap();
        prop_assert_eq!(SignedEntry::from_bytes(&signed.to_bytes()), Ok(signed.clone()));
        prop_assert_eq!(Entry::from_bytes(&signed.entry().to_bytes()), Ok(signed.entry().clone()));
    }

    #[test]
    fn a_body_cut_short_or_made_longer_is_no_entry(body in body(), at in any::<prop::sample::Index>()) {
        let bytes = entry(body).to_bytes();
        let cut = at.index(bytes.len());
        prop_assert!(Entry::from_bytes(&bytes[..cut]).is_err());
        prop_assert!(Entry::from_bytes(&[&bytes[..], &[0]].concat()).is_err());
    }
}

#[test]
fn the_greatest_list_of_rows_fits_into_an_entry() {
    let of = |n: u16| [&n.to_be_bytes()[..], &[0; 30]].concat().try_into().unwrap();
    let day = CivilDate::new(2199, 12, 31).unwrap();
    let married = |n| LegacyRow::Married { husband: Tag::new(of(n)), wife: Tag::new(of(n)), day };
    let status = |rows: u16| {
        Body::LegacyStatus(LegacyStatus { ordinal: u64::MAX, rows: (0..rows).map(married).collect() })
    };
    assert!(SignedEntry::new(entry(status(600)), vec![signature(); 1]).is_some());
    assert!(SignedEntry::new(entry(status(601)), vec![signature()]).is_none());
    assert!(SignedEntry::new(entry(status(0)), vec![signature()]).is_none());
}

#[test]
fn effects_of_another_kind_of_act_make_no_entry() {
    let day = CivilDate::new(2026, 11, 23).unwrap();
    let act = ActRegister {
        kind: ActKind::Marriage,
        schema: 1,
        commitment: Digest::ZERO,
        notice: None,
        person: Tag::new([1; 32]),
        delay: DelayClass::InTime,
        adult_from: 2010,
        waivers: Vec::new(),
        effects: Some(Effects::Death { day }),
    };
    assert_eq!(SignedEntry::new(entry(Body::ActRegister(act.clone())), vec![signature()]), None);
    let death = ActRegister { kind: ActKind::Death, ..act };
    assert!(SignedEntry::new(entry(Body::ActRegister(death)), vec![signature()]).is_some());
}

#[test]
fn a_reference_opens_to_what_its_paper_says() {
    let issue = ReferenceIssue {
        document: Document::NotMarried,
        schema: 1,
        roots: [Digest::new([5; 32]); 6],
        disclosed: vec![0],
        handle: crate::Handle::new([9; 16]),
    };
    let signed = SignedEntry::new(entry(Body::ReferenceIssue(issue)), vec![signature()]).unwrap();
    let number = "1101-26-00007".parse().unwrap();
    let outcome = Outcome::Reference { number, date: CivilDate::new(2026, 11, 23).unwrap() };
    // [20, null, null, [[0, root]], 11012600007, 20261123, handle]
    let root = [&[0x82, 0x00, 0x58, 0x20][..], &[5; 32]].concat();
    let said = [
        &[0x87, 0x14, 0xf6, 0xf6, 0x81][..],
        &root,
        &[0x1b, 0, 0, 0, 2, 0x90, 0x66, 0xf0, 0xc7, 0x1a, 0x01, 0x35, 0x29, 0x03, 0x50],
        &[9; 16],
    ]
    .concat();
    assert_eq!(signed.opened(&outcome), tagged("dalolat/opened/1", &[&[28], &said]));
}
