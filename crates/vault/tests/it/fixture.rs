//! A directory that goes away, and values that belong together.
use civil::{
    ActKind, ActNumber, CertificateNumber, CivilDate, OfficeCode, Serial, Value, birth::DelayClass,
    role::Role,
};
use protocol::{
    Body, Canonical as _, Digest, Entry, Handle, NetworkClass, NetworkId, NumberRequest, Outcome, Receipt,
    SignedEntry, SignerKeyId, Tag,
    commitment::{GROUPS, Record, RecordType, Seed},
    entry::{
        ActRegister, Anchor, CertificateIssue, CertificateRevoke, Document, NumberReserve, Origin,
        RevocationReason,
    },
    finalization::Finalization,
    receipt::Inclusion,
    signature::{Proof, Signature},
};
use sqlx::{Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{
    fs,
    path::{Path, PathBuf},
};
use vault::{Access, Case, CaseKind, IdempotencyKey, NewCase, Vault};

/// What stands in every record of these tests, and must stand in no file.
pub(crate) const MARKER: &str = "Zumradbegim Namunayeva";
pub(crate) const NOW: u64 = 1_790_000_000_000;
pub(crate) const UNTIL: u64 = NOW + 3_600_000;

/// A directory of its own, removed at the end.
pub(crate) struct Directory(PathBuf);

impl Directory {
    pub(crate) fn new() -> Self {
        let mut name = [0; 8];
        getrandom::fill(&mut name).unwrap();
        Self(std::env::temp_dir().join(format!("vault-test-{}", protocol::hash::hex(&name))))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn db(&self) -> PathBuf {
        self.0.join("data").join("vault.db")
    }

    pub(crate) fn secrets(&self) -> PathBuf {
        self.0.join("secrets")
    }

    pub(crate) async fn open(&self) -> Vault {
        Vault::open(&self.db(), &self.secrets()).await.unwrap()
    }

    /// A connection of somebody who has the database file.
    pub(crate) async fn by_hand(&self) -> SqliteConnection {
        SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(self.db())).await.unwrap()
    }

    /// Does something to the database by hand; returns how many rows that touched.
    pub(crate) async fn tamper(&self, sql: &'static str) -> u64 {
        let mut connection = self.by_hand().await;
        let done = sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        done.rows_affected()
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

pub(crate) fn office() -> OfficeCode {
    OfficeCode::new(1101).unwrap()
}

pub(crate) fn record(n: u8) -> Record {
    let mut groups: [Vec<_>; GROUPS] = Default::default();
    groups[0] = vec![Some(Value::Text(MARKER.to_owned())), None, Some(Value::Int(n.into()))];
    Record { of: RecordType::BIRTH_1, groups, seeds: [Seed([!n; 16]); GROUPS] }
}

fn entry(body: Body, nonce: u8, valid_until: u64) -> Entry {
    Entry {
        network: NetworkId::new(NetworkClass::Demo, [1; 16]),
        nonce: [nonce; 16],
        number: NumberRequest::Next,
        signed_at: NOW,
        valid_until,
        office: Some(office()),
        origin: Origin::Native,
        body,
        evidence: vec![],
    }
}

/// The tag of the notice, and of the child, of the birth `n`.
pub(crate) fn notice(n: u8) -> Tag {
    Tag::new([n.wrapping_add(100); 32])
}

/// An entry of the birth `n`; entries of other nonces commit to the same record.
pub(crate) fn birth_entry(n: u8, nonce: u8, valid_until: u64) -> Entry {
    let act = ActRegister {
        kind: ActKind::Birth,
        schema: 1,
        commitment: record(n).commitment(),
        notice: Some(notice(n)),
        person: notice(n),
        delay: DelayClass::InTime,
        adult_from: 2044,
        waivers: Vec::new(),
        effects: None,
    };
    entry(Body::ActRegister(act), nonce, valid_until)
}

pub(crate) fn new_case(kind: CaseKind, key: u8, entry: &Entry) -> NewCase {
    NewCase {
        key: IdempotencyKey::new([key; 32]),
        kind,
        office: office(),
        officer: 7,
        of: None,
        entry_id: entry.id(),
        valid_until: entry.valid_until,
        entry: entry.to_bytes(),
        record: None,
        details: b"uz-Latn,ru".to_vec(),
        marks: Vec::new(),
        now_ms: NOW,
    }
}

/// What the birth `n` begins with.
pub(crate) fn birth(n: u8) -> NewCase {
    NewCase {
        record: Some(record(n)),
        ..new_case(CaseKind::Act(ActKind::Birth), n, &birth_entry(n, n, UNTIL))
    }
}

/// What a certificate of `act` begins with.
pub(crate) fn certificate(n: u8, act: &Case) -> NewCase {
    let issue = CertificateIssue {
        act: act.entry_id,
        document: Document::Certificate(ActKind::Birth),
        roots: [Digest::ZERO; GROUPS],
        disclosed: vec![0, 1],
        handle: Handle::new([n; 16]),
    };
    let entry = entry(Body::CertificateIssue(issue), n, UNTIL);
    NewCase { of: Some(act.id), ..new_case(CaseKind::Certificate, n, &entry) }
}

/// What the end of `certificate` begins with.
pub(crate) fn revocation(n: u8, certificate: &Case, handle: u8) -> NewCase {
    let revoke = CertificateRevoke { handle: Handle::new([handle; 16]), reason: RevocationReason::Lost };
    let entry = entry(Body::CertificateRevoke(revoke), n, UNTIL);
    NewCase { of: Some(certificate.id), ..new_case(CaseKind::Revocation, n, &entry) }
}

/// A reservation of the office, signed, that belongs to no case.
pub(crate) fn reservation(range: u32) -> SignedEntry {
    let reserve = NumberReserve { range, kind: ActKind::Birth, count: 10, until_ms: UNTIL };
    let nonce = u8::try_from(range).unwrap().wrapping_add(200);
    signed_alone(entry(Body::NumberReserve(reserve), nonce, UNTIL))
}

pub(crate) fn range_outcome() -> Outcome {
    let serial = |n| Serial::new(n).unwrap();
    let (first, last) = (serial(2), serial(11));
    Outcome::Range { kind: ActKind::Birth, office: office(), year: 2026, first, last }
}

/// An anchor of the access log, made at that time.
pub(crate) fn anchor(anchor: Anchor, made_ms: u64) -> SignedEntry {
    let nonce = u8::try_from(anchor.ordinal).unwrap();
    let entry = entry(Body::AccessAnchor(anchor), nonce, made_ms + 1);
    signed_alone(Entry { office: None, signed_at: made_ms, ..entry })
}

/// Anything that belongs to no case, signed: of the office, or of the network where no office has part in it.
pub(crate) fn deed(body: Body, nonce: u8) -> SignedEntry {
    let office = (!matches!(body, Body::RegionLoaded(_))).then(office);
    signed_alone(Entry { office, ..entry(body, nonce, UNTIL) })
}

fn signed_alone(entry: Entry) -> SignedEntry {
    let proof = Proof::Ed25519([1; 64]);
    let signature = Signature { role: Role::Head, key: SignerKeyId::new([1; 16]), proof };
    SignedEntry::new(entry, vec![signature]).unwrap()
}

/// The entry of a new case under a signature whose bytes are all `with`.
pub(crate) fn sign(new: &NewCase, with: u8) -> SignedEntry {
    let signature = Signature {
        role: Role::Registrar,
        key: SignerKeyId::new([1; 16]),
        proof: Proof::Ed25519([with; 64]),
    };
    SignedEntry::new(Entry::from_bytes(&new.entry).unwrap(), vec![signature]).unwrap()
}

pub(crate) fn number(serial: u32) -> ActNumber {
    ActNumber::new(ActKind::Birth, office(), 2026, Serial::new(serial).unwrap())
}

pub(crate) fn act_outcome(serial: u32) -> Outcome {
    Outcome::Act { number: number(serial), date: CivilDate::new(2026, 9, 21).unwrap() }
}

pub(crate) fn certificate_outcome(serial: u32, act: ActNumber) -> Outcome {
    let date = CivilDate::new(2026, 9, 21).unwrap();
    let of = CertificateNumber::new(office(), 2026, Serial::new(serial).unwrap());
    Outcome::Certificate { number: of, date, act, act_date: date }
}

/// A receipt with the right halves; the vault does not check the quorum's signature.
pub(crate) fn receipt(signed: &SignedEntry, outcome: &Outcome) -> Receipt {
    let inclusion = Inclusion {
        index: 0,
        entry_count: 1,
        path: vec![],
        height: 9,
        time_ms: NOW,
        rest: Digest::ZERO,
        hops: vec![],
        finalization: Finalization { epoch: 0, view: 9, parent_view: 8, signature: [3; 48] },
    };
    Receipt { opened: signed.opened(outcome), closed: signed.closed(outcome), inclusion }
}

/// Takes the birth `n` through all steps; its act has the serial `n`.
pub(crate) async fn register(vault: &Vault, n: u8) -> Case {
    let new = birth(n);
    let signed = sign(&new, 1);
    let case = vault.begin(new).await.unwrap();
    vault.accept(case.id, &signed, NOW + 1).await.unwrap();
    let outcome = act_outcome(n.into());
    vault.settle_final(case.id, &outcome, &receipt(&signed, &outcome), NOW + 2).await.unwrap()
}

pub(crate) fn access(purpose: &str) -> Access {
    Access {
        officer: 7,
        office: office(),
        deed: "act.show",
        rule: "own-office",
        purpose: purpose.to_owned(),
        case: None,
        now_ms: NOW,
    }
}
