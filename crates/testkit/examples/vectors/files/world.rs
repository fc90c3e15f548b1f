//! A network on paper: who signs there, and what the quorum makes final.
//!
//! Everything that chance gives elsewhere is drawn from a name ([`drawn`]), so that anybody can make
//! the same keys, nonces and handles.
use blst::min_sig::SecretKey;
use civil::{
    OfficeCode, RegionCode, Value,
    office::{OfficeKind, UtcOffset},
    role::Role,
};
use credential::KnownKey;
use ed25519_zebra::{SigningKey, VerificationKey};
use fixtures::passkey::{Authenticator, PRESENT_AND_VERIFIED};
use protocol::{
    Body, Digest, Entry, NetworkClass, NetworkId, NetworkKey, NumberRequest, Outcome, Receipt, SignedEntry,
    block::{Context, Header, entry_leaves},
    commitment::{Field, Record, RecordType, Seed},
    entry::Origin,
    finalization::Finalization,
    genesis::{Genesis, Member, OfficeRecord},
    hash::sha256,
    merkle::{self, Frontier},
    network::{KeyOrigin, NetworkKeyId},
    receipt::{Hop, Inclusion},
    signature::{Jurisdiction, KeyRecord, Proof, PublicKey, Signature, message},
};

/// 23 November 2026, 05:00 UTC, in milliseconds.
pub(crate) const MORNING_MS: u64 = 1_795_410_000_000;
/// How long an entry counts.
pub(crate) const DAY_MS: u64 = 24 * 60 * 60 * 1000;
/// A district office of Tashkent.
pub(crate) const CHILONZOR: u16 = 1101;
/// A rural district office.
pub(crate) const RURAL: u16 = 2207;
/// Everything of the network derives from this number.
pub(crate) const SEED: u8 = 7;

/// The first bytes of SHA-256 over a name: what chance gives elsewhere.
pub(crate) fn drawn<const N: usize>(name: &str) -> [u8; N] {
    let digest = sha256(&[name.as_bytes()]);
    digest.as_bytes()[..N].try_into().expect("at most 32 bytes are drawn")
}

/// A digest of nothing.
pub(crate) fn opaque(name: &str) -> Digest {
    Digest::new(drawn(name))
}

pub(crate) fn office(code: u16) -> OfficeCode {
    OfficeCode::new(code).expect("an office code")
}

/// How a signer signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Ed25519,
    Passkey,
}

/// Somebody who signs. The secret is drawn from `key ` and the name.
#[derive(Clone)]
pub(crate) struct Signer {
    pub(crate) name: String,
    pub(crate) record: KeyRecord,
    by: By,
}

impl Signer {
    pub(crate) fn new(by: By, title: &str, role: Role, jurisdiction: Jurisdiction, officer: u32) -> Self {
        let name = match by {
            By::Ed25519 => title.to_owned(),
            By::Passkey => format!("{title}, passkey"),
        };
        let secret = drawn(&format!("key {name}"));
        let public_key = match by {
            By::Ed25519 => PublicKey::Ed25519(VerificationKey::from(&SigningKey::from(secret)).into()),
            By::Passkey => PublicKey::Passkey(authenticator(secret).passkey().clone()),
        };
        Self { name, record: KeyRecord { public_key, officer, role, jurisdiction }, by }
    }

    pub(crate) fn registrar(by: By, code: u16) -> Self {
        let place = Jurisdiction::Office(office(code));
        Self::new(by, &format!("registrar {code}"), Role::Registrar, place, code.into())
    }

    pub(crate) fn second_officer(by: By, code: u16) -> Self {
        let place = Jurisdiction::Office(office(code));
        Self::new(by, &format!("second officer {code}"), Role::SecondOfficer, place, 20_000 + u32::from(code))
    }

    pub(crate) fn administrator(by: By, n: u8) -> Self {
        let region = RegionCode::new(11).expect("a region");
        let title = format!("administrator {n} of region 11");
        Self::new(by, &title, Role::Administrator, Jurisdiction::Region(region), 40_110 + u32::from(n))
    }

    pub(crate) fn governor(by: By, member: u8) -> Self {
        let title = format!("governor of member {member}");
        Self::new(by, &title, Role::Governor, Jurisdiction::Member(member), 50_000 + u32::from(member))
    }

    pub(crate) fn custodian(by: By, member: u8) -> Self {
        let title = format!("custodian of member {member}");
        Self::new(by, &title, Role::Custodian, Jurisdiction::Member(member), 60_000 + u32::from(member))
    }

    pub(crate) fn registry(by: By) -> Self {
        Self::new(by, "registry", Role::Registry, Jurisdiction::Network, 70_000)
    }

    /// The secret: the seed of scheme 1, the number of scheme 2.
    pub(crate) fn secret(&self) -> [u8; 32] {
        drawn(&format!("key {}", self.name))
    }

    /// What the key makes of a message.
    pub(crate) fn answer(&self, message: &Digest) -> Proof {
        match self.by {
            By::Ed25519 => Proof::Ed25519(SigningKey::from(self.secret()).sign(message.as_ref()).to_bytes()),
            By::Passkey => {
                let answer = authenticator(self.secret()).answer(message, PRESENT_AND_VERIFIED, 9);
                Proof::WebAuthn(Box::new(answer))
            }
        }
    }

    pub(crate) fn sign(&self, entry: &Entry) -> Signature {
        let proof = self.answer(&message(entry.id(), self.record.role));
        Signature { role: self.record.role, key: self.record.id(), proof }
    }
}

/// The relying party and the origin of all passkeys.
pub(crate) fn authenticator(secret: [u8; 32]) -> Authenticator {
    Authenticator::new(secret, "civil.uz", "https://counter.civil.uz")
}

pub(crate) fn sign(entry: Entry, signers: &[Signer]) -> SignedEntry {
    let signatures = signers.iter().map(|signer| signer.sign(&entry)).collect();
    SignedEntry::new(entry, signatures).expect("different keys sign, and not too many")
}

/// A network whose quorum is one key in memory.
pub(crate) struct World {
    pub(crate) network: NetworkId,
    pub(crate) key_id: NetworkKeyId,
    secret: SecretKey,
}

impl World {
    /// The network of that class whose key is made of 32 bytes of the number `n`.
    pub(crate) fn new(class: NetworkClass, n: u8) -> Self {
        let secret = SecretKey::key_gen(&[n; 32], &[]).expect("32 bytes make a key");
        Self { network: NetworkId::new(class, [n; 16]), key_id: NetworkKeyId(n), secret }
    }

    pub(crate) fn demo() -> Self {
        Self::new(NetworkClass::Demo, SEED)
    }

    pub(crate) fn key(&self) -> NetworkKey {
        NetworkKey::new(self.secret.sk_to_pk().compress())
    }

    pub(crate) fn known_key(&self) -> KnownKey {
        let origin = match self.network.class {
            NetworkClass::Live => KeyOrigin::Dkg,
            NetworkClass::Practice | NetworkClass::Demo => KeyOrigin::Dealer,
        };
        KnownKey {
            network: self.network,
            id: self.key_id,
            key: self.key(),
            origin,
            members: 4,
            quorum: 3,
            from_height: 0,
            to_height: None,
        }
    }

    pub(crate) fn genesis(&self) -> Genesis {
        let office = |code| OfficeRecord {
            code: office(code),
            kind: OfficeKind::District,
            offset: UtcOffset::TASHKENT,
        };
        let member = |n: u8| Member { agency: format!("Agency {n}"), public_key: [n; 32] };
        let keys = Self::signers().iter().map(|signer| signer.record.clone()).collect();
        Genesis {
            network: self.network,
            time_ms: MORNING_MS,
            key_origin: self.known_key().origin,
            key_id: self.key_id,
            key: self.key(),
            sharing: Vec::new(),
            members: (1..=4).map(member).collect(),
            offices: vec![office(CHILONZOR), office(RURAL)],
            keys,
            rules_version: 1,
        }
    }

    /// Those whose keys the genesis holds: each scheme and each jurisdiction.
    pub(crate) fn signers() -> Vec<Signer> {
        vec![
            Signer::registrar(By::Ed25519, CHILONZOR),
            Signer::registrar(By::Passkey, CHILONZOR),
            Signer::registrar(By::Ed25519, RURAL),
            Signer::administrator(By::Passkey, 0),
            Signer::governor(By::Ed25519, 0),
            Signer::registry(By::Ed25519),
        ]
    }

    /// An entry, signed in the morning and valid for a day. The nonce is drawn from the name.
    pub(crate) fn entry(&self, name: &str, office_code: Option<u16>, body: Body) -> Entry {
        Entry {
            network: self.network,
            nonce: drawn(&format!("nonce {name}")),
            number: NumberRequest::Next,
            signed_at: MORNING_MS,
            valid_until: MORNING_MS + DAY_MS,
            office: office_code.map(office),
            origin: Origin::Native,
            body,
            evidence: Vec::new(),
        }
    }
}

/// Blocks one after another. A block's state root is drawn from its height.
pub(crate) struct Chain<'a> {
    world: &'a World,
    parent: Digest,
    log: Frontier,
    height: u64,
    time_ms: u64,
    views: fn(u64) -> u64,
}

impl<'a> Chain<'a> {
    /// A chain on the genesis; `views` says in which view a height was proposed.
    pub(crate) fn new(world: &'a World, views: fn(u64) -> u64) -> Self {
        let (parent, log) = (genesis_header(&world.genesis()).digest(), Frontier::default());
        Self { world, parent, log, height: 0, time_ms: MORNING_MS, views }
    }

    /// The same chain, `blocks` empty blocks of a second each later.
    #[must_use]
    pub(crate) fn after(mut self, blocks: u64) -> Self {
        for _ in 0..blocks {
            self.block(&[]);
        }
        self
    }

    /// The next block, a second later, over these entry digests.
    pub(crate) fn block(&mut self, digests: &[Digest]) -> Header {
        let leaves = entry_leaves(digests);
        for leaf in &leaves {
            self.log.append(*leaf);
        }
        let above = self.height;
        self.height += 1;
        self.time_ms += 1000;
        let header = Header {
            height: self.height,
            time_ms: self.time_ms,
            entry_count: u32::try_from(digests.len()).expect("a small block"),
            entries_root: merkle::root(&leaves),
            parent: self.parent,
            context: Context {
                epoch: 0,
                view: (self.views)(self.height),
                leader: [1; 32],
                parent_view: if above == 0 { 0 } else { (self.views)(above) },
                parent: self.parent,
            },
            log_size: self.log.size(),
            log_root: self.log.root(),
            state_height: above,
            state_root: opaque(&format!("state {above}")),
            rules_version: 1,
        };
        self.parent = header.digest();
        header
    }

    /// The quorum's signature under a block, in the view of its proposal.
    pub(crate) fn certify(&self, header: &Header) -> Finalization {
        let at = &header.context;
        self.world.finalize(header.digest(), [at.epoch, at.view, at.parent_view])
    }

    /// One block of entries and the receipt of each, where only the block `hops` above is certified.
    pub(crate) fn final_entries(&mut self, entries: &[(&SignedEntry, Outcome)], hops: usize) -> Vec<Receipt> {
        let digests: Vec<Digest> = entries.iter().map(|(entry, outcome)| entry.digest(outcome)).collect();
        let inclusions = self.inclusions(&digests, hops);
        let halves = entries.iter().map(|(entry, outcome)| (entry.opened(outcome), entry.closed(outcome)));
        halves
            .zip(inclusions)
            .map(|((opened, closed), inclusion)| Receipt { opened, closed, inclusion })
            .collect()
    }

    /// The same for digests.
    pub(crate) fn inclusions(&mut self, digests: &[Digest], hops: usize) -> Vec<Inclusion> {
        let header = self.block(digests);
        let children: Vec<Header> = (0..hops).map(|_| self.block(&[])).collect();
        let finalization = self.certify(children.last().unwrap_or(&header));
        let hops: Vec<Hop> = children.iter().map(hop).collect();
        let leaves = entry_leaves(digests);
        (0u32..)
            .zip(digests)
            .map(|(index, _)| Inclusion {
                index,
                entry_count: header.entry_count,
                path: merkle::path(&leaves, index as usize).expect("the leaf stands in the tree"),
                height: header.height,
                time_ms: header.time_ms,
                rest: header.rest(),
                hops: hops.clone(),
                finalization: finalization.clone(),
            })
            .collect()
    }
}

impl World {
    /// The quorum's signature under a digest, in an epoch, a view and a parent view.
    pub(crate) fn finalize(&self, digest: Digest, [epoch, view, parent_view]: [u64; 3]) -> Finalization {
        let mut finalization = Finalization { epoch, view, parent_view, signature: [0; 48] };
        finalization.signature = self.quorum_signs(&finalization.message(self.network, &digest));
        finalization
    }

    /// The quorum's signature under any message.
    pub(crate) fn quorum_signs(&self, message: &[u8]) -> [u8; 48] {
        const CIPHERSUITE: &[u8] = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_";
        self.secret.sign(message, CIPHERSUITE, &[]).compress()
    }
}

/// The header of block 0; its state root is drawn as those of the others.
pub(crate) fn genesis_header(genesis: &Genesis) -> Header {
    Header {
        height: 0,
        time_ms: genesis.time_ms,
        entry_count: 0,
        entries_root: merkle::empty_root(),
        parent: genesis.parent(),
        context: Context {
            epoch: 0,
            view: 0,
            leader: genesis.members.first().expect("a network has members").public_key,
            parent_view: 0,
            parent: Digest::ZERO,
        },
        log_size: 0,
        log_root: merkle::empty_root(),
        state_height: 0,
        state_root: opaque("state 0"),
        rules_version: genesis.rules_version,
    }
}

/// What opens a child's digest down to its parent's.
pub(crate) fn hop(child: &Header) -> Hop {
    Hop {
        time_ms: child.time_ms,
        entry_count: child.entry_count,
        entries_root: child.entries_root,
        rest2: child.rest2(),
    }
}

/// A text as the value of a field.
#[expect(clippy::unnecessary_wraps, reason = "a field may be absent")]
pub(crate) fn text(text: &str) -> Field {
    Some(Value::Text(text.to_owned()))
}

/// A birth with short groups 2 to 5. Every seed is sixteen times one byte: 7 · `n` and the group.
pub(crate) fn record(given: &str, n: u8) -> Record {
    let core = vec![
        text("Karimova"),
        text(given),
        text("Anvar qizi"),
        text("2026-11-14"),
        text("1726294"),
        None,
        text("Toshkent shahri, Chilonzor tumani FHDYO boʻlimi"),
    ];
    let parents = vec![text("Karimov Anvar Botir oʻgʻli"), text("Karimova Nilufar Rustam qizi")];
    let identifiers = vec![None, text("40203981010015")];
    let medical = vec![text("female"), text("05:40"), Some(Value::Int(1))];
    let sealed = vec![text("uz-Latn"), text("mother")];
    Record {
        of: RecordType::BIRTH_1,
        groups: [core, parents, identifiers, vec![None, None], medical, sealed],
        seeds: [0u8, 1, 2, 3, 4, 5].map(|group| Seed([n * 7 + group; 16])),
    }
}
