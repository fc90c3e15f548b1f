import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadRead, proofTexts, zxingBytes } from './load.mjs';
import { blurred } from '../measure/scene.mjs';
import { qrSamples } from './make-pdf.mjs';

const { reader, qrDecoder, readPixels, readBySizes, treated } = await loadRead();
const texts = await proofTexts();

function pixels({ width, height, gray }) {
  const data = new Uint8ClampedArray(4 * gray.length).fill(255);
  gray.forEach((value, at) => data.fill(value, 4 * at, 4 * at + 3));
  return { width, height, data };
}

/** Two pictures on one white page, side by side. */
function beside(one, two) {
  const [width, height] = [one.width + two.width, Math.max(one.height, two.height)];
  const gray = new Uint8Array(width * height).fill(255);
  for (const [part, from] of [[one, 0], [two, one.width]]) {
    for (let y = 0; y < part.height; y += 1) gray.set(part.gray.subarray(y * part.width, (y + 1) * part.width), y * width + from);
  }
  return pixels({ width, height, gray });
}

let asked = 0;
const zxing = reader({ wasm: () => ((asked += 1), zxingBytes()) });

test('ZXing takes its bytes from the caller, once, and asks no network', async (context) => {
  const fetched = context.mock.method(globalThis, 'fetch', () => Promise.reject(new Error('no network')));
  for (const text of texts.slice(0, 2)) assert.deepEqual(await zxing.decode(pixels(qrSamples(text))), [text]);
  assert.equal(asked, 1);
  assert.equal(fetched.mock.callCount(), 0);
});

test('a decoder that could not be loaded reads nothing, and is asked for again', async () => {
  let turn = 0;
  const late = reader({ wasm: () => ((turn += 1), turn === 1 ? Promise.reject(new Error('offline')) : zxingBytes()) });
  const picture = pixels(qrSamples(texts[0]));
  assert.deepEqual(await late.decode(picture), []);
  assert.deepEqual(await late.decode(picture), [texts[0]]);
});

for (const decoder of [zxing, qrDecoder]) {
  test(`${decoder.name} reads every proof of the vectors exactly`, async () => {
    for (const text of texts) assert.deepEqual(await decoder.decode(pixels(qrSamples(text))), [text]);
  });
  test(`${decoder.name} reads both codes of a page`, async () => {
    const found = await decoder.decode(beside(qrSamples(texts[0]), qrSamples(texts[1])));
    assert.deepEqual([...found].sort(), texts.slice(0, 2).sort());
  });
}

test('another code does not end the search for a proof', async () => {
  const blind = { name: 'native', decode: async () => ['HTTPS://EXAMPLE.ORG'] };
  const picture = pixels(qrSamples(texts[0]));
  assert.deepEqual(await readPixels(picture, [blind, qrDecoder]), { codes: [texts[0]], otherCodes: 0, by: 'qr' });
  assert.deepEqual(await readPixels(picture, [blind]), { codes: [], otherCodes: 1, by: 'native' });
});

test('a text too long for a proof is left', async () => {
  const long = { name: 'native', decode: async () => [`DAL1:${'0'.repeat(17_000)}`] };
  assert.deepEqual(await readPixels(pixels(qrSamples('A')), [long]), { codes: [], otherCodes: 0, by: null });
});

test('a picture is looked at in several sizes and treatments, each once', async () => {
  const sides = [];
  const of = (longest) => ({ longest, pixels: (side) => (sides.push(side), { width: 1, height: 1, data: new Uint8ClampedArray(4) }) });
  assert.deepEqual(await readBySizes(of(3000), []), { codes: [], otherCodes: 0, by: null });
  assert.deepEqual(sides.splice(0), [2400, 1200, 2400, 2400, 3000, 1200, 1200]);
  await readBySizes(of(600), []);
  assert.deepEqual(sides, [600, 600, 600]);
});

/** A code so faded, or so far out of focus, that it is not read as it is. */
function spoilt(kind) {
  const code = qrSamples(texts[0], 5);
  if (kind === 'faded') return pixels({ ...code, gray: code.gray.map((value) => (value > 127 ? 200 : 188)) });
  return pixels(blurred(code, 2.8));
}

for (const [kind, treatment] of [['faded', 'calm'], ['out of focus', 'sharp']]) {
  test(`a code that is ${kind} is read after the treatment ${treatment} alone`, async () => {
    const picture = spoilt(kind);
    assert.deepEqual(await zxing.decode(treated(picture, 'plain')), []);
    assert.deepEqual(await zxing.decode(treated(picture, treatment)), [texts[0]]);
    const read = await readBySizes({ longest: picture.width, pixels: () => picture }, [zxing]);
    assert.deepEqual(read, { codes: [texts[0]], otherCodes: 0, by: 'zxing' });
  });
}

test('a treated picture is gray, opaque and of the same size', () => {
  const data = Uint8ClampedArray.from({ length: 4 * 20 }, (_, at) => (at % 4 === 3 ? 255 : (at * 7) % 256));
  for (const treatment of ['calm', 'sharp']) {
    const { width, height, data: out } = treated({ width: 5, height: 4, data }, treatment);
    assert.deepEqual([width, height, out.length], [5, 4, 80]);
    for (let at = 0; at < out.length; at += 4) assert.deepEqual([out[at + 1], out[at + 2], out[at + 3]], [out[at], out[at], 255]);
  }
  assert.equal(treated({ width: 5, height: 4, data }, 'plain').data, data);
});
