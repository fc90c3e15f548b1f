// The changed inputs of testdata/mutations-1.txt: the same code for each of them, by all six readers. Each of two
// threads takes every second line, because the checks of BLS signatures alone take more than a minute on one.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { encodeBase45 } from '../lib/core/base45.js';
import { concat } from '../lib/core/bytes.js';
import {
  checkStateProof,
  faultOfSignatures,
  halvesOf,
  networkOf,
  readKeyFile,
  readKeyRecord,
  readSignedEntry,
  verify,
  verifyReceipt,
} from '../lib/core/index.js';
import { bytes, vectorText } from './support.mjs';

const THREADS = 2;

/** The words of the file: what it gives to the readers, and its changes. */
function read(text) {
  const file = { signers: [], bases: new Map(), changes: [] };
  for (const line of text.split('\n').filter((one) => one !== '' && !one.startsWith('#'))) {
    const [first, ...words] = line.split(' ');
    if (first === 'network') file.network = networkOf(bytes(words[0]));
    else if (first === 'key') file.key = bytes(words[0]);
    else if (first === 'signer') file.signers.push(readKeyRecord(bytes(words[0])));
    else if (first === 'base') file.bases.set(words[0], { target: words[1], bytes: bytes(words[2]) });
    else if (first === 'with') file.bases.get(words[0])[words[1]] = bytes(words[2]);
    else if (first === 'trust') file.trust = readKeyFile(file.bases.get(words[0]).bytes).keys;
    else file.changes.push([first, ...words]);
  }
  return file;
}

/** Text that is not UTF-8 is no text of ours; each of its bytes becomes a character that base45 has not. */
const latin1 = (value) => Buffer.from(value).toString('latin1');

const READERS = {
  proof: (file, base, input) => verify(latin1(base.prefix) + encodeBase45(input), file.trust).code,
  text: (file, base, input) => verify(latin1(input), file.trust).code,
  receipt: (file, base, input) => {
    const verdict = verifyReceipt(input, halvesOf(base.entry, base.outcome), file.network, file.key);
    return verdict.ok ? 'good' : verdict.code;
  },
  entry: (file, base, input) => {
    const signed = readSignedEntry(input);
    return signed === null ? 'malformed' : (faultOfSignatures(signed, file.signers) ?? 'good');
  },
  state: (file, base, input) => checkStateProof(input, base.key, base.value, base.root) ?? 'good',
  keys: (file, base, input) => {
    const verdict = readKeyFile(input);
    return verdict.ok ? 'good' : verdict.code;
  },
};

function inserted(file, word) {
  if (word === '-') return new Uint8Array(0);
  if (!word.startsWith('@')) return bytes(word);
  const [name, at, length] = word.slice(1).split(':');
  return file.bases.get(name).bytes.subarray(Number(at), Number(at) + Number(length));
}

function judge(file, [name, , at, removed, word]) {
  const base = file.bases.get(name);
  const from = Number(at);
  const to = from + Number(removed);
  assert.ok(to <= base.bytes.length);
  const input = concat(base.bytes.subarray(0, from), inserted(file, word), base.bytes.subarray(to));
  return [base.target, READERS[base.target](file, base, input)];
}

if (isMainThread) {
  test('all changed inputs come to the code that the file gives', async (t) => {
    const { changes } = read(vectorText('mutations-1.txt'));
    const answers = await Promise.all(Array.from({ length: THREADS }, (_, part) => answersOf(part)));
    const compared = {};
    changes.forEach((change, i) => {
      const [target, code] = answers[i % THREADS][Math.floor(i / THREADS)];
      assert.equal(code, change[5], change.join(' '));
      compared[target] = (compared[target] ?? 0) + 1;
    });
    assert.deepEqual(compared, { proof: 3608, text: 1204, receipt: 1804, entry: 2018, state: 806, keys: 602 });
    const same = changes.filter(([, kind]) => kind === 'same').length;
    assert.deepEqual([changes.length - same, same], [10_000, 42]);
    t.diagnostic(`10,000 changed inputs and 42 that are not changed: ${JSON.stringify(compared)}`);
  });
} else {
  const file = read(vectorText('mutations-1.txt'));
  const own = file.changes.filter((_, i) => i % THREADS === workerData.part);
  parentPort.postMessage(own.map((change) => judge(file, change)));
}

function answersOf(part) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { part } });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
