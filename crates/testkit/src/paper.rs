//! A network in memory: its rules are the real ones, its one key signs for the quorum.
use crate::{
    officer::Officer,
    state::{PaperState, answering},
};
use blst::min_sig::SecretKey;
use civil::{
    ActKind, OfficeCode,
    birth::DelayClass,
    office::{OfficeKind, UtcOffset},
    refusal::Refusal,
    role::Role,
};
use credential::KnownKey;
use ledger::{BlockMoment, State};
use protocol::{
    Body, Digest, Entry, EntryId, Handle, NetworkClass, NetworkId, NetworkKey, NumberRequest, Outcome,
    Receipt, SignedEntry, Tag,
    block::{Context, Header, entry_leaves},
    commitment::Record,
    entry::{ActRegister, CertificateIssue, Document, Origin},
    finalization::Finalization,
    genesis::{Genesis, Member, OfficeRecord},
    merkle::{self, Frontier},
    network::{KeyOrigin, NetworkKeyId},
    receipt::{Hop, Inclusion},
    signature::KeyRecord,
    status::{Answer, Query, StateAt},
};

/// 23 November 2026, 05:00 UTC, in milliseconds.
pub const MORNING_MS: u64 = 1_795_410_000_000;
/// A district office of Tashkent.
pub const CHILONZOR: u16 = 1101;
/// A rural district office.
pub const RURAL: u16 = 2207;

/// A network whose quorum is one key in memory.
pub struct PaperNetwork {
    /// What it began with.
    pub genesis: Genesis,
    /// What the ledger knows.
    pub state: State,
    /// The time of the last block.
    pub time_ms: u64,
    secret: SecretKey,
    log: Frontier,
    height: u64,
    parent: Digest,
    made: u32,
}

impl PaperNetwork {
    /// A network of that class under rule set 1; every key derives from `n`.
    pub fn new(class: NetworkClass, n: u8) -> Self {
        Self::with_rules(class, n, 1)
    }

    /// The same under another rule set.
    pub fn with_rules(class: NetworkClass, n: u8, rules_version: u32) -> Self {
        Self::with_offices(class, n, rules_version, &[])
    }

    /// The same with further offices, each with a registrar.
    pub fn with_offices(class: NetworkClass, n: u8, rules_version: u32, further: &[OfficeRecord]) -> Self {
        let secret = SecretKey::key_gen(&[n; 32], &[]).expect("32 bytes make a key");
        let registrars = further.iter().map(|office| Officer::registrar(office.code.get()));
        let keys = Officer::genesis().into_iter().chain(registrars).map(|officer| officer.record()).collect();
        let office = |code| OfficeRecord {
            code: OfficeCode::new(code).expect("an office code"),
            kind: OfficeKind::District,
            offset: UtcOffset::TASHKENT,
        };
        let member = |n: u8| Member { agency: format!("Agency {n}"), public_key: [n; 32] };
        let genesis = Genesis {
            network: NetworkId::new(class, [n; 16]),
            time_ms: MORNING_MS,
            key_origin: KeyOrigin::Dealer,
            key_id: NetworkKeyId(n),
            key: NetworkKey::new(secret.sk_to_pk().compress()),
            sharing: Vec::new(),
            members: (1..=4).map(member).collect(),
            offices: [office(CHILONZOR), office(RURAL)].iter().chain(further).copied().collect(),
            keys,
            rules_version,
        };
        let (state, parent) = (State::genesis(&genesis), genesis.parent());
        let log = Frontier::default();
        Self { genesis, state, time_ms: MORNING_MS, secret, log, height: 0, parent, made: 0 }
    }

    /// The key as a verifier knows it.
    pub fn known_key(&self) -> KnownKey {
        KnownKey {
            network: self.genesis.network,
            id: self.genesis.key_id,
            key: self.genesis.key,
            origin: self.genesis.key_origin,
            members: 4,
            quorum: 3,
            from_height: 0,
            to_height: None,
        }
    }

    /// The key record of the registrar of `office`, in any role.
    pub fn record(office: u16, role: Role) -> KeyRecord {
        Officer::registrar(office).in_role(role).record()
    }

    /// Signs an entry with the key of the registrar of `office`.
    pub fn sign(entry: Entry, office: u16) -> SignedEntry {
        Self::sign_by(entry, &[Officer::registrar(office)])
    }

    /// Signs an entry with the keys of `officers`, each in its own role.
    ///
    /// # Panics
    /// Without officers, or with one named twice.
    pub fn sign_by(entry: Entry, officers: &[Officer]) -> SignedEntry {
        let signatures = officers.iter().map(|officer| officer.sign(entry.id())).collect();
        SignedEntry::new(entry, signatures).expect("different officers sign")
    }

    /// An entry about the whole register, signed now and valid for a day.
    pub fn entry_of_all(&mut self, body: Body) -> Entry {
        Entry { office: None, ..self.entry(CHILONZOR, body) }
    }

    /// An entry of `office` with a body, signed now and valid for a day.
    pub fn entry(&mut self, office: u16, body: Body) -> Entry {
        self.made += 1;
        Entry {
            network: self.genesis.network,
            nonce: sixteen(self.made),
            number: NumberRequest::Next,
            signed_at: self.time_ms,
            valid_until: self.time_ms + 24 * 60 * 60 * 1000,
            office: Some(OfficeCode::new(office).expect("an office code")),
            origin: Origin::Native,
            body,
            evidence: Vec::new(),
        }
    }

    /// The registration of a birth on the medical notice `notice`.
    pub fn birth(&mut self, office: u16, record: &Record, notice: u8) -> Entry {
        let act = ActRegister {
            kind: ActKind::Birth,
            schema: record.of.schema,
            commitment: record.commitment(),
            notice: Some(Tag::new([notice; 32])),
            person: Tag::new([notice ^ 0xff; 32]),
            delay: DelayClass::InTime,
            adult_from: 2044,
            waivers: Vec::new(),
            effects: None,
        };
        self.entry(office, Body::ActRegister(act))
    }

    /// The issue of a certificate that shows `disclosed`.
    pub fn certificate(&mut self, office: u16, act: EntryId, record: &Record, disclosed: &[u8]) -> Entry {
        let handle = Handle::new(sixteen(self.made + 100));
        let (document, roots, disclosed) =
            (Document::Certificate(ActKind::Birth), record.roots(), disclosed.to_vec());
        self.entry(
            office,
            Body::CertificateIssue(CertificateIssue { act, document, roots, disclosed, handle }),
        )
    }

    /// Lets time pass without a block.
    pub const fn wait(&mut self, ms: u64) {
        self.time_ms += ms;
    }

    /// The moment of the block that comes next, at the time of the last one.
    pub const fn next_block(&self) -> BlockMoment {
        BlockMoment { network: self.genesis.network, height: self.height + 1, time_ms: self.time_ms }
    }

    /// Why the rules refuse an entry in the block that comes next; `None` where they accept it.
    pub fn refusal(&self, entry: &SignedEntry) -> Option<Refusal> {
        let at = BlockMoment { time_ms: self.time_ms + 1000, ..self.next_block() };
        ledger::execute(&self.state, at, core::slice::from_ref(entry)).err().map(|error| error.refusal)
    }

    /// Lets so many empty blocks pass.
    pub fn pass(&mut self, blocks: u64) {
        for _ in 0..blocks {
            self.time_ms += 1;
            self.block(&[]);
        }
    }

    /// Makes the entries final in one block.
    ///
    /// # Panics
    /// Where the rules refuse one of them.
    pub fn finalize(&mut self, entries: &[SignedEntry]) -> Vec<(Outcome, Receipt)> {
        self.finalize_with_hops(entries, 0)
    }

    /// The same, where only the block `hops` above has a finalization.
    ///
    /// # Panics
    /// Where the rules refuse an entry.
    pub fn finalize_with_hops(&mut self, entries: &[SignedEntry], hops: usize) -> Vec<(Outcome, Receipt)> {
        self.time_ms += 1000;
        let executed =
            ledger::execute(&self.state, self.next_block(), entries).expect("the rules accept the entries");
        self.state.apply(&executed.changes);
        let digests: Vec<Digest> =
            entries.iter().zip(&executed.outcomes).map(|(entry, outcome)| entry.digest(outcome)).collect();
        let leaves = entry_leaves(&digests);
        let header = self.block(&leaves);
        let children: Vec<Header> = (0..hops)
            .map(|_| {
                self.time_ms += 1000;
                self.block(&[])
            })
            .collect();
        let finalization = self.certify(children.last().unwrap_or(&header));
        let hops = hops_to(&children);
        let receipt = |index: usize| Receipt {
            opened: entries[index].opened(&executed.outcomes[index]),
            closed: entries[index].closed(&executed.outcomes[index]),
            inclusion: Inclusion {
                index: u32::try_from(index).expect("a small block"),
                entry_count: header.entry_count,
                path: merkle::path(&leaves, index).expect("the leaf stands in the tree"),
                height: header.height,
                time_ms: header.time_ms,
                rest: header.rest(),
                hops: hops.clone(),
                finalization: finalization.clone(),
            },
        };
        executed.outcomes.iter().enumerate().map(|(index, outcome)| (*outcome, receipt(index))).collect()
    }

    /// A place in a block of nothing, for a proof whose digest is still to be made final.
    pub const fn blank_inclusion(&self) -> Inclusion {
        Inclusion {
            index: 0,
            entry_count: 0,
            path: Vec::new(),
            height: 0,
            time_ms: self.time_ms,
            rest: Digest::ZERO,
            hops: Vec::new(),
            finalization: Finalization { epoch: 0, view: 0, parent_view: 0, signature: [0; 48] },
        }
    }

    /// Makes a digest final as that of an entry, the first of two to the power of `path`, where only the block `hops`
    /// above has a finalization. The state learns nothing of it.
    ///
    /// # Panics
    /// Where `path` is above ten: no block has more entries.
    pub fn certified(&mut self, digest: Digest, path: u32, hops: usize) -> Inclusion {
        assert!(path <= 10, "a block has at most 1,024 entries");
        self.time_ms += 1000;
        let mut digests = vec![digest];
        digests.resize(1 << path, Digest::new([0x17; 32]));
        let leaves = entry_leaves(&digests);
        let header = self.block(&leaves);
        let children: Vec<Header> = (0..hops)
            .map(|_| {
                self.time_ms += 1000;
                self.block(&[])
            })
            .collect();
        Inclusion {
            index: 0,
            entry_count: header.entry_count,
            path: merkle::path(&leaves, 0).expect("the leaf stands in the tree"),
            height: header.height,
            time_ms: header.time_ms,
            rest: header.rest(),
            hops: hops_to(&children),
            finalization: self.certify(children.last().unwrap_or(&header)),
        }
    }

    /// What an honest validator answers, from the state after the last block. It makes a block that names
    /// that state; the others of this network name none.
    pub fn answer(&mut self, query: Query) -> Answer {
        self.answer_with_hops(query, 0)
    }

    /// The same, where only the block `hops` above the one that names the state has a finalization.
    pub fn answer_with_hops(&mut self, query: Query, hops: usize) -> Answer {
        let Some(keys) = answering(&self.state, query) else {
            return Answer::Unknown { height: self.height, time_ms: self.time_ms };
        };
        let state = PaperState::of(&self.state);
        let facts = keys.iter().filter_map(|key| state.fact(key)).collect();
        self.time_ms += 1;
        let header = self.block_naming(&[], state.root());
        let children: Vec<Header> = (0..hops)
            .map(|_| {
                self.time_ms += 1;
                self.block(&[])
            })
            .collect();
        let finalization = self.certify(children.last().unwrap_or(&header));
        let at = StateAt { header, hops: hops_to(&children), finalization };
        Answer::Proved { at: Box::new(at), facts }
    }

    fn block(&mut self, leaves: &[Digest]) -> Header {
        self.block_naming(leaves, Digest::ZERO)
    }

    fn block_naming(&mut self, leaves: &[Digest], state_root: Digest) -> Header {
        for leaf in leaves {
            self.log.append(*leaf);
        }
        self.height += 1;
        let header = Header {
            height: self.height,
            time_ms: self.time_ms,
            entry_count: u32::try_from(leaves.len()).expect("a small block"),
            entries_root: merkle::root(leaves),
            parent: self.parent,
            context: Context {
                epoch: 0,
                view: self.height,
                leader: [1; 32],
                parent_view: self.height - 1,
                parent: self.parent,
            },
            log_size: self.log.size(),
            log_root: self.log.root(),
            state_height: self.height - 1,
            state_root,
            rules_version: 1,
        };
        self.parent = header.digest();
        header
    }

    fn certify(&self, header: &Header) -> Finalization {
        const CIPHERSUITE: &[u8] = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_";
        let mut finalization = Finalization {
            epoch: 0,
            view: header.context.view,
            parent_view: header.context.parent_view,
            signature: [0; 48],
        };
        let message = finalization.message(self.genesis.network, &header.digest());
        finalization.signature = self.secret.sign(&message, CIPHERSUITE, &[]).compress();
        finalization
    }
}

/// Sixteen bytes that are different for every number.
fn sixteen(n: u32) -> [u8; 16] {
    let [highest, high, low, lowest] = n.to_be_bytes();
    let mut bytes = [lowest; 16];
    if n > 255 {
        bytes[..3].copy_from_slice(&[highest, high, low]);
    }
    bytes
}

fn hops_to(children: &[Header]) -> Vec<Hop> {
    children
        .iter()
        .map(|child| Hop {
            time_ms: child.time_ms,
            entry_count: child.entry_count,
            entries_root: child.entries_root,
            rest2: child.rest2(),
        })
        .collect()
}
