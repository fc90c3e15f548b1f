// docs/formats/state.md, by testdata/state-proofs-1.json.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkStateProof } from '../lib/core/index.js';
import { bytes, Count, vectors } from './support.mjs';

const { presence } = vectors('state-proofs-1.json');

test('proofs that a key holds a value', (t) => {
  const count = new Count();
  for (const { what, proof, key, value, state_root } of presence) {
    count.equal(checkStateProof(bytes(proof), bytes(key), bytes(value), bytes(state_root)), null, what);
  }
  count.is(42, t);
});

test('another key, value or root is not proved', (t) => {
  const count = new Count();
  for (const { proof, key, value, state_root } of presence) {
    const root = bytes(state_root).map((byte, i) => (i === 31 ? byte ^ 1 : byte));
    count.equal(checkStateProof(bytes(proof), bytes(`${key}00`), bytes(value), bytes(state_root)), 'root');
    count.equal(checkStateProof(bytes(proof), bytes(key), bytes(`${value}00`), bytes(state_root)), 'root');
    count.equal(checkStateProof(bytes(proof), bytes(key), bytes(value), root), 'root');
  }
  count.is(126, t);
});

test('a value of more than 65,536 bytes is not looked at', () => {
  const [{ proof, key, state_root }] = presence;
  assert.equal(checkStateProof(bytes(proof), bytes(key), new Uint8Array(65_537), bytes(state_root)), 'value');
  assert.equal(checkStateProof(bytes(proof), bytes(key), new Uint8Array(65_536), bytes(state_root)), 'root');
});
