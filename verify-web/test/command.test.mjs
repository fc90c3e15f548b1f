// The command dalolat-verify: what it prints, and its exit codes.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { vectors } from './support.mjs';

const MAIN = fileURLToPath(new URL('../lib/node/main.js', import.meta.url));
const { keys, proofs } = vectors('proofs-1.json');
const [live, demo, , , , , withRoot, , provisional] = proofs;

const directory = mkdtempSync(join(tmpdir(), 'dalolat-verify-'));
after(() => rmSync(directory, { recursive: true }));

function file(name, content) {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

const keyFile = file('keys.json', keys);

function run(args, input = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { input, encoding: 'utf8' });
  return { status, stdout, stderr, lines: stdout.split('\n') };
}

test('a valid text: the verdict, the values, what is proved and what is not', () => {
  const { status, lines, stdout, stderr } = run(['--network-key', keyFile, live.text]);
  assert.equal(status, 0, stderr);
  assert.equal(lines[0], 'VALID');
  assert.match(stdout, /Certificate of birth: +1101-26-00001\n/);
  assert.match(stdout, /Status code: +77DA-CMPK-619Z-7TAR-6Y1Z-4GJX-4DY2\n/);
  assert.match(stdout, /Surname: +Karimova\n/);
  assert.match(stdout, /At least 3 of 4 agencies/);
  assert.match(stdout, /Time of the block: +2026-11-23T05:00:02.000Z\n/);
  assert.match(stdout, /still in force/);
});

test('a sample says so first, and a closed group says that it was not compared', () => {
  const { status, lines, stdout } = run(['--network-key', keyFile, withRoot.text]);
  assert.equal(status, 0);
  assert.equal(lines[0], 'VALID, A SAMPLE WITHOUT LEGAL FORCE');
  assert.match(stdout, /"parents": +not in the code, and not compared/);
});

test('a file and standard input, with the end of their line', () => {
  for (const ending of ['', '\n', '\r\n']) {
    assert.equal(run(['--network-key', keyFile, file('text', demo.text + ending)]).status, 0);
    assert.equal(run(['--network-key', keyFile, '-'], demo.text + ending).status, 0);
  }
  assert.equal(run(['--network-key', keyFile, '-'], `${demo.text}\n\n`).status, 1);
});

test('no value of a text that is not valid, or of which nothing can be told, is printed', () => {
  const changed = live.text.replace('DAL1:', 'DALX:');
  for (const [text, status, first] of [
    [changed, 1, 'NOT VALID (not-valid.network)'],
    [provisional.text, 3, 'CANNOT TELL (cannot-tell.provisional)'],
  ]) {
    for (const json of [[], ['--json']]) {
      const { stdout, ...answer } = run(['--network-key', keyFile, ...json, text]);
      assert.equal(answer.status, status);
      if (json.length === 0) assert.equal(answer.lines[0], first);
      assert.doesNotMatch(stdout, /Karimova|1101-26|77DA/);
    }
  }
  assert.equal(run([live.text]).lines[0], 'CANNOT TELL (cannot-tell.unknown-key)');
});

test('JSON holds code, conclusion and values', () => {
  const { status, stdout } = run(['--json', '--network-key', keyFile, live.text]);
  assert.equal(status, 0);
  const { conclusion, code, number, height, groups } = JSON.parse(stdout);
  assert.deepEqual([conclusion, code, number, height], ['valid', 'valid', '1101-26-00001', '2']);
  assert.deepEqual(groups[0].fields[0], { field: 'child.surname', value: 'Karimova' });
  assert.deepEqual(groups[0].fields[5], { field: 'birth.place.written', value: null });
});

test('wrong usage and wrong input', () => {
  for (const [args, why, input] of [
    [[], /usage/],
    [['a', 'b'], /usage/],
    [['--what', live.text], /what/],
    [[join(directory, 'missing')], /no file/],
    [[directory], /directory/],
    [['--network-key', file('broken.json', '{}'), live.text], /json/],
    [['--network-key', file('large.json', ' '.repeat(262_145)), live.text], /too-large/],
    [['-'], /too long/, 'x'.repeat(65_537)],
    [['-'], /not a text/, Buffer.of(0xff)],
    [[file('paper.pdf', '%PDF-1.7')], /is a PDF.*keywords/],
    [[file('paper.png', Buffer.of(0x89, 0x50, 0x4e, 0x47))], /is a picture/],
  ]) {
    const { status, stderr, stdout } = run(args, input);
    assert.equal(status, 2, stderr);
    assert.match(stderr, why);
    assert.equal(stdout, '');
  }
});

test('help', () => {
  const { status, stdout } = run(['--help']);
  assert.equal(status, 0);
  assert.match(stdout, /exit codes/);
});
