// docs/formats/commitment.md, by testdata/commitments-1.json and testdata/worked-1.json.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  commitment,
  fieldLeaf,
  fieldSalt,
  groupRoot,
  readSealedRecord,
  writeFieldValue,
} from '../lib/core/commitment.js';
import { fieldName } from '../lib/core/index.js';
import { bytes, Count, hex, vectors } from './support.mjs';

function compare(count, record) {
  const sealed = readSealedRecord(bytes(record.bytes));
  assert.ok(sealed);
  count.equal([sealed.kind, sealed.schema], [record.kind, record.schema]);
  const roots = sealed.groups.map((values, group) => {
    const { seed, fields, root } = record.groups[group];
    count.equal(hex(sealed.seeds[group]), seed);
    count.equal(values.length, fields.length);
    values.forEach((value, i) => {
      const salt = fieldSalt(sealed.seeds[group], i);
      const leaf = fieldLeaf(sealed.kind, sealed.schema, group, i, salt, value);
      count.equal([hex(writeFieldValue(value)), hex(salt), hex(leaf)], [fields[i].cbor, fields[i].salt, fields[i].leaf]);
    });
    const computed = groupRoot(sealed.kind, sealed.schema, group, sealed.seeds[group], values);
    count.equal(hex(computed), root);
    return computed;
  });
  count.equal(hex(commitment(sealed.kind, sealed.schema, roots)), record.commitment);
}

test('every salt, leaf, root and commitment', (t) => {
  const count = new Count();
  const { records } = vectors('commitments-1.json');
  for (const { record } of records) compare(count, record);
  compare(count, vectors('worked-1.json').record);
  count.is(346, t);
});

test('records that are refused', (t) => {
  const count = new Count();
  for (const { bytes: encoded, note } of vectors('commitments-1.json').refused) {
    count.equal(readSealedRecord(bytes(encoded)), null, note);
  }
  count.is(11, t);
});

test('each field of a birth has the name that stands in its place', (t) => {
  const count = new Count();
  const { records } = vectors('commitments-1.json');
  const named = readSealedRecord(bytes(records[1].record.bytes));
  named.groups.forEach((values, group) => {
    values.forEach((name, i) => count.equal(fieldName('birth-certificate', 1, group, i), name));
    assert.equal(fieldName('birth-certificate', 1, group, values.length), null);
  });
  assert.equal(fieldName('birth-certificate', 1, 6, 0), null);
  assert.equal(fieldName('birth-certificate', 3, 0, 0), null);
  count.is(64, t);
});
