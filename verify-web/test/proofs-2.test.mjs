// docs/formats/certificate-proof.md and finalization.md, by testdata/proofs-2.json: points that no verifier may take,
// the greatest sizes and the greatest numbers.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { decodeBase45 } from '../lib/core/base45.js';
import { readKeyFile, verify } from '../lib/core/index.js';
import { readProof } from '../lib/core/proof.js';
import { Count, hex, utf8, vectors } from './support.mjs';

const file = vectors('proofs-2.json');

function keysOf(text) {
  const read = readKeyFile(utf8(text));
  assert.ok(read.ok);
  return read.keys;
}

const textOf = ({ text, pieces }) => text ?? pieces.map((piece) => piece.text.repeat(piece.times)).join('');
const own = keysOf(file.keys);

for (const [section, cases] of [
  ['signatures', 20],
  ['network_keys', 21],
  ['sizes', 26],
  ['numbers', 23],
]) {
  test(`verdicts at the edges: ${section}`, (t) => {
    const count = new Count();
    for (const vector of file[section]) {
      const keys = vector.keys === undefined ? own : keysOf(vector.keys);
      count.equal(verify(textOf(vector), keys).code, vector.verdict, vector.note);
    }
    count.is(cases, t);
  });
}

test('each file of keys and each set of points is another one, so that each is refused for its own sake', () => {
  for (const section of ['signatures', 'network_keys']) {
    const seen = new Set(file[section].map((vector) => `${vector.text} ${vector.keys}`));
    assert.equal(seen.size, file[section].length);
  }
});

/** The point of an encoding without a look at its subgroup: the y whose sign the flags give, for an x on the curve. */
function loosely(curve, fields, encoded) {
  const parts = [encoded.slice(0, 48), encoded.slice(48)].map((part) => part.slice());
  parts[0][0] &= 0x1f;
  const [first, second] = parts.map((part) => BigInt(`0x0${hex(part)}`));
  const isLong = encoded.length === 96;
  const F = isLong ? fields.Fp2 : fields.Fp;
  const x = isLong ? F.fromBigTuple([second, first]) : first;
  const b = isLong ? F.fromBigTuple([4n, 4n]) : 4n;
  const y = F.sqrt(F.add(F.mul(F.mul(x, x), x), b));
  const isGreater = (value) => 2n * (isLong ? value.c1 || value.c0 : value) > fields.Fp.ORDER;
  return curve.Point.fromAffine({ x, y: isGreater(y) === ((encoded[0] & 0x20) !== 0) ? y : F.neg(y) });
}

test('the sums differ from the right points by what 11 or 13 takes to infinity, so the subgroup alone tells', () => {
  const { G1, G2, fields } = bls12_381;
  const named = (section, start) => file[section].find(({ note }) => note.startsWith(start));
  const signatures = ['as it is', 'the sum'].map((start) => {
    return readProof(decodeBase45(named('signatures', start).text.slice(5), 8192)).signature;
  });
  const keys = ['as it is', 'the sum'].map((start) => keysOf(named('network_keys', start).keys)[0].key);
  for (const [curve, order, [right, sum]] of [
    [G1, 11n, signatures],
    [G2, 13n, keys],
  ]) {
    const [inside, outside] = [right, sum].map((encoded) => loosely(curve, fields, encoded));
    const apart = outside.subtract(inside);
    assert.ok(inside.isTorsionFree() && !outside.isTorsionFree());
    assert.ok(!apart.is0() && apart.multiplyUnsafe(order).is0());
  }
  // Of the signature the pairing tells nothing: both give the same value. (Of the key this pairing would, as it is
  // bilinear over the subgroup alone; one that is so over the whole curve would not.)
  const { millerLoopBatch, utils } = bls12_381;
  const base = utils.calcPairingPrecomputes(G2.Point.BASE);
  const [one, other] = signatures.map((encoded) => {
    const { x, y } = loosely(G1, fields, encoded).toAffine();
    return millerLoopBatch([[base, x, y]], true);
  });
  assert.ok(fields.Fp12.eql(one, other));
});
