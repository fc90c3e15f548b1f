// What must be true of every input, tried on many that look like chance and are the same on every run.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeBase45, encodeBase45 } from '../lib/core/base45.js';
import { readHandle, printHandle, readKeyFile, readReceipt, readSignedEntry, readStateProof, verify } from '../lib/core/index.js';
import { readProof } from '../lib/core/proof.js';
import { bytes, Count, generator, hex, utf8, vectors } from './support.mjs';

const file = vectors('proofs-1.json');
const { keys } = readKeyFile(utf8(file.keys));
const CODES = new Set([
  ...['prefix', 'base45', 'cbor', 'network', 'path', 'signature', 'height'].map((one) => `not-valid.${one}`),
  ...['version', 'document', 'provisional', 'unknown-key'].map((one) => `cannot-tell.${one}`),
]);

test('base45 comes back as it went', (t) => {
  const count = new Count();
  const chance = generator(2);
  for (let length = 0; length < 300; length++) {
    const value = Uint8Array.from({ length }, () => chance(256));
    count.equal(hex(decodeBase45(encodeBase45(value), 300)), hex(value));
  }
  count.is(300, t);
});

test('base45 has one form: what is read is written the same', (t) => {
  const count = new Count();
  const chance = generator(3);
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
  for (let i = 0; i < 3000; i++) {
    const text = Array.from({ length: chance(9) }, () => alphabet[chance(45)]).join('');
    const read = decodeBase45(text, 100);
    if (read !== null) count.equal(encodeBase45(read), text);
  }
  count.is(820, t);
});

test('more base45 than a reader takes is looked at and not kept', () => {
  assert.equal(decodeBase45('000'.repeat(100_000), 8192).length, 8193);
  assert.equal(decodeBase45(`${'000'.repeat(100_000)}##`, 8192), null);
});

test('no changed bit of a valid proof is valid', (t) => {
  const count = new Count();
  const chance = generator(4);
  const [live, demo] = file.proofs;
  for (const { bytes: encoded, text } of [live, demo]) {
    assert.equal(verify(text, keys).code, 'valid');
    for (let i = 0; i < 60; i++) {
      const changed = bytes(encoded);
      const bit = chance(changed.length * 8);
      changed[bit >> 3] ^= 1 << (bit & 7);
      const { code } = verify(text.slice(0, 5) + encodeBase45(changed), keys);
      count.equal(CODES.has(code), true, `bit ${bit}: ${code}`);
    }
  }
  count.is(120, t);
});

test('no text throws', (t) => {
  const count = new Count();
  const chance = generator(5);
  const [, { text: good }] = file.proofs;
  const texts = ['', 'DAL', 'DALX', 'DALX:', '\ud800', 'DALX:\udfff', 'DAL1:\u0000', 'ＤＡＬ１:', '\ufeffDAL1:'];
  for (let i = 0; i < 500; i++) {
    texts.push(good.slice(0, chance(good.length)) + String.fromCharCode(chance(0x10000)) + good.slice(chance(20)));
    texts.push(`DALX:${Array.from({ length: chance(40) }, () => String.fromCharCode(32 + chance(64))).join('')}`);
    texts.push(`DALX:${encodeBase45(Uint8Array.from({ length: chance(60) }, () => chance(256)))}`);
  }
  for (const text of texts) count.equal(CODES.has(verify(text, keys).code), true, text);
  count.is(1509, t);
});

test('ten million characters take no more than a look at each', () => {
  const before = process.cpuUsage();
  assert.equal(verify(`DALX:${'0'.repeat(9_999_999)}`, keys).code, 'not-valid.cbor');
  const { user, system } = process.cpuUsage(before);
  // Microseconds of this process, so that a busy machine makes nothing fail.
  assert.ok(user + system < 5_000_000);
});

test('no bytes throw', (t) => {
  const count = new Count();
  const chance = generator(6);
  const heads = ['95', '83', '82', '8a', '7b', '5b', '9b', ''];
  for (let i = 0; i < 4000; i++) {
    const body = Uint8Array.from({ length: chance(80) }, () => chance(256));
    const value = bytes(heads[chance(heads.length)] + hex(body));
    for (const read of [readProof, readReceipt, readSignedEntry, readStateProof]) count.equal(read(value), null);
    count.equal(readKeyFile(value).ok, false);
  }
  count.is(20_000, t);
});

test('handles come back as they went', (t) => {
  const count = new Count();
  const chance = generator(8);
  for (let i = 0; i < 500; i++) {
    const handle = Uint8Array.from({ length: 16 }, () => chance(256));
    const read = readHandle(printHandle(handle));
    count.equal(read.ok && hex(read.handle), hex(handle));
  }
  count.is(500, t);
});
