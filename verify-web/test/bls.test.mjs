// docs/formats/finalization.md: points that are not canonical, not of the subgroup, or infinity are refused.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { verifyMinSig } from '../lib/core/bls.js';
import { bytes, Count, hex, vectors } from './support.mjs';

const { Fp } = bls12_381.fields;
const cases = vectors('headers-1.json').finalizations.map(({ key, finalization }) => ({
  key: bytes(key),
  message: bytes(finalization.message),
  signature: bytes(finalization.signature),
}));
const [{ key, message, signature }] = cases;

const withFlags = (point, flags) => Uint8Array.from([(point[0] & 0x1f) | flags, ...point.subarray(1)]);

test('the vectors hold, so that what follows is refused for its own sake', () => {
  for (const one of cases) assert.ok(verifyMinSig(one.key, one.message, one.signature));
});

test('a key that was read before does not stand in for another one', () => {
  const other = cases.find((one) => hex(one.key) !== hex(key));
  const changing = key.slice();
  assert.equal(verifyMinSig(changing, message, signature), true);
  changing.set(other.key);
  assert.equal(verifyMinSig(changing, message, signature), false);
  assert.equal(verifyMinSig(changing, other.message, other.signature), true);
  changing[95] ^= 1;
  assert.equal(verifyMinSig(changing, other.message, other.signature), false);
  assert.equal(verifyMinSig(key, message, signature), true);
});

test('infinity is no key and no signature', () => {
  const noSignature = withFlags(new Uint8Array(48), 0xc0);
  const noKey = withFlags(new Uint8Array(96), 0xc0);
  assert.equal(verifyMinSig(key, message, noSignature), false);
  assert.equal(verifyMinSig(noKey, message, signature), false);
  assert.equal(verifyMinSig(noKey, message, noSignature), false);
});

test('every other set of flags is refused', (t) => {
  const count = new Count();
  for (let flags = 0; flags < 0x100; flags += 0x20) {
    if (flags !== (signature[0] & 0xe0)) {
      count.equal(verifyMinSig(key, message, withFlags(signature, flags)), false, `signature ${flags}`);
    }
    if (flags !== (key[0] & 0xe0)) {
      count.equal(verifyMinSig(withFlags(key, flags), message, signature), false, `key ${flags}`);
    }
  }
  count.is(14, t);
});

/**
 * The same coordinate with the modulus added: `null` where it has no room. The first part of a point lends three bits to
 * the flags, so its room is 381 bits; the second part of a key has all 384.
 */
function addModulus(encoded, from) {
  const part = encoded.slice(from, from + 48);
  const flags = from === 0 ? part[0] & 0xe0 : 0;
  part[0] ^= flags;
  const sum = BigInt(`0x${hex(part)}`) + Fp.ORDER;
  if (sum >= 1n << (from === 0 ? 381n : 384n)) return null;
  const changed = encoded.slice();
  changed.set(bytes(sum.toString(16).padStart(96, '0')), from);
  changed[from] |= flags;
  return changed;
}

test('an x that is not below the modulus is refused', (t) => {
  const count = new Count();
  for (const one of cases) {
    const longer = addModulus(one.signature, 0);
    if (longer !== null) count.equal(verifyMinSig(one.key, one.message, longer), false);
    for (const from of [0, 48]) {
      const changed = addModulus(one.key, from);
      if (changed !== null) count.equal(verifyMinSig(changed, one.message, one.signature), false);
    }
  }
  count.is(23, t);
});

/** Encodings of points of the curve that are not in the subgroup, by small x, as the library names them. */
function outside(Point, length) {
  const found = [];
  for (let x = 0; x < 200 && found.length < 3; x++) {
    const encoded = withFlags(Uint8Array.from({ length }, (_, i) => (i === length - 1 ? x : 0)), 0x80);
    try {
      Point.fromBytes(encoded);
    } catch (fault) {
      if (/subgroup/.test(fault.message)) found.push(encoded);
    }
  }
  return found;
}

test('points outside the subgroup are refused', (t) => {
  const count = new Count();
  for (const point of outside(bls12_381.G1.Point, 48)) count.equal(verifyMinSig(key, message, point), false);
  for (const point of outside(bls12_381.G2.Point, 96)) count.equal(verifyMinSig(point, message, signature), false);
  count.is(6, t);
});

test('other lengths are refused, those of points that are not compressed too', () => {
  const long = bls12_381.G1.Point.fromBytes(signature).toBytes(false);
  assert.equal(long.length, 96);
  assert.equal(verifyMinSig(key, message, long), false);
  assert.equal(verifyMinSig(bls12_381.G2.Point.fromBytes(key).toBytes(false), message, signature), false);
  assert.equal(verifyMinSig(key, message, signature.subarray(0, 47)), false);
  assert.equal(verifyMinSig(new Uint8Array(0), message, signature), false);
});
