// docs/formats/status.md, by testdata/status-1.json: whole answers about certificates.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat } from '../lib/core/bytes.js';
import { finalizationMessage } from '../lib/core/finalization.js';
import { blockDigest, followHops, rest2Of, restOf } from '../lib/core/header.js';
import { networkOf, readKeyFile, verifyCertificateStatus } from '../lib/core/index.js';
import { readStatusAnswer } from '../lib/core/status.js';
import { bytes, Count, hex, utf8, vectors } from './support.mjs';

const file = vectors('status-1.json');

function keysOf(text) {
  const read = readKeyFile(utf8(text));
  assert.ok(read.ok);
  return read.keys;
}

const own = keysOf(file.keys);

function answerOf({ answer, pieces }) {
  if (answer !== undefined) return bytes(answer);
  return concat(...pieces.map((piece) => bytes(piece.bytes.repeat(piece.times))));
}

function judge(vector) {
  const keys = vector.keys === undefined ? own : keysOf(vector.keys);
  return verifyCertificateStatus(answerOf(vector), bytes(vector.handle), keys);
}

test('answers that prove how a certificate stands', (t) => {
  const count = new Count();
  for (const vector of file.good) {
    const { note, says, height, time_ms } = vector;
    const expected = { ok: true, standing: says, height: BigInt(height), timeMs: BigInt(time_ms) };
    count.equal(judge(vector), expected, note);
  }
  count.is(42, t);
});

test('every step to it', (t) => {
  const count = new Count();
  for (const { note, steps, ...vector } of file.good) {
    const { at, facts } = readStatusAnswer(answerOf(vector));
    const digest = blockDigest({ ...at.header, rest: restOf(at.header.parent, rest2Of(at.header)) });
    count.equal(hex(digest), steps.header_digest, note);
    count.equal(at.hops.length, steps.hops, note);
    const certified = followHops(digest, at.header.height, at.hops);
    count.equal(hex(certified), steps.certified_block, note);
    const message = finalizationMessage(networkOf(bytes(steps.network)), at.finalization, certified);
    count.equal(hex(message), steps.message, note);
    const shown = facts.map(({ key, proof: { operations, place } }) => {
      return { key: hex(key), operations: Number(operations), place: Number(place) };
    });
    count.equal(shown, steps.facts, note);
  }
  count.is(210, t);
});

for (const [section, cases] of [
  ['broken', 95],
  ['malformed', 84],
]) {
  test(`answers that prove nothing, each with its code: ${section}`, (t) => {
    const count = new Count();
    for (const vector of file[section]) count.equal(judge(vector), { ok: false, code: vector.code }, vector.note);
    count.is(cases, t);
  });
}

test('every code is met, and answers about numbers of acts say nothing of a certificate', (t) => {
  const codes = new Set([...file.broken, ...file.malformed].map(({ code }) => code));
  assert.deepEqual([...codes].sort(), [
    'fact',
    'height',
    'malformed',
    'no-fact',
    'not-now',
    'path',
    'signature',
    'unknown',
  ]);
  const count = new Count();
  for (const vector of file.acts) {
    const verdict = verifyCertificateStatus(answerOf(vector), bytes('00'.repeat(16)), own);
    count.equal(verdict, { ok: false, code: 'no-fact' }, vector.note);
  }
  count.is(34, t);
});
