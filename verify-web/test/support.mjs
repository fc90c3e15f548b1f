// What the tests share: the vectors, hexadecimal, a printer of diagnostic notation, and counting what was compared.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Reader } from '../lib/core/cbor.js';

const TESTDATA = new URL('../../testdata/', import.meta.url);

/** The text of a vector file. */
export function vectorText(name) {
  return readFileSync(new URL(name, TESTDATA), 'utf8');
}

/**
 * A vector file as values. Integers that a double cannot hold come as texts of their digits, so BigInt() takes both.
 */
export function vectors(name) {
  return JSON.parse(vectorText(name).replace(/(?<!\\)": (\d{16,})(?=[,\s])/g, '": "$1"'));
}

export function bytes(hex) {
  assert.match(hex, /^([0-9a-f]{2})*$/);
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

export function hex(value) {
  return Buffer.from(value).toString('hex');
}

export function utf8(text) {
  return new TextEncoder().encode(text);
}

/** One value of canonical CBOR in diagnostic notation (RFC 8949 section 8), without escapes in texts. */
export function diagnostic(encoded) {
  const reader = new Reader(encoded);
  const printed = print(reader);
  reader.end();
  return printed;
}

function print(reader) {
  if (reader.isNull()) return 'null';
  if (reader.nextIs('uint')) return reader.uint().toString();
  if (reader.nextIs('text')) return `"${reader.text(1 << 20)}"`;
  if (reader.nextIs('array')) return `[${reader.list(0, 1 << 20, print).join(', ')}]`;
  return `h'${hex(reader.bytesUpTo(1 << 20))}'`;
}

/** Counts comparisons, so that a loop over nothing is a failure. */
export class Count {
  #count = 0;

  equal(actual, expected, what) {
    assert.deepEqual(actual, expected, what);
    this.#count += 1;
  }

  /** `expected` is what the published file holds; a published file never changes. */
  is(expected, t) {
    assert.equal(this.#count, expected);
    t.diagnostic(`${this.#count} compared`);
  }
}

/** Numbers that look like chance and are the same on every run: xorshift32. */
export function generator(seed) {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  test('the printer tells every type of value apart', () => {
    assert.equal(diagnostic(bytes('8501f66161428182' + '820080')), `[1, null, "a", h'8182', [0, []]]`);
    assert.throws(() => diagnostic(bytes('0000')));
  });
  test('great integers of a vector file keep their digits', () => {
    const { headers } = vectors('headers-1.json');
    assert.equal(headers[2].header.height, '18446744073709551615');
  });
}
