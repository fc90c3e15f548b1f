// docs/formats/entry.md, outcome-and-digest.md and signatures.md, by testdata/entries-1.json.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  entryDigest,
  faultOfSignatures,
  halvesOf,
  readKeyRecord,
  readOutcome,
  readSignedEntry,
  signedMessage,
} from '../lib/core/index.js';
import { bytes, Count, diagnostic, hex, vectors } from './support.mjs';

const file = vectors('entries-1.json');
const records = file.keys.map(({ record }) => readKeyRecord(bytes(record)));

test('key records and their ids', (t) => {
  const count = new Count();
  file.keys.forEach(({ id, name }, i) => count.equal(hex(records[i].id), id, name));
  count.is(20, t);
});

test('entries of all kinds, each signed by both schemes', (t) => {
  const count = new Count();
  for (const { kind, note, entry, diagnostic: printed, id, outcome, outcome_diagnostic, signed } of file.entries) {
    count.equal(diagnostic(bytes(entry)), printed, note);
    count.equal(diagnostic(bytes(outcome)), outcome_diagnostic, note);
    assert.ok(readOutcome(bytes(outcome)));
    for (const one of signed) {
      const read = readSignedEntry(bytes(one.bytes));
      assert.ok(read, note);
      count.equal([read.entry.body.kind, read.entry.network.hex, hex(read.id)], [kind, file.network, id], note);
      count.equal(read.signatures.map(({ proof }) => proof.scheme), one.signatures.map(({ scheme }) => scheme));
      count.equal(
        read.signatures.map(({ role }) => hex(signedMessage(read.id, role))),
        one.signatures.map(({ message }) => message),
      );
      count.equal(faultOfSignatures(read, records), null, note);
      const halves = halvesOf(bytes(one.bytes), bytes(outcome));
      assert.ok(halves, note);
      count.equal(
        [hex(halves.opened), hex(halves.closed), hex(entryDigest(halves))],
        [one.opened, one.closed, one.digest],
        note,
      );
    }
  }
  count.is(211, t);
});

test('an outcome of another kind than the entry opens to nothing', (t) => {
  const count = new Count();
  const outcomes = file.entries.map(({ outcome }) => outcome);
  for (const { outcome, signed } of file.entries) {
    for (const other of outcomes.filter((one) => one.slice(0, 4) !== outcome.slice(0, 4))) {
      count.equal(halvesOf(bytes(signed[0].bytes), bytes(other)), null);
    }
  }
  count.is(144, t);
});

test('signatures of unknown keys and changed signatures', () => {
  const [{ signed }] = file.entries;
  const read = readSignedEntry(bytes(signed[0].bytes));
  assert.equal(faultOfSignatures(read, []), 'unknown-key');
  assert.equal(faultOfSignatures({ ...read, id: new Uint8Array(32) }, records), 'signature');
});

test('entries that are refused', (t) => {
  const count = new Count();
  for (const { bytes: encoded, note } of file.refused) count.equal(readSignedEntry(bytes(encoded)), null, note);
  count.is(56, t);
});
