import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { loadRead, proofTexts } from './load.mjs';
import { image, literal, pdf, qrSamples, stream } from './make-pdf.mjs';

const { parsePdf, readPdf, qrDecoder } = await loadRead();
const [text] = await proofTexts();
const MB = 1024 * 1024;
/** The bound on parsing is six seconds; one step between two looks at the clock, on a busy machine, may add to it. */
const MS_MAX = 20_000;
/** A bound to see that it holds, without the wait. */
const SHORT_MS = 500;

async function timed(file, decoders = [qrDecoder]) {
  const began = performance.now();
  const read = await readPdf(file, decoders);
  const took = performance.now() - began;
  assert.ok(took < MS_MAX, `${took.toFixed(0)} ms`);
  return read;
}

const bytes = (string) => new Uint8Array(Buffer.from(string, 'latin1'));
const bomb = deflateSync(Buffer.alloc(200 * MB), { level: 9 });

test('a file beyond the bound is not looked at', async () => {
  assert.deepEqual(await timed(new Uint8Array(16 * MB + 1)), { kind: 'too-large' });
});

test('a stream of objects that unpacks to 200 MB is too large', async () => {
  const before = process.memoryUsage().rss;
  const object = stream('/Type/ObjStm/N 1/First 4/Filter/FlateDecode', bomb);
  assert.deepEqual(await timed(pdf({ objects: [object] })), { kind: 'too-large' });
  assert.ok(process.memoryUsage().rss - before < 100 * MB);
});

test('an image that unpacks to more than its size is read as its size', async () => {
  const object = stream('/Subtype/Image/Width 100/Height 100/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode', bomb);
  assert.deepEqual(await timed(pdf({ objects: [object] })), { kind: 'read', keyword: null, attachment: null, codes: [], otherCodes: 0, unread: 0, pages: 1 });
});

test('images beyond the pixels, the samples or the number are left and counted', async () => {
  const large = stream('/Subtype/Image/Width 32000/Height 32000/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode', bomb);
  const deep = stream('/Subtype/Image/Width 5000/Height 5000/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode', bomb);
  assert.equal((await timed(pdf({ objects: [large, deep] }), [])).unread, 2);
  const blank = image({ width: 30, height: 30, gray: new Uint8Array(900) });
  assert.equal((await timed(pdf({ objects: Array(70).fill(blank) }), [])).unread, 6);
});

test('a table of references that claims more than there can be is not made', async () => {
  const object = stream('/Type/XRef/Size 1000000000000/W[0 0 0]/Root 1 0 R', Buffer.alloc(0));
  assert.equal((await timed(pdf({ objects: [object] }))).kind, 'read');
});

test('more objects than the bound are too large', async () => {
  const object = Array.from({ length: 100_001 }, (_, at) => `${at + 20} 0 obj 1 endobj`).join('\n');
  assert.deepEqual(await timed(bytes(`%PDF-1.7\n${object}`)), { kind: 'too-large' });
});

const endless = {
  'digits': '1'.repeat(4 * MB),
  'brackets': '1 0 obj '.concat('['.repeat(4 * MB)),
  'dictionaries': '1 0 obj '.concat('<</A'.repeat(MB)),
  'open strings': '1 0 obj ('.repeat(MB / 2),
  'objects that never close': '1 0 obj /A<'.repeat(MB / 4),
  'streams that go back': '1 0 obj <</Length -60>> stream endstream endobj\n'.repeat(10_000),
  'streams of no length': '1 0 obj <</Length 5 0 R>> stream\nx'.repeat(100_000),
  'comments': '%'.repeat(4 * MB),
  'numbers too large': `1 0 obj [${'9'.repeat(30)} ${'9 '.repeat(MB)}] endobj`,
};

for (const [name, content] of Object.entries(endless)) {
  test(`a file of ${name} comes to an end`, async () => {
    const began = performance.now();
    const { kind } = await parsePdf(bytes(`%PDF-1.7\n${content}`), SHORT_MS);
    const took = performance.now() - began;
    assert.ok(took < MS_MAX / 2, `${took.toFixed(0)} ms`);
    assert.ok(kind === 'broken' || kind === 'too-large', kind);
  });
}

test('what is no PDF is broken', async () => {
  for (const file of [new Uint8Array(0), bytes('%PDF-'), bytes('%PDF-1.7'), bytes('hello'), new Uint8Array(1000)]) {
    assert.deepEqual(await timed(file), { kind: 'broken' });
  }
});

/** Numbers from 0 to 2^32 in the order of a seed (mulberry32). */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return (value ^ (value >>> 14)) >>> 0;
  };
}

test('changed and shortened files never make it fail, and never make it read another proof', async () => {
  const whole = pdf({ objects: [image(qrSamples(text)), '<</A[1 2 (x) <00>]/B/C>>'], keywords: literal(text) });
  const next = numbers(20261123);
  const kinds = new Set();
  for (let turn = 0; turn < 400; turn += 1) {
    const file = turn % 4 === 0 ? whole.slice(0, next() % whole.length) : whole.slice();
    for (let change = 0; change < 1 + (turn % 9) && turn % 4 > 0; change += 1) file[next() % file.length] = next();
    const read = await timed(file);
    kinds.add(read.kind);
    if (read.kind === 'read') assert.ok(read.codes.every((code) => code === text));
  }
  assert.ok(kinds.has('read') && kinds.has('broken'));
});
