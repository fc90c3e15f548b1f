// docs/formats/receipt.md, by testdata/receipts-1.json.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finalizationMessage } from '../lib/core/finalization.js';
import { networkOf } from '../lib/core/identifiers.js';
import { certifiedBlock } from '../lib/core/inclusion.js';
import { entryDigest, halvesOf, readReceipt, verifyReceipt } from '../lib/core/index.js';
import { bytes, Count, hex, vectors } from './support.mjs';

const file = vectors('receipts-1.json');
const network = networkOf(bytes(file.network));
const key = bytes(file.key);

function halvesFor({ signed_entry: signed, outcome }) {
  const halves = halvesOf(bytes(signed), bytes(outcome));
  assert.ok(halves);
  return halves;
}

test('receipts that hold', (t) => {
  const count = new Count();
  for (const vector of file.receipts) {
    const { note } = vector;
    const receipt = readReceipt(bytes(vector.receipt));
    const digest = entryDigest(receipt);
    const block = certifiedBlock(digest, receipt.inclusion);
    count.equal(receipt.inclusion.hops.length, vector.hops, note);
    count.equal(hex(digest), vector.entry_digest, note);
    count.equal(hex(block), vector.certified_block, note);
    count.equal(hex(finalizationMessage(network, receipt.finalization, block)), vector.message, note);
    const verdict = verifyReceipt(bytes(vector.receipt), halvesFor(vector), network, key);
    count.equal(verdict.ok && hex(verdict.entryDigest), vector.entry_digest, note);
    count.equal(verifyReceipt(bytes(vector.receipt), null, network, key).ok, true, note);
  }
  count.is(30, t);
});

test('receipts that do not hold, each with its code', (t) => {
  const count = new Count();
  for (const { note, of, receipt, code } of file.broken) {
    const base = file.receipts.find((one) => one.note === of);
    const verdict = verifyReceipt(bytes(receipt), halvesFor(base), network, key);
    count.equal(verdict.ok ? 'good' : verdict.code, code, note);
  }
  for (const { note, bytes: encoded } of file.refused) {
    const verdict = verifyReceipt(bytes(encoded), null, network, key);
    count.equal(verdict.ok ? 'good' : verdict.code, 'malformed', note);
  }
  count.is(32, t);
});

test('another network and another key', () => {
  const [vector] = file.receipts;
  const other = networkOf(bytes(`02${file.network.slice(2)}`));
  assert.equal(verifyReceipt(bytes(vector.receipt), null, other, key).code, 'signature');
  assert.equal(verifyReceipt(bytes(vector.receipt), null, network, new Uint8Array(96)).code, 'signature');
});
