// docs/formats/status.md, by answers made here; status-1.test.mjs has the published ones. The block and its finalization
// are signed with the demo key, which testdata/README.md lets anybody derive; the roots of the state are written out by
// the steps of docs/formats/state.md, and one comes from testdata/state-proofs-1.json.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concat, u64 } from '../lib/core/bytes.js';
import { writeArray, writeBytes, writeUint } from '../lib/core/cbor.js';
import { finalizationMessage } from '../lib/core/finalization.js';
import { blockDigest, rest2Of, restOf } from '../lib/core/header.js';
import { readKeyFile, verifyCertificateStatus } from '../lib/core/index.js';
import { bytes, Count, hex, utf8, vectors } from './support.mjs';

const SUITE = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_';
const handle = bytes('000102030405060708090a0b0c0d0e0f');
const [key] = readKeyFile(utf8(vectors('network-keys-1.json').good[0].text)).keys;
const H = (...parts) => sha256(concat(...parts));
const digest = (name) => sha256(utf8(name));

/** KeyGen of draft-irtf-cfrg-bls-signature section 2.3 over 32 bytes of the number. */
function secretOf(number) {
  const input = concat(new Uint8Array(32).fill(number), Uint8Array.of(0));
  const wide = hkdf(sha256, input, sha256(utf8('BLS-SIG-KEYGEN-SALT-')), Uint8Array.of(0, 48), 48);
  const { Fr } = bls12_381.fields;
  return Fr.toBytes(BigInt(`0x${hex(wide)}`) % Fr.ORDER);
}

const secret = secretOf(7);

/** A state of two operations of which the second gave the key its value, by steps 4 to 8 for place 1 of 2. */
function stateOf(stateKey, value) {
  const activity = concat(Uint8Array.of(0b10), new Uint8Array(31));
  const [sibling, operationsRoot, indexRoot] = ['sibling', 'operations', 'index'].map(digest);
  const hashedKey = H(utf8('dalolat/state-key/1'), stateKey);
  const leaf = H(u64(1n), Uint8Array.of(0xd2), hashedKey, Uint8Array.of(value.length), value);
  const node = H(u64(2n), sibling, leaf);
  const tree = H(Uint8Array.of(0, 1), u64(2n), node);
  const facts = H(operationsRoot, tree, u64(2n), H(activity));
  const proof = writeArray([
    writeUint(2),
    writeUint(1),
    writeUint(0),
    writeBytes(activity),
    writeArray([writeBytes(sibling)]),
    Uint8Array.of(0xf6),
    writeArray([]),
    Uint8Array.of(0xf6),
    writeBytes(operationsRoot),
    writeBytes(indexRoot),
  ]);
  const fact = writeArray([writeBytes(stateKey), writeBytes(value), proof]);
  return { root: H(utf8('dalolat/state/1'), facts, indexRoot), fact };
}

function certificate(value, of = handle) {
  return stateOf(concat(Uint8Array.of(8), of), Uint8Array.of(value));
}

const context = { epoch: 3n, view: 300n, leader: digest('leader'), parentView: 299n, parent: digest('parent') };

function headerOf(stateRoot, height = 41n) {
  return {
    height,
    timeMs: 1_795_410_041_000n,
    entryCount: 5,
    entriesRoot: digest('entries'),
    parent: digest('parent'),
    context,
    logSize: 900n,
    logRoot: digest('log'),
    stateHeight: 39n,
    stateRoot,
    enginePayload: new Uint8Array(0),
    rulesVersion: 1,
  };
}

function writeHeader(header) {
  const { epoch, view, leader, parentView, parent } = header.context;
  return writeArray([
    writeUint(header.height),
    writeUint(header.timeMs),
    writeUint(header.entryCount),
    writeBytes(header.entriesRoot),
    writeBytes(header.parent),
    writeArray([writeUint(epoch), writeUint(view), writeBytes(leader), writeUint(parentView), writeBytes(parent)]),
    writeUint(header.logSize),
    writeBytes(header.logRoot),
    writeUint(header.stateHeight),
    writeBytes(header.stateRoot),
    writeUint(header.rulesVersion),
  ]);
}

/** An answer about facts under the state of a header, through as many children as `hops` says. */
function answer(header, facts, { hops = 0, network = key.network } = {}) {
  let block = blockDigest({ ...header, rest: restOf(header.parent, rest2Of(header)) });
  const written = [];
  for (let i = 1; i <= hops; i++) {
    const child = { timeMs: header.timeMs + BigInt(i), entryCount: 0, entriesRoot: sha256(new Uint8Array(0)) };
    const rest2 = digest(`child ${i}`);
    block = blockDigest({ ...child, height: header.height + BigInt(i), rest: restOf(block, rest2) });
    written.push(
      writeArray([
        writeUint(child.timeMs),
        writeUint(child.entryCount),
        writeBytes(child.entriesRoot),
        writeBytes(rest2),
      ]),
    );
  }
  const counters = { epoch: 3n, view: 305n, parentView: 300n };
  const scheme = bls12_381.shortSignatures;
  const message = scheme.hash(finalizationMessage(network, counters, block), SUITE);
  const signature = scheme.Signature.toBytes(scheme.sign(message, secret));
  const finalization = writeArray([
    ...Object.values(counters).map((number) => writeUint(number)),
    writeBytes(signature),
  ]);
  return writeArray([
    writeUint(1),
    writeArray([writeHeader(header), writeArray(written), finalization]),
    writeArray(facts),
  ]);
}

const code = (encoded, keys = [key], of = handle) => {
  const verdict = verifyCertificateStatus(encoded, of, keys);
  return verdict.ok ? verdict.standing : verdict.code;
};

test('the secret that is derived is that of the demo key', () => {
  const publicKey = bls12_381.shortSignatures.getPublicKey(secret).toBytes();
  assert.equal(hex(publicKey), hex(key.key));
});

test('answers that prove how a certificate stands', (t) => {
  const count = new Count();
  for (const [value, standing] of [
    [1, 'in-force'],
    [2, 'no-longer-in-force'],
    [3, 'stolen'],
  ]) {
    for (const hops of [0, 1, 64]) {
      const { root, fact } = certificate(value);
      const verdict = verifyCertificateStatus(answer(headerOf(root), [fact], { hops }), handle, [key]);
      count.equal(verdict, { ok: true, standing, height: 41n, timeMs: 1_795_410_041_000n });
    }
  }
  count.is(9, t);
});

test('a proof of the published vectors holds under a final header, and is about no certificate', () => {
  const [vector] = vectors('state-proofs-1.json').presence;
  const fact = writeArray([writeBytes(bytes(vector.key)), writeBytes(bytes(vector.value)), bytes(vector.proof)]);
  assert.equal(code(answer(headerOf(bytes(vector.state_root)), [fact])), 'no-fact');
});

test('answers that prove nothing, each with its code', (t) => {
  const count = new Count();
  const { root, fact } = certificate(1);
  const good = answer(headerOf(root), [fact]);
  const older = { ...key, toHeight: 40n };
  const newer = { ...key, fromHeight: 42n };
  const other = { ...key, network: { ...key.network, bytes: bytes(`03${'0a'.repeat(16)}`) } };
  count.equal(code(good), 'in-force');
  count.equal(code(good, [older, other, key]), 'in-force');
  count.equal(code(good, []), 'signature');
  count.equal(code(good, [other]), 'signature');
  count.equal(code(good, [older]), 'height');
  count.equal(code(good, [newer, other]), 'height');
  count.equal(code(good, [key], bytes('ff'.repeat(16))), 'no-fact');
  count.equal(code(answer(headerOf(root), [])), 'no-fact');
  count.equal(code(answer(headerOf(digest('another state')), [fact])), 'fact');
  count.equal(code(answer(headerOf(root), [fact, certificate(2).fact])), 'fact');
  const unlisted = certificate(4);
  count.equal(code(answer(headerOf(unlisted.root), [unlisted.fact])), 'fact');
  count.equal(code(answer(headerOf(root, 2n ** 64n - 1n), [fact])), 'in-force');
  count.equal(code(answer(headerOf(root), [fact], { hops: 65 })), 'malformed');
  count.equal(code(answer(headerOf(root), Array(5).fill(fact))), 'malformed');
  count.equal(code(answer(headerOf(root), Array(4).fill(fact))), 'in-force');
  count.equal(code(bytes('83021a000100001903e8')), 'unknown');
  count.equal(code(bytes('8103')), 'not-now');
  count.equal(code(bytes('8203' + '00')), 'malformed');
  count.equal(code(bytes('8104')), 'malformed');
  count.equal(code(bytes('8101')), 'malformed');
  count.equal(code(new Uint8Array(0)), 'malformed');
  count.equal(code(new Uint8Array(131_073)), 'malformed');
  count.equal(code(concat(good, Uint8Array.of(0))), 'malformed');
  count.is(23, t);
});

test('a height that has no next one', () => {
  const { root, fact } = certificate(1);
  // No child of the greatest height can be hashed, so the height is put into an answer that is right otherwise.
  const text = hex(answer(headerOf(root, 2n ** 64n - 2n), [fact], { hops: 1 }));
  assert.equal(code(bytes(text)), 'in-force');
  assert.equal(code(bytes(text.replace('1bfffffffffffffffe', '1bffffffffffffffff'))), 'path');
});

test('no changed bit of an answer is believed', (t) => {
  const count = new Count();
  const { root, fact } = certificate(1);
  const good = answer(headerOf(root), [fact]);
  for (let bit = 5; bit < good.length * 8; bit += 61) {
    const changed = good.slice();
    changed[bit >> 3] ^= 1 << (bit & 7);
    count.equal(verifyCertificateStatus(changed, handle, [key]).ok, false, `bit ${bit}`);
  }
  count.is(Math.ceil((good.length * 8 - 5) / 61), t);
});
