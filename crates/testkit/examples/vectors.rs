//! Prints worked vectors for the pages of `docs/formats/`: one birth, its certificate and its proof on
//! a network on paper, with the bytes of every step. The output is the same on every run.
//!
//! `cargo run -p testkit --example vectors > testdata/worked-1.json`
use credential::Proof;
use ed25519_zebra::SigningKey;

use protocol::{
    Canonical, Digest, Handle, NetworkClass, Outcome, Receipt, SignedEntry,
    block::{Context, Header, entry_leaves},
    cbor::Writer,
    commitment::{GROUPS, Record, write_field},
    genesis::Genesis,
    hash::{hex, sha256, tagged},
    merkle::{self, Frontier},
    service::{BlockLine, BlockLines, Standing, Status},
    signature::{self, message},
};
use serde_json::{Value, json};
use testkit::{
    birth::record,
    paper::{CHILONZOR, PaperNetwork, RURAL},
};

/// Every key, nonce and handle derives from this number.
const SEED: u8 = 7;

fn main() {
    let mut network = PaperNetwork::new(NetworkClass::Demo, SEED);
    let record = record("Madina", SEED);
    let birth = PaperNetwork::sign(network.birth(CHILONZOR, &record, 1), CHILONZOR);
    let (birth_outcome, birth_receipt) = network.finalize(std::slice::from_ref(&birth)).remove(0);

    let issue = network.certificate(CHILONZOR, birth.id(), &record, &[0, 1]);
    let issue = PaperNetwork::sign(issue, CHILONZOR);
    let neighbour = PaperNetwork::sign(network.birth(RURAL, &record, 2), RURAL);
    let block = [neighbour, issue.clone()];
    let (outcome, receipt) = network.finalize(&block).remove(1);

    let again = network.certificate(CHILONZOR, birth.id(), &record, &[0, 1]);
    let again = PaperNetwork::sign(again, CHILONZOR);
    let (again_outcome, again_receipt) =
        network.finalize_with_hops(std::slice::from_ref(&again), 1).remove(0);

    let proof = |entry, outcome, receipt| {
        Proof::from_issue(&record, entry, outcome, receipt, network.genesis.key_id)
            .expect("the entry issues a certificate")
    };
    let value = json!({
        "about": "Worked vectors of Dalolat, version 1, not frozen. Invented people; keys that anybody can derive.",
        "generator": "cargo run -p testkit --example vectors",
        "seed": SEED,
        "hashing": hashing(),
        "identifiers": identifiers(),
        "genesis": genesis(&network.genesis),
        "record": record_of(&record),
        "birth": entry(&birth, &birth_outcome, &birth_receipt),
        "block_1": header(&network.genesis, &birth, &birth_outcome, &birth_receipt),
        "certificate": entry(&issue, &outcome, &receipt),
        "certificate_with_a_hop": entry(&again, &again_outcome, &again_receipt),
        "proof": proof_of(&proof(&issue, &outcome, &receipt)),
        "proof_with_a_hop": proof_of(&proof(&again, &again_outcome, &again_receipt)),
        "proof_with_a_root": proof_of(&closed(proof(&issue, &outcome, &receipt), &record)),
        "service": service(&birth_outcome, &birth_receipt),
        "request": request(),
    });
    println!("{value:#}");
}

fn bytes(value: &impl Canonical) -> String {
    hex(&value.to_bytes())
}

fn hashing() -> Value {
    let leaves: Vec<Digest> = [&b""[..], b"\x00", b"\x10"].iter().map(|data| merkle::leaf(data)).collect();
    let roots: Vec<String> = (0..=3).map(|n| merkle::root(&leaves[..n]).to_string()).collect();
    let path = merkle::path(&leaves, 0).expect("the leaf stands in the tree");
    json!({
        "tagged": { "tag": "dalolat/entry/1", "parts": ["00", "ff"], "digest": tagged("dalolat/entry/1", &[&[0], &[0xff]]).to_string() },
        "tree": {
            "data": ["", "00", "10"],
            "leaves": leaves.iter().map(Digest::to_string).collect::<Vec<_>>(),
            "roots_of_0_to_3_leaves": roots,
            "path_of_leaf_0_of_3": path.iter().map(Digest::to_string).collect::<Vec<_>>(),
        },
    })
}

fn identifiers() -> Value {
    let handles: Vec<Value> = [[0; 16], [0xff; 16], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]]
        .into_iter()
        .map(|value| json!({ "bytes": hex(&value), "printed": Handle::new(value).printed() }))
        .collect();
    json!({ "handles": handles })
}

fn genesis(genesis: &Genesis) -> Value {
    let keys: Vec<Value> = genesis
        .keys
        .iter()
        .map(|key| {
            let [high, low] = key.office().expect("a registrar signs for an office").get().to_be_bytes();
            json!({ "secret_seed": format!("{high:02x}{low:02x}{}", "00".repeat(30)), "record": bytes(key), "id": key.id().to_string() })
        })
        .collect();
    json!({
        "bytes": bytes(genesis),
        "network": genesis.network.to_string(),
        "namespace": hex(&genesis.network.namespace()),
        "parent_of_block_0": genesis.parent().to_string(),
        "key": hex(genesis.key.as_bytes()),
        "keys": keys,
    })
}

/// HMAC-SHA-256 (RFC 2104) of a key of at most 64 bytes, so that the salts below do not rest on the
/// library that the commitment uses.
fn hmac(key: &[u8], message: &[u8]) -> Digest {
    let pad =
        |with: u8| -> Vec<u8> { (0..64).map(|place| key.get(place).copied().unwrap_or(0) ^ with).collect() };
    sha256(&[&pad(0x5c), sha256(&[&pad(0x36), message]).as_ref()])
}

fn record_of(record: &Record) -> Value {
    let groups: Vec<Value> = (0u8..)
        .zip(0..GROUPS)
        .map(|(number, group)| {
            let extracted = hmac(&[], &record.seeds[group].0);
            let fields: Vec<Value> = (0u16..)
                .zip(&record.groups[group])
                .map(|(place, field)| {
                    let info = [b"dalolat/salt/1".as_slice(), &place.to_be_bytes(), &[1]].concat();
                    let expanded = hmac(extracted.as_ref(), &info);
                    let salt = &expanded.as_bytes()[..16];
                    let mut value = Writer::default();
                    write_field(&mut value, field.as_ref());
                    let head = [record.of.kind.digit(), record.of.schema, number];
                    let leaf = sha256(&[
                        &[0], b"dalolat/field/1", &head, &place.to_be_bytes(), salt, &value.into_bytes(),
                    ]);
                    json!({ "value": field.as_ref().map(civil::birth::Value::text), "salt": hex(salt), "leaf": leaf.to_string() })
                })
                .collect();
            json!({ "seed": hex(&record.seeds[group].0), "fields": fields, "root": record.roots()[group].to_string() })
        })
        .collect();
    json!({
        "kind": record.of.kind.digit(),
        "schema": record.of.schema,
        "bytes": bytes(record),
        "groups": groups,
        "commitment": record.commitment().to_string(),
    })
}

fn entry(entry: &SignedEntry, outcome: &Outcome, receipt: &Receipt) -> Value {
    let signature = &entry.signatures()[0];
    let signature::Proof::Ed25519(proof) = &signature.proof else {
        panic!("the registrars of the paper network sign by scheme 1")
    };
    json!({
        "entry": bytes(entry.entry()),
        "id": entry.id().to_string(),
        "signed_message": message(entry.id(), signature.role).to_string(),
        "signature": hex(proof),
        "signed_entry": bytes(entry),
        "outcome": bytes(outcome),
        "opened": receipt.opened.to_string(),
        "closed": receipt.closed.to_string(),
        "digest": entry.digest(outcome).to_string(),
        "receipt": bytes(receipt),
    })
}

/// The header of block 1, put together again from what it must be; its `rest` is the receipt's.
fn header(genesis: &Genesis, entry: &SignedEntry, outcome: &Outcome, receipt: &Receipt) -> Value {
    let digests = [entry.digest(outcome)];
    let leaves = entry_leaves(&digests);
    let mut log = Frontier::default();
    for leaf in &leaves {
        log.append(*leaf);
    }
    let header = Header {
        height: 1,
        time_ms: receipt.inclusion.time_ms,
        entry_count: 1,
        entries_root: merkle::root(&leaves),
        parent: genesis.parent(),
        context: Context { epoch: 0, view: 1, leader: [1; 32], parent_view: 0, parent: genesis.parent() },
        log_size: log.size(),
        log_root: log.root(),
        state_height: 0,
        state_root: Digest::ZERO,
        rules_version: 1,
    };
    assert_eq!(header.rest(), receipt.inclusion.rest, "the header of block 1 is not as the network made it");
    let finalization = &receipt.inclusion.finalization;
    json!({
        "note": "On paper the parent of block 1 is that of block 0, and the state root is zero; both are opaque to a verifier.",
        "height": header.height,
        "time_ms": header.time_ms,
        "entry_count": header.entry_count,
        "entries_root": header.entries_root.to_string(),
        "parent": header.parent.to_string(),
        "context": hex(&header.context.to_bytes()),
        "log_size": header.log_size,
        "log_root": header.log_root.to_string(),
        "state_height": header.state_height,
        "state_root": header.state_root.to_string(),
        "rules_version": header.rules_version,
        "rest2": header.rest2().to_string(),
        "rest": header.rest().to_string(),
        "digest": header.digest().to_string(),
        "finalization": {
            "bytes": bytes(finalization),
            "message": hex(&finalization.message(genesis.network, &header.digest())),
            "signature": hex(&finalization.signature),
        },
    })
}

/// The same proof with the second group as its root.
fn closed(mut proof: Proof, record: &Record) -> Proof {
    proof.shown[1].opening = credential::Opening::Root(record.roots()[1]);
    proof
}

fn proof_of(proof: &Proof) -> Value {
    json!({
        "bytes": bytes(proof),
        "length": proof.to_bytes().len(),
        "text": proof.to_text(NetworkClass::Demo),
        "opened": proof.opened_digest().to_string(),
        "entry_digest": proof.entry_digest().to_string(),
        "handle": proof.handle.printed(),
    })
}

fn service(outcome: &Outcome, receipt: &Receipt) -> Value {
    let root = sha256(&[]);
    let status = Status {
        height: 1,
        time_ms: receipt.inclusion.time_ms,
        log_size: 1,
        log_root: root,
        state_root: root,
        waiting: 0,
        signs: true,
        clock_offset_ms: Some(-3),
    };
    let line = BlockLine { height: 1, time_ms: receipt.inclusion.time_ms, entry_count: 1, digest: root };
    let standing = Standing::Final { outcome: *outcome, receipt: Box::new(receipt.clone()) };
    json!({
        "not_yet": bytes(&Standing::NotYet),
        "final": bytes(&standing),
        "refused": bytes(&Standing::Refused { code: "notice.already-used".to_owned() }),
        "unknown": bytes(&Standing::Unknown),
        "status": bytes(&status),
        "blocks": bytes(&BlockLines(vec![line])),
    })
}

fn request() -> Value {
    let (method, path, time_ms, body) = ("POST", "/v1/births", 1_795_410_000_000_u64, b"{}");
    let digest = tagged(
        "dalolat/request/1",
        &[method.as_bytes(), &[0], path.as_bytes(), &[0], &time_ms.to_be_bytes(), sha256(&[body]).as_ref()],
    );
    let [high, low] = CHILONZOR.to_be_bytes();
    let mut seed = [0; 32];
    (seed[0], seed[1]) = (high, low);
    let signature = SigningKey::from(seed).sign(digest.as_ref()).to_bytes();
    let key = PaperNetwork::record(CHILONZOR, civil::role::Role::Registrar).id();
    json!({
        "method": method,
        "path_and_query": path,
        "time_ms": time_ms,
        "body": hex(body),
        "digest": digest.to_string(),
        "authorization": format!("Dalolat key={key}, time={time_ms}, signature={}", hex(&signature)),
    })
}
