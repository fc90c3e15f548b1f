//! Entries of all kinds, made of a few random numbers: most of them lawful where they come, many not.
use crate::support::{DAY_MS, change, governors, paper};
use civil::{
    ActKind, OfficeCode, RegionCode, Serial,
    birth::DelayClass,
    office::{OfficeKind, UtcOffset},
    refusal::Refusal,
    role::Role,
};
use ledger::{Key, Value, View as _, value::KeyStanding};
use proptest::prelude::*;
use protocol::{
    Body, Digest, Entry, EntryId, Handle, NumberRequest, SignedEntry,
    entry::{
        Anchor, ArchiveBatch, CertificateRevoke, KeyEntry, NumberRelease, NumberReserve, OfficeEntry,
        OfficeStanding, Origin, Parameter, ParameterChange, RevocationReason, RuleCode, RulesChange, Waiver,
        WaiverBasis,
    },
    genesis::OfficeRecord,
    signature::Jurisdiction,
};
use testkit::{
    birth::record,
    officer::Officer,
    paper::{CHILONZOR, PaperNetwork, RURAL},
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
    let kind = prop_oneof![4 => Just(1u8), 2 => Just(2u8), 2 => Just(4u8), 2 => Just(9u8), 12 => 1u8..=16];
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
        _ => at.rules(),
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
        let handle = self.handle();
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
}
