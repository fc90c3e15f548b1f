//! A small network for simulations: its genesis, its validators' secrets, registrars who sign.
//!
//! Everything follows from a number, so that the same number gives the same network. The people are
//! numbers too.
use crate::{
    block::{Block, Context, EPOCH, theirs},
    chain::Chain,
    committee::{Identity, ShareKey, deal},
    store::{self, Store},
};
use bytes::Bytes;
use civil::{
    ActKind, CivilDate, OfficeCode,
    birth::DelayClass,
    office::{OfficeKind, UtcOffset},
    role::Role,
};
use commonware_consensus::types::{Round, View};
use commonware_runtime::buffer::paged::{CacheRef, page_size};
use commonware_utils::NZUsize;
use core::num::NonZeroU32;
use ed25519_zebra::SigningKey;
use protocol::{
    Body, Canonical as _, Digest, Entry, EntryId, Handle, NetworkClass, NetworkId, NumberRequest,
    SignedEntry, Tag,
    commitment::{GROUPS, RecordType, commitment},
    entry::{ActRegister, CertificateIssue, Document, LegacyRow, LegacyStatus, Origin},
    genesis::{Genesis, Member, OfficeRecord},
    hash::{sha256, tagged},
    network::{KeyOrigin, NetworkKeyId},
    signature::{Jurisdiction, KeyRecord, Proof, PublicKey, Signature, message},
};
use rand::{SeedableRng as _, rngs::StdRng};
use std::sync::Arc;

/// When block 0 of a simulated network stands: 23 November 2026, 04:00 in Tashkent.
pub const START_MS: u64 = 1_795_388_400_000;

/// How long an entry is valid, where nothing else is said.
const HOUR_MS: u64 = 60 * 60 * 1000;

/// A registrar with a key.
#[derive(Clone)]
pub struct Registrar {
    key: SigningKey,
    record: KeyRecord,
}

/// A network and everything needed to run it.
#[derive(Clone)]
pub struct Scene {
    /// The genesis.
    pub genesis: Arc<Genesis>,
    /// The seeds of the validators' identities, in the order of their keys.
    pub seeds: Vec<[u8; 32]>,
    /// The validators, in the order of their keys: identity and share.
    pub validators: Vec<(Identity, ShareKey)>,
    /// Two registrars of one office, one of another.
    pub registrars: Vec<Registrar>,
}

/// 16 or 32 bytes that follow from a number and a use.
fn bytes(of: &str, number: u32) -> Digest {
    tagged("dalolat/simulation/1", &[&sha256(&[of.as_bytes()]).as_ref()[..8], &number.to_be_bytes()])
}

fn short(of: &str, number: u32) -> [u8; 16] {
    core::array::from_fn(|at| bytes(of, number).as_bytes()[at])
}

impl Scene {
    /// A network of `validators` validators that follows from `seed`.
    pub fn new(validators: NonZeroU32, seed: u64) -> Self {
        let dealt = deal(validators, StdRng::seed_from_u64(seed));
        let mut seeds: Vec<[u8; 32]> =
            (0..validators.get()).map(|number| *bytes("identity", number).as_bytes()).collect();
        seeds.sort_by_key(|seed| Identity::from_seed(*seed).public_key());
        let identities: Vec<Identity> = seeds.iter().copied().map(Identity::from_seed).collect();
        let office = |code| OfficeRecord {
            code: OfficeCode::new(code).expect("a code from 1 to 9999"),
            kind: OfficeKind::District,
            offset: UtcOffset::TASHKENT,
        };
        let registrars: Vec<Registrar> = [(1, 1001), (2, 1001), (3, 1002)]
            .map(|(officer, code)| registrar(officer, office(code).code))
            .into();
        let member = |(number, identity): (u32, &Identity)| Member {
            agency: format!("Agency {number}"),
            public_key: identity.public_key(),
        };
        let genesis = Genesis {
            network: NetworkId::new(NetworkClass::Practice, short("network", 0)),
            time_ms: START_MS,
            key_origin: KeyOrigin::Dealer,
            key_id: NetworkKeyId(1),
            key: dealt.key,
            sharing: dealt.sharing,
            members: (1..).zip(&identities).map(member).collect(),
            offices: vec![office(1001), office(1002)],
            keys: registrars.iter().map(|registrar| registrar.record.clone()).collect(),
            rules_version: 1,
        };
        let validators = identities.into_iter().zip(dealt.shares).collect();
        Self { genesis: Arc::new(genesis), seeds, validators, registrars }
    }

    /// The network's chain, with block 0 only, on a new state under the name `name`.
    pub async fn chain<E: store::Context>(&self, context: &E, name: &'static str) -> Chain {
        let cache = CacheRef::new(page_size(4096), NZUsize!(64));
        let state = Store::open(context.child(name), &store::Settings::new(name, cache)).await;
        let state = state.expect("a new state opens");
        let chain = Chain::open(Arc::clone(&self.genesis), Box::new(state)).await;
        chain.expect("the genesis describes the committee that was dealt")
    }

    /// The birth of child `number`, signed at `signed_at` by the registrar at `registrar`.
    pub fn birth(&self, registrar: usize, number: u32, signed_at: u64) -> SignedEntry {
        self.birth_on_notice(registrar, number, number, signed_at)
    }

    /// The same on the medical notice of another child.
    pub fn birth_on_notice(&self, registrar: usize, number: u32, notice: u32, signed_at: u64) -> SignedEntry {
        self.birth_valid_for(registrar, number, notice, signed_at, HOUR_MS)
    }

    /// The same, to be in a block within so many milliseconds after it was signed.
    pub fn birth_valid_for(
        &self,
        registrar: usize,
        number: u32,
        notice: u32,
        signed_at: u64,
        valid_ms: u64,
    ) -> SignedEntry {
        let body = Body::ActRegister(ActRegister {
            kind: ActKind::Birth,
            schema: 1,
            commitment: commitment(RecordType::BIRTH_1, &roots(number)),
            notice: Some(Tag::new(*bytes("notice", notice).as_bytes())),
            person: Tag::new(*bytes("person", number).as_bytes()),
            delay: DelayClass::InTime,
            adult_from: 2044,
            waivers: Vec::new(),
            effects: None,
        });
        self.signed(registrar, number, (signed_at, valid_ms), body)
    }

    /// A certificate of the birth of child `number`, registered by the entry `act`.
    pub fn certificate(&self, registrar: usize, number: u32, act: EntryId, signed_at: u64) -> SignedEntry {
        let body = Body::CertificateIssue(CertificateIssue {
            act,
            document: Document::Certificate(ActKind::Birth),
            roots: roots(number),
            disclosed: vec![0, 1],
            handle: Handle::new(short("handle", number)),
        });
        self.signed(registrar, number, (signed_at, HOUR_MS), body)
    }

    /// A list of the dead of so many rows, an entry of a bulk kind. The rules want others' signatures under it.
    pub fn list_of_the_dead(&self, rows: u32, signed_at: u64) -> SignedEntry {
        let day = CivilDate::new(1990, 1, 1).expect("a day");
        let row = |number| LegacyRow::Dead { person: Tag::new(*bytes("dead", number).as_bytes()), day };
        let mut rows: Vec<LegacyRow> = (0..rows).map(row).collect();
        rows.sort();
        let body = Body::LegacyStatus(LegacyStatus { ordinal: 1, rows });
        self.signed(0, 0, (signed_at, HOUR_MS), body)
    }

    /// The context of a block on `parent`, one view later, under the first validator.
    pub fn context(&self, parent: &Block) -> Context {
        let view = parent.header().context.view;
        Context {
            round: Round::new(EPOCH, View::new(view.saturating_add(1))),
            leader: self.validators[0].0.member(),
            parent: (View::new(view), theirs(&parent.id())),
        }
    }

    fn signed(
        &self,
        registrar: usize,
        number: u32,
        (signed_at, valid_ms): (u64, u64),
        body: Body,
    ) -> SignedEntry {
        let Registrar { key, record } = &self.registrars[registrar];
        let entry = Entry {
            network: self.genesis.network,
            nonce: short("nonce", number),
            number: NumberRequest::Next,
            signed_at,
            valid_until: signed_at.saturating_add(valid_ms),
            // A list of an archive is of no office.
            office: record.office().filter(|_| body.is_of_an_office()),
            origin: Origin::Native,
            body,
            evidence: Vec::new(),
        };
        let signature = Signature {
            role: record.role,
            key: record.id(),
            proof: Proof::Ed25519(key.sign(message(entry.id(), record.role).as_ref()).to_bytes()),
        };
        SignedEntry::new(entry, vec![signature]).expect("one signature is in order")
    }
}

/// The canonical bytes of an entry, as a client sends them.
pub fn sent(entry: &SignedEntry) -> Bytes {
    entry.to_bytes().into()
}

/// The entry with a wrong signature, which leaves its id as it is.
pub fn forged(entry: &SignedEntry) -> SignedEntry {
    let mut signatures = entry.signatures().to_vec();
    for signature in &mut signatures {
        match &mut signature.proof {
            Proof::Ed25519(bytes) => bytes[40] ^= 1,
            Proof::WebAuthn(assertion) => assertion.signature[40] ^= 1,
        }
    }
    SignedEntry::new(entry.entry().clone(), signatures).expect("the signatures are as many as before")
}

fn registrar(officer: u32, office: OfficeCode) -> Registrar {
    let key = SigningKey::from(*bytes("registrar", officer).as_bytes());
    let public_key = PublicKey::Ed25519(ed25519_zebra::VerificationKey::from(&key).into());
    let jurisdiction = Jurisdiction::Office(office);
    let record = KeyRecord { public_key, officer, role: Role::Registrar, jurisdiction };
    Registrar { key, record }
}

fn roots(number: u32) -> [Digest; GROUPS] {
    core::array::from_fn(|group| {
        sha256(&[bytes("root", number).as_ref(), &[u8::try_from(group).unwrap_or(u8::MAX)]])
    })
}
