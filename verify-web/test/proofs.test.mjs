// docs/formats/certificate-proof.md and network-key.md, by testdata/proofs-1.json and network-keys-1.json.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeBase45 } from '../lib/core/base45.js';
import { certifiedBlock } from '../lib/core/inclusion.js';
import { printActNumber, printCertificateNumber, printHandle, readHandle, readKeyFile, verify } from '../lib/core/index.js';
import { entryDigestOf, openedHalf, readProof, rootOfGroup } from '../lib/core/proof.js';
import { bytes, Count, hex, utf8, vectors } from './support.mjs';

const file = vectors('proofs-1.json');

function keysOf(text) {
  const read = readKeyFile(utf8(text));
  assert.ok(read.ok);
  return read.keys;
}

const keys = keysOf(file.keys);

test('network-key files, good and bad', (t) => {
  const count = new Count();
  const { good, bad, long } = vectors('network-keys-1.json');
  for (const { note, code, text, pieces } of [...good, ...bad, ...long]) {
    const whole = text ?? pieces.map((piece) => piece.text.repeat(piece.times)).join('');
    const read = readKeyFile(utf8(whole));
    count.equal(read.ok ? 'good' : read.code, code, note);
  }
  count.is(57, t);
});

test('what a good key file holds', () => {
  const [key] = keysOf(vectors('network-keys-1.json').good[0].text);
  assert.deepEqual(
    { ...key, network: key.network.class, key: key.key.length },
    {
      network: 'demo',
      keyId: 7,
      key: 96,
      origin: 'dealer',
      members: 4,
      quorum: 3,
      fromHeight: 0n,
      toHeight: null,
      agencies: ['Agency 1', 'Agency 2', 'Agency 3', 'Agency 4'],
    },
  );
});

test('the files that JSON.parse would let through', () => {
  const [{ text }] = vectors('network-keys-1.json').good;
  const changed = (from, to) => {
    assert.ok(text.includes(from));
    return readKeyFile(utf8(text.replace(from, to))).code;
  };
  assert.equal(changed('"members": 4', '"members": 4, "members": 4'), 'json');
  assert.equal(changed('"from_height": 0', '"from_height": 1e0'), 'json');
  assert.equal(changed('"from_height": 0', '"from_height": -0'), 'json');
  assert.equal(changed('Agency 1', '\\ud800'), 'json');
  assert.equal(changed('Agency 1', '\\u0085'), 'field.agencies');
  assert.equal(changed('Agency 1', '\\u3000\\u2003'), 'field.agencies');
  assert.equal(changed('"agencies": [', '"agencies": [['), 'json');
  assert.equal(readKeyFile(utf8('['.repeat(200_000))).code, 'json');
  assert.equal(readKeyFile(Uint8Array.of(0x22, 0xff, 0x22)).code, 'json');
});

test('every step to the verdict on a proof', (t) => {
  const count = new Count();
  for (const vector of file.proofs) {
    const { note } = vector;
    const encoded = bytes(vector.bytes);
    const proof = readProof(encoded);
    assert.ok(proof, note);
    count.equal(encoded.length, vector.length, note);
    count.equal(vector.text.slice(0, 5) + encodeBase45(encoded), vector.text, note);
    count.equal(printActNumber(proof.act), vector.act, note);
    count.equal(printCertificateNumber(proof.number), vector.number, note);
    count.equal(printHandle(proof.handle), vector.handle, note);
    const roots = proof.groups.map((one) => ({ group: one.group, root: hex(rootOfGroup(proof, one)) }));
    count.equal(roots, vector.groups, note);
    count.equal(hex(openedHalf(proof)), vector.opened, note);
    count.equal(hex(entryDigestOf(proof)), vector.entry_digest, note);
    count.equal(hex(certifiedBlock(entryDigestOf(proof), proof)), vector.certified_block, note);
    count.equal(verify(vector.text, keys).code, vector.verdict, note);
  }
  count.is(90, t);
});

test('verdicts under other keys, and on texts that are not read', (t) => {
  const count = new Count();
  for (const { note, text, keys: own, verdict } of file.verdicts) {
    count.equal(verify(text, keysOf(own)).code, verdict, note);
  }
  for (const { note, text, verdict } of file.unreadable) count.equal(verify(text, keys).code, verdict, note);
  for (const { note, bytes: encoded } of file.malformed) {
    const read = bytes(encoded);
    count.equal(readProof(read), null, note);
    count.equal(verify(`DALX:${encodeBase45(read)}`, keys).code, 'not-valid.cbor', note);
  }
  count.is(78, t);
});

test('what a verdict holds', () => {
  const [live, , , , , , , , provisional] = file.proofs;
  const valid = verify(live.text, keys);
  assert.equal(valid.conclusion, 'valid');
  assert.equal(valid.prefix, 'DAL1');
  assert.equal(valid.key.keyId, 9);
  assert.equal(valid.proof.groups[0].values[0], 'Karimova');
  const unknown = verify(live.text, []);
  assert.equal(unknown.conclusion, 'cannot-tell');
  assert.equal(unknown.keyId, 9);
  assert.equal(verify(provisional.text, keys).proof.number, 11012600001n);
  const broken = verify(live.text.replace('DAL1', 'DALX'), keys);
  assert.deepEqual(broken, { conclusion: 'not-valid', code: 'not-valid.network', prefix: 'DALX' });
});

test('a document of a later kind is never called not valid', (t) => {
  const count = new Count();
  const head = (document) => `DALX:${encodeBase45(bytes(document))}`;
  for (const [document, code] of [
    ['950701' + '02', 'cannot-tell.document'],
    ['95' + '18ff' + '18ff' + '18ff', 'cannot-tell.document'],
    ['950701' + '1802', 'not-valid.cbor'],
    ['950701' + '190100', 'not-valid.cbor'],
    ['95' + '190100' + '01' + '02', 'not-valid.cbor'],
    ['940701' + '02', 'not-valid.cbor'],
    ['9515', 'not-valid.cbor'],
    ['950701' + '18', 'not-valid.cbor'],
    ['950701' + '02' + '00'.repeat(8188), 'cannot-tell.document'],
    ['950701' + '02' + '00'.repeat(8189), 'not-valid.cbor'],
  ]) {
    count.equal(verify(head(document), keys).code, code, document.slice(0, 20));
  }
  count.is(10, t);
});

test('handles as they are printed and typed', (t) => {
  const count = new Count();
  for (const { bytes: encoded, printed } of vectors('worked-1.json').identifiers.handles) {
    count.equal(printHandle(bytes(encoded)), printed);
    const typed = printed.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
    for (const form of [printed, typed, printed.replaceAll('1', 'I')]) {
      const read = readHandle(form);
      count.equal(read.ok && hex(read.handle), encoded, form);
    }
  }
  count.is(12, t);
});

test('handles that are refused: every wrong character and every swap is found', (t) => {
  const count = new Count();
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  const good = '000410610' + '50R3GG28A1C60T3GF5E';
  assert.ok(readHandle(good).ok);
  for (let i = 0; i < good.length; i++) {
    for (const other of alphabet.replace(good[i], '')) {
      count.equal(readHandle(good.slice(0, i) + other + good.slice(i + 1)).ok, false);
    }
    const swapped = good.slice(0, i) + good.slice(i + 1, i + 2) + good[i] + good.slice(i + 2);
    if (swapped !== good) count.equal(readHandle(swapped).ok, false);
  }
  assert.deepEqual(readHandle('8' + good.slice(1)), { ok: false, fault: 'range' });
  assert.deepEqual(readHandle(good.slice(1)), { ok: false, fault: 'length' });
  assert.deepEqual(readHandle(`${good}0`), { ok: false, fault: 'length' });
  assert.deepEqual(readHandle(`U${good.slice(1)}`), { ok: false, fault: 'character' });
  assert.deepEqual(readHandle(`ſ${good.slice(1)}`), { ok: false, fault: 'character' });
  assert.deepEqual(readHandle(`${good.slice(0, -1)}F`), { ok: false, fault: 'check' });
  count.is(28 * 31 + 24, t);
});
