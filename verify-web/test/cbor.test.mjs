// docs/formats/canonical-cbor.md and the bounds of the small types, by testdata/cbor-1.json.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readOffice } from '../lib/core/bodies.js';
import { readWaiver } from '../lib/core/bodies-acts.js';
import { decode, writeArray, writeBytes, writeNull, writeText, writeUint } from '../lib/core/cbor.js';
import { readFieldValue, writeFieldValue } from '../lib/core/commitment.js';
import { readFinalization } from '../lib/core/finalization.js';
import { readGenesis } from '../lib/core/genesis.js';
import { readHop } from '../lib/core/header.js';
import { readNetwork } from '../lib/core/identifiers.js';
import { MAX_KEY_RECORD, readJurisdiction, readKeyRecord } from '../lib/core/key-record.js';
import { readOutcome } from '../lib/core/outcome.js';
import { readBlockLines, readNodeStatus, readStanding } from '../lib/core/service.js';
import { MAX_SIGNATURE, readSignature } from '../lib/core/signature.js';
import { bytes, Count, diagnostic, generator, hex, vectors } from './support.mjs';

const within = (read) => (encoded, max) => decode(encoded, max, read);

const READERS = {
  field: (encoded, max) => {
    // A null that was read and a fault both come out as null, so what is read is put in a list.
    const value = decode(encoded, max, (reader) => [readFieldValue(reader)]);
    return value;
  },
  digest: within((reader) => reader.bytes(32)),
  network: within(readNetwork),
  outcome: readOutcome,
  jurisdiction: within(readJurisdiction),
  'key-record': (encoded, max) => {
    assert.equal(max, MAX_KEY_RECORD);
    return readKeyRecord(encoded);
  },
  signature: (encoded, max) => {
    assert.equal(max, MAX_SIGNATURE);
    return readSignature(encoded);
  },
  waiver: within(readWaiver),
  office: within(readOffice),
  hop: within(readHop),
  finalization: within(readFinalization),
  standing: readStanding,
  status: readNodeStatus,
  blocks: readBlockLines,
  genesis: readGenesis,
};

test('every form is taken or refused as the vectors say', (t) => {
  const count = new Count();
  for (const { type, bytes_max: max, cases } of vectors('cbor-1.json').types) {
    const read = READERS[type];
    assert.ok(read, type);
    for (const { takes, refuses, value, note } of cases) {
      const encoded = bytes(takes ?? refuses);
      count.equal(read(encoded, max) !== null, takes !== undefined, `${type}: ${note}`);
      if (takes !== undefined) count.equal(diagnostic(encoded), value, `${type}: ${note}`);
    }
  }
  count.is(290, t);
});

test('a value of a field is the one that was written', (t) => {
  const count = new Count();
  const [fields] = vectors('cbor-1.json').types;
  for (const { takes } of fields.cases.filter((one) => one.takes !== undefined)) {
    const [value] = READERS.field(bytes(takes), fields.bytes_max);
    count.equal(hex(writeFieldValue(value)), takes);
  }
  count.is(20, t);
});

test('what is written is read again, and only in that form', (t) => {
  const count = new Count();
  const chance = generator(1);
  for (let i = 0; i < 500; i++) {
    const written = writeArray([
      writeNull(),
      writeUint((BigInt(chance(0xffffffff)) << 32n >> BigInt(chance(64))) & 0xffffffffffffffffn),
      writeBytes(Uint8Array.from({ length: chance(300) }, () => chance(256))),
      writeText('ʻ'.repeat(chance(40))),
    ]);
    const shape = (reader) => {
      reader.array(4, 4);
      return [reader.isNull(), reader.uint(), reader.bytesUpTo(300), reader.text(200)];
    };
    const [absent, number, string, text] = decode(written, 1000, shape);
    assert.ok(absent);
    count.equal(
      hex(writeArray([writeNull(), writeUint(number), writeBytes(string), writeText(text)])),
      hex(written),
    );
    assert.equal(decode(written.subarray(0, -1), 1000, shape), null);
    assert.equal(decode(written, written.length - 1, shape), null);
  }
  count.is(500, t);
});

test('a byte order mark is a character of a text like any other', () => {
  const encoded = writeText('\ufeffa');
  assert.equal(hex(encoded), '64efbbbf61');
  assert.equal(decode(encoded, 10, (reader) => reader.text(10)), '\ufeffa');
});
