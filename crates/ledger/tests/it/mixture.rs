//! Entries of all kinds, made of a few random numbers: most of them lawful where they come, many not.
use crate::{
    support::{DAY_MS, change, governors, paper},
    world::tag,
};
use civil::{
    ActKind, CivilDate, OfficeCode, RegionCode, Serial,
    birth::DelayClass,
    office::{OfficeKind, UtcOffset},
    refusal::Refusal,
    role::Role,
};
use fixtures::{
    birth::record,
    officer::Officer,
    paper::{CHILONZOR, PaperNetwork, RURAL},
};
use ledger::{Key, Value, View as _, value::KeyStanding};
use proptest::prelude::*;
use protocol::{
    Body, Digest, Entry, EntryId, Handle, NumberRequest, SignedEntry, Tag,
    entry::{
        ActDispute, ActDisputeEnd, ActRegister, Anchor, ApplicationLodge, ApplicationWithdraw, ArchiveBatch,
        CertificateRevoke, DivorceRoute, Document, Effects, KeyEntry, LegacyEffects, LegacyOpen, LegacyRow,
        LegacyStatus, NumberRelease, NumberReserve, OfficeEntry, OfficeStanding, Origin, Parameter,
        ParameterChange, PersonJoin, PersonMove, PersonPart, Purpose, ReferenceIssue, RegionLoaded,
        RevocationReason, RuleCode, RulesChange, Waiver, WaiverBasis,
    },
    genesis::OfficeRecord,
    signature::Jurisdiction,
};

/// An office that the genesis does not have.
const NEW: u16 = 1102;
const OFFICES: [u16; 3] = [CHILONZOR, RURAL, NEW];

/// What one entry is made of.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    kind: u8,
    place: u8,
    what: u8,
    how: u8,
    /// Zero for an entry that is wrong somewhere.
    care: u8,
}

/// One entry of any kind; acts and keys more often than others.
pub(crate) fn choice() -> impl Strategy<Value = Choice> {
    let kind = prop_oneof![
        4 => Just(1u8),
        2 => Just(2u8),
        2 => Just(4u8),
        2 => Just(9u8),
        12 => 1u8..=16,
        3 => Just(17u8),
        14 => 17u8..=28,
    ];
    (kind, 0u8..3, any::<u8>(), any::<u8>(), 0u8..8).prop_map(|(kind, place, what, how, care)| Choice {
        kind,
        place,
        what,
        how,
        care,
    })
}

/// How much later the next block is.
pub(crate) fn gap() -> impl Strategy<Value = u64> {
    prop_oneof![
        4 => 1..5000u64,
        2 => Just(60 * 60 * 1000),
        2 => Just(DAY_MS - 1000),
        1 => Just(20 * DAY_MS),
        1 => Just(100 * DAY_MS),
    ]
}

/// Makes an entry that fits the state of the network, unless the choice says otherwise.
pub(crate) fn entry(network: &mut PaperNetwork, acts: &[EntryId], choice: &Choice) -> SignedEntry {
    let Choice { kind, place, what, how, care } = *choice;
    let office = OFFICES[usize::from(place) % 3];
    let at = Maker { network, office, what, how, wrong: care == 0 };
    let (mut entry, mut officers) = match kind {
        1 => at.act(),
        2 => at.certificate(acts),
        3 => at.revocation(),
        4 => at.reservation(),
        5 => at.release(),
        6 => at.case_anchor(),
        7 => at.access_anchor(),
        8 => at.batch(),
        9 => at.staff_key(),
        10..=12 => at.key_change(kind),
        13 => at.office(),
        14 => at.governance_key(),
        15 => at.parameter(),
        16 => at.rules(),
        _ => at.later(acts, kind),
    };
    // Wrong in one of many ways.
    if care == 0 {
        match how % 8 {
            0 => entry.network = protocol::NetworkId::new(protocol::NetworkClass::Live, [9; 16]),
            1 => entry.signed_at += 5000,
            2 => entry.valid_until += 90 * DAY_MS,
            3 => entry.origin = Origin::ALL[usize::from(what) % 5],
            4 => officers = vec![anybody(what)],
            5 => officers = vec![anybody(what), Officer::governor(what % 4)],
            6 => officers.push(Officer::second(office)),
            _ => {}
        }
    }
    officers.sort_by_key(|officer| officer.record().id());
    officers.dedup();
    PaperNetwork::sign_by(entry, &officers)
}

/// Somebody who may have a key.
fn anybody(n: u8) -> Officer {
    let known = Officer::genesis();
    let officer = known[usize::from(n) % known.len()].clone();
    if n > 200 { officer.with_key(1) } else { officer }
}

struct Maker<'a> {
    network: &'a mut PaperNetwork,
    office: u16,
    what: u8,
    how: u8,
    wrong: bool,
}

type Made = (Entry, Vec<Officer>);

impl Maker<'_> {
    fn code(&self) -> OfficeCode {
        OfficeCode::new(self.office).unwrap()
    }

    /// A number that is right, or one beside it.
    fn or_wrong(&self, right: u32) -> u32 {
        if self.wrong && self.how % 8 == 7 {
            right.wrapping_add(u32::from(self.what % 3)).wrapping_sub(1)
        } else {
            right
        }
    }

    fn of_office(self, body: Body, officer: Officer) -> Made {
        (self.network.entry(self.office, body), vec![officer])
    }

    fn of_all(self, body: Body, officers: impl Into<Vec<Officer>>) -> Made {
        (self.network.entry_of_all(body), officers.into())
    }

    fn administrators(&self) -> Vec<Officer> {
        [0, 1].map(|n| Officer::administrator(self.office, n)).into()
    }

    fn act(self) -> Made {
        let mut entry = self.network.birth(self.office, &record("Nur", 1), self.what % 32);
        let mut officers = vec![Officer::registrar(self.office)];
        match self.how % 8 {
            0 | 1 => {
                let serial = Serial::new(u32::from(self.what % 20) + 1).unwrap();
                let range = u32::from(self.how >> 6) + 1;
                (entry.number, entry.origin) = (NumberRequest::Reserved { range, serial }, Origin::Offline);
                entry.valid_until += 13 * DAY_MS;
            }
            2 => (officers, entry.origin) = (vec![Officer::connector(self.office)], Origin::Attached),
            3 => {
                entry.origin = Origin::EmergencySheet;
                entry.evidence.push(paper(1));
            }
            4 => officers.push(Officer::head(RURAL)),
            5 => self.waive(&mut entry, &mut officers),
            _ => {}
        }
        (entry, officers)
    }

    /// A late birth with a reason, or a second act on one notice with a decision of a court.
    fn waive(&self, entry: &mut Entry, officers: &mut Vec<Officer>) {
        let Body::ActRegister(act) = &mut entry.body else { panic!("an act") };
        let (refusal, basis) = if self.how < 128 {
            act.delay = DelayClass::VeryLate;
            (Refusal::LateWithoutReason, WaiverBasis::Reason)
        } else {
            officers.push(Officer::second(if self.office == RURAL { CHILONZOR } else { RURAL }));
            (Refusal::NoticeAlreadyUsed, WaiverBasis::CourtDecision)
        };
        act.waivers.push(Waiver { rule: RuleCode::new(refusal.code()).unwrap(), basis, paper: paper(2) });
        entry.evidence.push(paper(2));
    }

    fn handle(&self) -> Handle {
        Handle::new([self.what % 16; 16])
    }

    fn certificate(self, acts: &[EntryId]) -> Made {
        let unknown = EntryId::new([self.how; 32]);
        let act = acts.get(usize::from(self.how) % acts.len().max(1)).copied().unwrap_or(unknown);
        let known = record(if self.wrong { "Nuri" } else { "Nur" }, 1);
        let handle = self.handle();
        let mut entry = self.network.certificate(self.office, act, &known, &[0]);
        if let Body::CertificateIssue(issue) = &mut entry.body {
            issue.handle = handle;
        }
        (entry, vec![Officer::registrar(self.office)])
    }

    fn revocation(self) -> Made {
        let reason = RevocationReason::ALL[usize::from(self.how) % 4];
        let officer = Officer::head(self.office);
        let known = self.network.state.iter().find_map(|(key, value)| match (key, value) {
            (Key::Certificate(handle), Value::Certificate(of)) if of.ended.is_none() => Some(*handle),
            _ => None,
        });
        let handle = if self.what.is_multiple_of(2) { known } else { None }.unwrap_or_else(|| self.handle());
        self.of_office(Body::CertificateRevoke(CertificateRevoke { handle, reason }), officer)
    }

    fn reservation(self) -> Made {
        let range = self.or_wrong(self.ranges() + 1).max(1);
        let kind = ActKind::ALL[usize::from(self.how % 9 == 8)];
        let days = [1, 30, 92, 93][usize::from(self.how) % 4];
        let until_ms = self.network.time_ms + days * DAY_MS;
        let reserve = NumberReserve { range, kind, count: u16::from(self.what % 16) + 1, until_ms };
        let officer = Officer::head(self.office);
        self.of_office(Body::NumberReserve(reserve), officer)
    }

    /// How many ranges the office has had.
    fn ranges(&self) -> u32 {
        let has = |ordinal| self.network.state.value(&Key::Range { office: self.code(), ordinal }).is_some();
        (0..1000).find(|ordinal| !has(ordinal + 1)).unwrap()
    }

    fn release(self) -> Made {
        let range = u32::from(self.what) % (self.ranges() + 1) + 1;
        let officer = Officer::head(self.office);
        self.of_office(Body::NumberRelease(NumberRelease { range }), officer)
    }

    fn next_anchor(&self, key: &Key) -> (u64, u64) {
        let wrong = u64::from(self.or_wrong(1));
        match self.network.state.value(key) {
            Some(Value::Anchor(last)) => (last.ordinal + wrong, last.next),
            _ => (wrong, 0),
        }
    }

    fn case_anchor(self) -> Made {
        let (ordinal, first) = self.next_anchor(&Key::CaseAnchor(self.code()));
        let anchor = Anchor { ordinal: ordinal.max(1), first, count: self.what.into(), root: Digest::ZERO };
        self.of_office(Body::CaseAnchor(anchor), Officer::registry())
    }

    fn access_anchor(self) -> Made {
        let (ordinal, first) = self.next_anchor(&Key::AccessAnchor);
        let anchor = Anchor { ordinal: ordinal.max(1), first, count: self.what.into(), root: Digest::ZERO };
        self.of_all(Body::AccessAnchor(anchor), [Officer::registry()])
    }

    fn batch(self) -> Made {
        let (ordinal, _) = self.next_anchor(&Key::ArchiveBatch);
        let (count, root) = (u64::from(self.what) + 1, Digest::ZERO);
        let batch = ArchiveBatch { ordinal: ordinal.max(1), count, root, file: root, file_bytes: 1 };
        self.of_all(Body::ArchiveBatch(batch), [0, 2].map(Officer::custodian))
    }

    fn key(&self, officer: &Officer) -> KeyEntry {
        let until_ms = self.how.is_multiple_of(3).then(|| self.network.time_ms + DAY_MS);
        KeyEntry { record: officer.record(), from_ms: self.network.time_ms, until_ms }
    }

    fn staff_key(self) -> Made {
        let roles = [Role::Registrar, Role::Head, Role::SecondOfficer, Role::Connector];
        let of = [Officer::registrar, Officer::head, Officer::second, Officer::connector];
        let n = usize::from(self.what) % 4;
        let officer = of[n](self.office).in_role(roles[usize::from(self.how) % 5 % 4]);
        let key = self.key(&officer.with_key(self.what >> 6));
        let officers = self.administrators();
        self.of_all(Body::StaffKey(key), officers)
    }

    /// Somebody whose key is suspended; anybody, where nobody's is.
    fn suspended(&self) -> Officer {
        let is_suspended = |officer: &Officer| {
            let key = self.network.state.value(&Key::SignerKey(officer.record().id()));
            matches!(key, Some(Value::SignerKey(key)) if key.standing == KeyStanding::Suspended)
        };
        Officer::genesis().into_iter().find(is_suspended).unwrap_or_else(|| anybody(self.what))
    }

    fn key_change(self, kind: u8) -> Made {
        let victim = if kind == 11 { self.suspended() } else { anybody(self.what) };
        let version = match self.network.state.value(&Key::SignerKey(victim.record().id())) {
            Some(Value::SignerKey(state)) => state.version,
            _ => 0,
        };
        let change = change(&victim, self.or_wrong(version));
        let (body, one) = match kind {
            10 => (Body::StaffSuspend(change), true),
            11 => (Body::StaffLift(change), false),
            _ => (Body::StaffRevoke(change), false),
        };
        let officers: Vec<Officer> = match (victim.jurisdiction, one) {
            (Jurisdiction::Member(member), true) if self.how < 128 => vec![Officer::governor(member)],
            (Jurisdiction::Office(office), true) => vec![Officer::head(office.get())],
            (Jurisdiction::Region(_) | Jurisdiction::Network, true) => vec![Officer::governor(self.how % 4)],
            (Jurisdiction::Office(office), false) => {
                [0, 1].map(|n| Officer::administrator(office.get(), n)).into()
            }
            _ => [0, 1, 2, 3].into_iter().filter(|n| *n != self.how % 4).map(Officer::governor).collect(),
        };
        self.of_all(body, officers)
    }

    fn office(self) -> Made {
        let version = match self.network.state.value(&Key::Office(self.code())) {
            Some(Value::Office(office)) => office.version + 1,
            _ => 0,
        };
        let minutes = [300, 240, 360, -300][usize::from(self.how) % 4];
        let kind = if self.what % 8 == 7 { OfficeKind::WeddingHouse } else { OfficeKind::District };
        let record = OfficeRecord { code: self.code(), kind, offset: UtcOffset::new(minutes).unwrap() };
        let standing = if self.what % 5 == 4 { OfficeStanding::Closed } else { OfficeStanding::Open };
        let from_ms = self.network.time_ms + u64::from(self.how % 3) * DAY_MS;
        let entry = OfficeEntry { record, standing, version: self.or_wrong(version), from_ms };
        let officers = self.administrators();
        self.of_all(Body::StaffOffice(entry), officers)
    }

    fn governance_key(self) -> Made {
        let officer = match self.what % 4 {
            0 => Officer::governor(self.how % 5),
            1 => Officer::custodian(self.how % 5),
            2 => Officer::administrator(self.office, self.how % 2),
            _ => Officer::registry(),
        };
        let region = Jurisdiction::Region(RegionCode::new(11).unwrap());
        let officer = if self.wrong { Officer { jurisdiction: region, ..officer } } else { officer };
        let key = self.key(
            &Officer { officer: officer.officer + u32::from(self.what >> 7), ..officer }
                .with_key(self.what >> 4 & 3),
        );
        self.of_all(Body::GovernanceKey(key), governors())
    }

    fn parameter(self) -> Made {
        let parameter = Parameter::ALL[usize::from(self.what) % 5];
        let version = match self.network.state.value(&Key::Parameter(parameter)) {
            Some(Value::Parameter(state)) => state.version,
            _ => 0,
        };
        let (least, greatest) = parameter.bounds();
        let value = [least, greatest, parameter.initial(), greatest + 1][usize::from(self.how) % 4];
        let change = ParameterChange { parameter, version: self.or_wrong(version), value };
        self.of_all(Body::GovernanceParameter(change), governors())
    }

    fn rules(self) -> Made {
        let latest = match self.network.state.value(&Key::Rules) {
            Some(Value::Rules(rules)) => rules.latest(),
            _ => 1,
        };
        let days = [3, 8, 400, 800][usize::from(self.how) % 4];
        let change =
            RulesChange { version: self.or_wrong(latest + 1), from_ms: self.network.time_ms + days * DAY_MS };
        self.of_all(Body::GovernanceRules(change), governors())
    }

    /// An entry of a kind that comes with rule set 2.
    fn later(self, acts: &[EntryId], kind: u8) -> Made {
        let office = self.office;
        let unknown = EntryId::new([self.how; 32]);
        let act = acts.get(usize::from(self.how) % acts.len().max(1)).copied().unwrap_or(unknown);
        let (one, other) = (tag(self.what % 6 + 1), tag(self.how % 6 + 1));
        let elsewhere = if office == RURAL { CHILONZOR } else { RURAL };
        let pair = vec![Officer::registrar(office), Officer::second(elsewhere)];
        let on = CivilDate::new(2026, i8::try_from(self.what % 12).unwrap() + 1, 1).unwrap();
        let waivers = Vec::new();
        let (body, officers) = match kind {
            17 => return self.act_with_effects(act, one, other, on),
            18 => (Body::ApplicationLodge(self.application(act, one, other)), pair[..1].to_vec()),
            19 => {
                let application = self.lodged().unwrap_or(unknown);
                (Body::ApplicationWithdraw(ApplicationWithdraw { application }), pair[..1].to_vec())
            }
            20 => (Body::ActDispute(ActDispute { act }), pair[..1].to_vec()),
            21 => {
                if let Some(act) = self.disputed() {
                    let body = Body::ActDisputeEnd(ActDisputeEnd { act, waivers });
                    let officers = vec![Officer::head(CHILONZOR), Officer::second(RURAL)];
                    return (self.network.entry(CHILONZOR, body), officers);
                }
                (Body::ActDisputeEnd(ActDisputeEnd { act, waivers }), pair)
            }
            22 => (Body::PersonJoin(PersonJoin { first: one, second: other, waivers }), pair),
            23 => {
                let (first, second) = self.joined().unwrap_or((one, other));
                (Body::PersonPart(PersonPart { first, second, waivers }), pair)
            }
            24 => {
                let from = match self.network.state.value(&Key::Act(act)) {
                    Some(Value::Act(act)) => act.person,
                    _ => one,
                };
                (Body::PersonMove(PersonMove { act, from, to: other, waivers }), pair)
            }
            25 => return self.old_act(one, other, on),
            26 => return self.list(one, other, on),
            27 => {
                let region = RegionCode::new([11, 22][usize::from(self.how) % 2]).unwrap();
                let since = CivilDate::new(2026 - i16::from(self.what % 100), 1, 1).unwrap();
                return self.of_all(Body::RegionLoaded(RegionLoaded { region, since }), governors());
            }
            _ => {
                let document = [Document::NoRecord, Document::NotMarried][usize::from(self.how) % 2];
                let (roots, handle) = ([Digest::ZERO; 6], self.handle());
                let reference = ReferenceIssue { document, schema: 1, roots, disclosed: vec![0], handle };
                (Body::ReferenceIssue(reference), pair[..1].to_vec())
            }
        };
        (self.network.entry(office, body), officers)
    }

    fn application(&self, act: EntryId, husband: Tag, wife: Tag) -> ApplicationLodge {
        let purpose = Purpose::ALL[usize::from(self.what >> 5) % 3];
        let of = purpose.is_of_a_marriage().then_some(act);
        ApplicationLodge { purpose, husband, wife, commitment: Digest::ZERO, of }
    }

    /// An application that was lodged and not withdrawn.
    fn lodged(&self) -> Option<EntryId> {
        self.network.state.iter().find_map(|(key, value)| match (key, value) {
            (Key::Application(id), Value::Application(of)) if of.withdrawn.is_none() => Some(*id),
            _ => None,
        })
    }

    /// An act that is disputed.
    fn disputed(&self) -> Option<EntryId> {
        self.network.state.iter().find_map(|(key, value)| match (key, value) {
            (Key::Dispute(id), Value::Dispute(of)) if of.ended.is_none() => Some(*id),
            _ => None,
        })
    }

    /// Two tags that were joined.
    fn joined(&self) -> Option<(Tag, Tag)> {
        self.network.state.iter().find_map(|(key, value)| match (key, value) {
            (Key::Person(tag), Value::Person(person)) => Some((*tag, *person.joined.first()?)),
            _ => None,
        })
    }

    fn act_with_effects(self, marriage: EntryId, person: Tag, other: Tag, on: CivilDate) -> Made {
        let effects = match self.how % 4 {
            0 => Effects::Death { day: on },
            1 => Effects::Divorce { of: marriage, wife: other, route: DivorceRoute::Court, day: Some(on) },
            _ => Effects::Marriage { wife: other, wife_adult_from: 2000, application: None, day: Some(on) },
        };
        let act = ActRegister {
            kind: effects.kind(),
            schema: 1,
            commitment: Digest::ZERO,
            notice: None,
            person,
            delay: DelayClass::InTime,
            adult_from: 2000,
            waivers: Vec::new(),
            effects: Some(effects),
        };
        let entry = self.network.entry(self.office, Body::ActRegister(act));
        let entry = Entry { origin: Origin::Attached, evidence: vec![paper(3)], ..entry };
        (entry, vec![Officer::connector(self.office)])
    }

    fn old_act(self, person: Tag, other: Tag, day: CivilDate) -> Made {
        let effects = match self.how % 4 {
            0 => LegacyEffects::Birth,
            1 => LegacyEffects::Death { day },
            2 => LegacyEffects::Divorce { of: None, wife: other, day },
            _ => LegacyEffects::Marriage { wife: other, wife_adult_from: 0, day, ended: None },
        };
        let open = LegacyOpen {
            kind: effects.kind(),
            schema: 1,
            commitment: Digest::ZERO,
            legacy: tag(self.what),
            person,
            adult_from: 2000,
            effects,
            waivers: Vec::new(),
        };
        let entry = self.network.entry(self.office, Body::LegacyOpen(open));
        (Entry { origin: Origin::Legacy, ..entry }, vec![Officer::registrar(self.office)])
    }

    fn list(self, one: Tag, other: Tag, day: CivilDate) -> Made {
        let (ordinal, _) = self.next_anchor(&Key::LegacyStatus);
        let row = if self.how.is_multiple_of(2) {
            LegacyRow::Married { husband: one, wife: other, day }
        } else {
            LegacyRow::Dead { person: one, day }
        };
        let status = LegacyStatus { ordinal: ordinal.max(1), rows: vec![row] };
        self.of_all(Body::LegacyStatus(status), [0, 2].map(Officer::custodian))
    }
}
