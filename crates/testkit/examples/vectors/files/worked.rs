//! `worked-1.json`: one birth, its certificate and its proof, with the bytes of every step.
//!
//! The examples of `docs/formats/` are taken from here.
use super::{
    json::{Json, bytes, canonical, object},
    world::{
        By, CHILONZOR, Chain, MORNING_MS, RURAL, SEED, Signer, World, drawn, genesis_header, record, sign,
    },
};
use civil::{ActKind, ActNumber, CertificateNumber, CivilDate, Serial, birth::DelayClass};
use credential::{Opening, Proof};
use ed25519_zebra::SigningKey;
use protocol::{
    Body, Digest, Entry, EntryId, Handle, NetworkClass, Outcome, Receipt, SignedEntry, Tag,
    block::Header,
    cbor::Writer,
    commitment::{GROUPS, Record, write_field},
    entry::{ActRegister, CertificateIssue, Document},
    finalization::Finalization,
    hash::{hex, sha256, tagged},
    merkle,
    service::{BlockLine, BlockLines, Standing, Status},
    signature::{self, message},
};

/// The day of everything in the file.
pub(crate) fn day() -> CivilDate {
    CivilDate::new(2026, 11, 23).expect("a day")
}

/// The act number of a birth in 2026.
pub(crate) fn act_number(office: u16, serial: u32) -> ActNumber {
    let serial = Serial::new(serial).expect("a serial");
    ActNumber::new(ActKind::Birth, super::world::office(office), 2026, serial)
}

/// The certificate number of a year.
pub(crate) fn certificate_number(office: u16, serial: u32) -> CertificateNumber {
    CertificateNumber::new(super::world::office(office), 2026, Serial::new(serial).expect("a serial"))
}

/// The registration of a birth. The tags are drawn from the name.
pub(crate) fn birth(world: &World, name: &str, office: u16, record: &Record) -> Entry {
    let act = ActRegister {
        kind: ActKind::Birth,
        schema: record.of.schema,
        commitment: record.commitment(),
        notice: Some(Tag::new(drawn(&format!("notice {name}")))),
        person: Tag::new(drawn(&format!("person {name}"))),
        delay: DelayClass::InTime,
        adult_from: 2044,
        waivers: Vec::new(),
        effects: None,
    };
    world.entry(name, Some(office), Body::ActRegister(act))
}

/// The issue of a certificate that shows core and parents. The handle is drawn from the name.
pub(crate) fn issue(world: &World, name: &str, act: EntryId, record: &Record) -> Entry {
    let issue = CertificateIssue {
        act,
        document: Document::Certificate(ActKind::Birth),
        roots: record.roots(),
        disclosed: vec![0, 1],
        handle: Handle::new(drawn(&format!("handle {name}"))),
    };
    world.entry(name, Some(CHILONZOR), Body::CertificateIssue(issue))
}

pub(crate) fn act_outcome(office: u16, serial: u32) -> Outcome {
    Outcome::Act { number: act_number(office, serial), date: day() }
}

pub(crate) fn issue_outcome(serial: u32) -> Outcome {
    Outcome::Certificate {
        number: certificate_number(CHILONZOR, serial),
        date: day(),
        act: act_number(CHILONZOR, 1),
        act_date: day(),
    }
}

pub(crate) fn file() -> String {
    let world = World::demo();
    let record = record("Madina", SEED);
    let registrar = Signer::registrar(By::Ed25519, CHILONZOR);
    let mut chain = Chain::new(&world, |height| height);

    let of_birth = sign(birth(&world, "birth", CHILONZOR, &record), std::slice::from_ref(&registrar));
    let birth_outcome = act_outcome(CHILONZOR, 1);
    let birth_receipt = chain.final_entries(&[(&of_birth, birth_outcome)], 0).remove(0);

    let of_issue = issue(&world, "certificate", of_birth.id(), &record);
    let of_issue = sign(of_issue, std::slice::from_ref(&registrar));
    let neighbour = birth(&world, "neighbour", RURAL, &record);
    let neighbour = sign(neighbour, &[Signer::registrar(By::Ed25519, RURAL)]);
    let block = [(&neighbour, act_outcome(RURAL, 1)), (&of_issue, issue_outcome(1))];
    let receipt = chain.final_entries(&block, 0).remove(1);

    let again = issue(&world, "certificate with a hop", of_birth.id(), &record);
    let again = sign(again, std::slice::from_ref(&registrar));
    let again_receipt = chain.final_entries(&[(&again, issue_outcome(2))], 1).remove(0);

    let proof = |entry, outcome, receipt| {
        Proof::from_issue(&record, entry, &outcome, receipt, world.key_id).expect("a certificate is issued")
    };
    object! {
        "about": "Worked vectors of Dalolat, version 1. Invented people; keys that anybody can derive.",
        "generator": "cargo run -p testkit --example vectors -- worked-1.json",
        "seed": SEED,
        "hashing": hashing(),
        "identifiers": identifiers(),
        "genesis": genesis(&world),
        "record": record_of(&record),
        "birth": entry(&of_birth, &birth_outcome, &birth_receipt),
        "block_0": header(&genesis_header(&world.genesis())),
        "block_1": block_1(&world, &of_birth, &birth_outcome, &birth_receipt),
        "certificate": entry(&of_issue, &issue_outcome(1), &receipt),
        "certificate_with_a_hop": entry(&again, &issue_outcome(2), &again_receipt),
        "proof": proof_of(&proof(&of_issue, issue_outcome(1), &receipt)),
        "proof_with_a_hop": proof_of(&proof(&again, issue_outcome(2), &again_receipt)),
        "proof_with_a_root": proof_of(&with_a_root(proof(&of_issue, issue_outcome(1), &receipt), &record)),
        "service": service(&birth_outcome, &birth_receipt),
        "request": request(&registrar),
    }
    .file()
}

fn hashing() -> Json {
    let leaves: Vec<Digest> = [&b""[..], b"\x00", b"\x10"].iter().map(|data| merkle::leaf(data)).collect();
    let roots: Vec<Digest> = (0..=3).map(|n| merkle::root(&leaves[..n])).collect();
    let path = merkle::path(&leaves, 0).expect("the leaf stands in the tree");
    object! {
        "tagged": object! {
            "tag": "dalolat/entry/1",
            "parts": vec!["00", "ff"],
            "digest": tagged("dalolat/entry/1", &[&[0], &[0xff]]),
        },
        "tree": object! {
            "data": vec!["", "00", "10"],
            "leaves": leaves,
            "roots_of_0_to_3_leaves": roots,
            "path_of_leaf_0_of_3": path,
        },
    }
}

fn identifiers() -> Json {
    let handles: Vec<Json> = [[0; 16], [0xff; 16], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]]
        .into_iter()
        .map(|value| object! { "bytes": bytes(&value), "printed": Handle::new(value).printed() })
        .collect();
    object! { "handles": handles }
}

fn genesis(world: &World) -> Json {
    let genesis = world.genesis();
    let keys: Vec<Json> = World::signers()
        .iter()
        .map(|signer| {
            object! {
                "name": signer.name.as_str(),
                "secret": bytes(&signer.secret()),
                "record": canonical(&signer.record),
                "id": signer.record.id().to_string(),
            }
        })
        .collect();
    object! {
        "bytes": canonical(&genesis),
        "network": genesis.network.to_string(),
        "namespace": bytes(&genesis.network.namespace()),
        "parent_of_block_0": genesis.parent(),
        "key": bytes(genesis.key.as_bytes()),
        "keys": keys,
    }
}

/// HMAC-SHA-256 (RFC 2104) of a key of at most 64 bytes, so that the salts below do not rest on the
/// library that the commitment uses.
pub(crate) fn hmac(key: &[u8], message: &[u8]) -> Digest {
    let pad =
        |with: u8| -> Vec<u8> { (0..64).map(|place| key.get(place).copied().unwrap_or(0) ^ with).collect() };
    sha256(&[&pad(0x5c), sha256(&[&pad(0x36), message]).as_ref()])
}

/// Every step of a commitment.
pub(crate) fn record_of(record: &Record) -> Json {
    let groups: Vec<Json> =
        (0u8..).zip(0..GROUPS).map(|(number, group)| group_of(record, number, group)).collect();
    object! {
        "kind": record.of.kind.digit(),
        "schema": record.of.schema,
        "bytes": canonical(record),
        "groups": groups,
        "commitment": record.commitment(),
    }
}

fn group_of(record: &Record, number: u8, group: usize) -> Json {
    let extracted = hmac(&[], &record.seeds[group].0);
    let fields: Vec<Json> = (0u16..)
        .zip(&record.groups[group])
        .map(|(place, field)| {
            let info = [b"dalolat/salt/1".as_slice(), &place.to_be_bytes(), &[1]].concat();
            let expanded = hmac(extracted.as_ref(), &info);
            let salt = &expanded.as_bytes()[..16];
            let mut value = Writer::default();
            write_field(&mut value, field.as_ref());
            let value = value.into_bytes();
            let head = [record.of.kind.digit(), record.of.schema, number];
            let leaf = sha256(&[&[0], b"dalolat/field/1", &head, &place.to_be_bytes(), salt, &value]);
            let shown = match field {
                None => Json::Null,
                Some(civil::Value::Text(text)) => text.as_str().into(),
                Some(civil::Value::Int(number)) => (*number).into(),
            };
            object! { "value": shown, "cbor": bytes(&value), "salt": bytes(salt), "leaf": leaf }
        })
        .collect();
    object! {
        "seed": bytes(&record.seeds[group].0),
        "fields": fields,
        "root": record.roots()[group],
    }
}

fn entry(entry: &SignedEntry, outcome: &Outcome, receipt: &Receipt) -> Json {
    let signature = &entry.signatures()[0];
    let signature::Proof::Ed25519(proof) = &signature.proof else {
        panic!("the registrars of the worked vectors sign by scheme 1")
    };
    object! {
        "entry": canonical(entry.entry()),
        "id": entry.id().to_string(),
        "signed_message": message(entry.id(), signature.role),
        "signature": bytes(proof),
        "signed_entry": canonical(entry),
        "outcome": canonical(outcome),
        "opened": receipt.opened,
        "closed": receipt.closed,
        "digest": entry.digest(outcome),
        "receipt": canonical(receipt),
    }
}

/// All values of a header and what they come to.
pub(crate) fn header(header: &Header) -> Json {
    let context = &header.context;
    object! {
        "height": header.height,
        "time_ms": header.time_ms,
        "entry_count": header.entry_count,
        "entries_root": header.entries_root,
        "parent": header.parent,
        "context": object! {
            "epoch": context.epoch,
            "view": context.view,
            "leader": bytes(&context.leader),
            "parent_view": context.parent_view,
            "parent": context.parent,
            "bytes": bytes(&context.to_bytes()),
        },
        "log_size": header.log_size,
        "log_root": header.log_root,
        "state_height": header.state_height,
        "state_root": header.state_root,
        "rules_version": header.rules_version,
        "rest2": header.rest2(),
        "rest": header.rest(),
        "digest": header.digest(),
    }
}

/// A finalization of a block and the message that the quorum signed.
pub(crate) fn finalization(world: &World, finalization: &Finalization, digest: &Digest) -> Json {
    object! {
        "bytes": canonical(finalization),
        "message": bytes(&finalization.message(world.network, digest)),
        "signature": bytes(&finalization.signature),
    }
}

/// The header of block 1, put together again from what it must be; its `rest` is the receipt's.
fn block_1(world: &World, entry: &SignedEntry, outcome: &Outcome, receipt: &Receipt) -> Json {
    let of_block = Chain::new(world, |height| height).block(&[entry.digest(outcome)]);
    assert_eq!(of_block.rest(), receipt.inclusion.rest, "block 1 is made twice the same");
    object! {
        "header": header(&of_block),
        "finalization": finalization(world, &receipt.inclusion.finalization, &of_block.digest()),
    }
}

/// The same proof with the second group as its root.
pub(crate) fn with_a_root(mut proof: Proof, record: &Record) -> Proof {
    proof.shown[1].opening = Opening::Root(record.roots()[1]);
    proof
}

fn proof_of(proof: &Proof) -> Json {
    use protocol::Canonical as _;
    object! {
        "bytes": canonical(proof),
        "length": proof.to_bytes().len(),
        "text": proof.to_text(NetworkClass::Demo),
        "opened": proof.opened_digest(),
        "entry_digest": proof.entry_digest(),
        "handle": proof.handle.printed(),
    }
}

fn service(outcome: &Outcome, receipt: &Receipt) -> Json {
    let root = sha256(&[]);
    let (height, time_ms) = (receipt.inclusion.height, receipt.inclusion.time_ms);
    let status = Status {
        height,
        time_ms,
        log_size: 1,
        log_root: root,
        state_root: root,
        waiting: 0,
        signs: true,
        clock_offset_ms: Some(-12),
    };
    let line = BlockLine { height, time_ms, entry_count: 1, digest: root };
    let standing = Standing::Final { outcome: *outcome, receipt: Box::new(receipt.clone()) };
    object! {
        "not_yet": canonical(&Standing::NotYet),
        "final": canonical(&standing),
        "refused": canonical(&Standing::Refused { code: "notice.already-used".to_owned() }),
        "unknown": canonical(&Standing::Unknown),
        "status": canonical(&status),
        "blocks": canonical(&BlockLines(vec![line])),
    }
}

fn request(registrar: &Signer) -> Json {
    let (method, path, time_ms, body) = ("POST", "/v1/births", MORNING_MS, b"{}");
    let digest = tagged(
        "dalolat/request/1",
        &[method.as_bytes(), &[0], path.as_bytes(), &[0], &time_ms.to_be_bytes(), sha256(&[body]).as_ref()],
    );
    let signature = SigningKey::from(registrar.secret()).sign(digest.as_ref()).to_bytes();
    let key = registrar.record.id();
    object! {
        "method": method,
        "path_and_query": path,
        "time_ms": time_ms,
        "body": bytes(body),
        "digest": digest,
        "authorization": format!("Dalolat key={key}, time={time_ms}, signature={}", hex(&signature)),
    }
}
