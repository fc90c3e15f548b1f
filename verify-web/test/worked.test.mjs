// One birth, its certificate and its proof, step by step: testdata/worked-1.json, which the pages quote.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode } from '../lib/core/cbor.js';
import { ascii } from '../lib/core/text.js';
import { concat } from '../lib/core/bytes.js';
import { verifyEd25519 } from '../lib/core/ed25519.js';
import { finalizationMessage, isFinal, readFinalization } from '../lib/core/finalization.js';
import { genesisDigest, readGenesis } from '../lib/core/genesis.js';
import { tagged } from '../lib/core/hash.js';
import {
  entryDigest,
  faultOfSignatures,
  halvesOf,
  printHandle,
  readKeyRecord,
  readSignedEntry,
  signedMessage,
  verify,
  verifyReceipt,
} from '../lib/core/index.js';
import { readBlockLines, readNodeStatus, readStanding } from '../lib/core/service.js';
import { entryDigestOf, openedHalf, readProof } from '../lib/core/proof.js';
import { bytes, Count, hex, utf8, vectors } from './support.mjs';

const file = vectors('worked-1.json');
const genesis = readGenesis(bytes(file.genesis.bytes));
const records = file.genesis.keys.map(({ record }) => readKeyRecord(bytes(record)));
const key = {
  network: genesis.network,
  keyId: genesis.keyId,
  key: genesis.key,
  origin: genesis.origin,
  members: 4,
  quorum: 3,
  fromHeight: 0n,
  toHeight: null,
  agencies: genesis.members.map(({ agency }) => agency),
};

test('the genesis', (t) => {
  const count = new Count();
  count.equal(genesis.network.hex, file.genesis.network);
  count.equal(hex(genesis.key), file.genesis.key);
  count.equal(hex(genesisDigest(bytes(file.genesis.bytes))), file.genesis.parent_of_block_0);
  count.equal(genesis.keys.map(({ id }) => hex(id)), file.genesis.keys.map(({ id }) => id));
  count.equal(records.map(({ id }) => hex(id)), file.genesis.keys.map(({ id }) => id));
  count.equal([genesis.members.length, genesis.offices.length, genesis.offices[0].offsetMinutes], [4, 2, 300]);
  // The file gives the beginning of every namespace of the network; a finalization adds a word to it.
  count.equal(hex(concat(ascii('dalolat/1/'), genesis.network.bytes)), file.genesis.namespace);
  count.is(7, t);
});

test('the registration and both certificates', (t) => {
  const count = new Count();
  for (const one of [file.birth, file.certificate, file.certificate_with_a_hop]) {
    const signed = readSignedEntry(bytes(one.signed_entry));
    const [signature] = signed.signatures;
    count.equal(hex(signed.id), one.id);
    count.equal(hex(signedMessage(signed.id, signature.role)), one.signed_message);
    count.equal(hex(signature.proof.bytes), one.signature);
    count.equal(faultOfSignatures(signed, records), null);
    const halves = halvesOf(bytes(one.signed_entry), bytes(one.outcome));
    count.equal([hex(halves.opened), hex(halves.closed)], [one.opened, one.closed]);
    count.equal(hex(entryDigest(halves)), one.digest);
    const verdict = verifyReceipt(bytes(one.receipt), halves, genesis.network, genesis.key);
    count.equal(verdict.ok && hex(verdict.entryDigest), one.digest);
  }
  count.is(21, t);
});

test('the finalization of block 1', () => {
  const { header, finalization } = file.block_1;
  const read = decode(bytes(finalization.bytes), 80, readFinalization);
  assert.equal(hex(finalizationMessage(genesis.network, read, bytes(header.digest))), finalization.message);
  assert.equal(isFinal(genesis.network, genesis.key, read, bytes(header.digest)), true);
});

test('the three proofs', (t) => {
  const count = new Count();
  for (const one of [file.proof, file.proof_with_a_hop, file.proof_with_a_root]) {
    const proof = readProof(bytes(one.bytes));
    count.equal(bytes(one.bytes).length, one.length);
    count.equal(hex(openedHalf(proof)), one.opened);
    count.equal(hex(entryDigestOf(proof)), one.entry_digest);
    count.equal(printHandle(proof.handle), one.handle);
    count.equal(verify(one.text, [key]).code, 'valid');
  }
  count.is(15, t);
});

test('what a validator answers', (t) => {
  const count = new Count();
  const { not_yet, final, refused, unknown, status, blocks } = file.service;
  count.equal(readStanding(bytes(not_yet)), { kind: 'not-yet' });
  count.equal(readStanding(bytes(unknown)), { kind: 'unknown' });
  count.equal(readStanding(bytes(refused)), { kind: 'refused', code: 'notice.already-used' });
  const standing = readStanding(bytes(final));
  count.equal([standing.kind, standing.outcome.number, hex(entryDigest(standing.receipt))], [
    'final',
    111012600001n,
    file.birth.digest,
  ]);
  count.equal(readNodeStatus(bytes(status))?.height, 1n);
  count.equal(readBlockLines(bytes(blocks))?.length, 1);
  count.is(6, t);
});

test('the signature of a request', () => {
  const { method, path_and_query, time_ms, body, digest, authorization } = file.request;
  const time = new Uint8Array(8);
  new DataView(time.buffer).setBigUint64(0, BigInt(time_ms));
  const bodyHash = tagged('', bytes(body));
  const zero = Uint8Array.of(0);
  const message = tagged('dalolat/request/1', utf8(method), zero, utf8(path_and_query), zero, time, bodyHash);
  assert.equal(hex(message), digest);
  const signature = bytes(/signature=([0-9a-f]{128})$/.exec(authorization)[1]);
  assert.equal(verifyEd25519(records[0].key.publicKey, message, signature), true);
});
