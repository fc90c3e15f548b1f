// Photographs and scans, opened by a real browser: what readPicture() and readPdf() of verify-web/src/read make of them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { bitmapOf } from './lib/bitmap.mjs';
import { photograph, lit, blurred } from '../verify-web/measure/scene.mjs';
import { proofTexts } from '../verify-web/test-read/load.mjs';
import { image, literal, pdf, qrSamples, stream } from '../verify-web/test-read/make-pdf.mjs';
import { serveBench } from './lib/bench.mjs';
import { paperOf } from './lib/paper.mjs';

/** What the page under test does: files come and go as base64. */
const SCRIPT = `
  import { readPicture } from './picture.ts';
  import { readPdf } from './pdf.ts';
  import { nativeDecoder } from './decoder-native.ts';
  import { reader } from './decoder-zxing.ts';
  import { qrDecoder } from './decoder-qr.ts';
  const wasm = async () => (await fetch('/zxing.wasm')).arrayBuffer();
  const bytesOf = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const decoders = [reader({ wasm }), qrDecoder];
  globalThis.picture = (base64) => readPicture(new Blob([bytesOf(base64)]), decoders);
  globalThis.pdf = (base64) => readPdf(bytesOf(base64), decoders);
  globalThis.native = async () => {
    const decoder = await nativeDecoder();
    return decoder && [decoder.name, ...await decoder.decode({ width: 30, height: 20, data: new Uint8ClampedArray(2400) })];
  };
  globalThis.encode = async (base64, type, quality) => {
    const bitmap = await createImageBitmap(new Blob([bytesOf(base64)]));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext('2d').drawImage(bitmap, 0, 0);
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type, quality })).arrayBuffer());
    let text = '';
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return btoa(text);
  };
  globalThis.ready = true;`;

let bench;
const [text, other] = await proofTexts();
const base64 = (bytes) => Buffer.from(bytes).toString('base64');
const call = (name, ...given) => (page) => page.evaluate(([called, values]) => globalThis[called](...values), [name, given]);
const visit = (work) => bench.visit(work);

before(async () => {
  bench = await serveBench(SCRIPT);
});
after(() => bench?.close());

/** A whole page of A4 in a photograph of seven million pixels. */
function photo() {
  const { page } = paperOf(text);
  const { width, height } = page;
  const seen = photograph(page, { width: 2250, height: 3000, x: width / 2, y: height / 2, scale: 0.8, tilt: 8, axis: 70, roll: 3, samples: 2 });
  return bitmapOf(lit(blurred(seen, 0.7), { white: 200, noise: 4, shadow: 0.7, seed: 5 }));
}

const taken = base64(photo());
for (const [type, quality] of [['image/jpeg', 0.8], ['image/png', 1], ['image/webp', 0.8]]) {
  test(`a photograph of a page is read as ${type}`, { timeout: 120_000 }, async () => {
    const read = await visit(async (page) => call('picture', await call('encode', taken, type, quality)(page))(page));
    assert.deepEqual(read, { kind: 'read', codes: [text], otherCodes: 0, by: 'zxing' });
  });
}

test('a photograph without a code, what is no picture, and what is too large are told apart', { timeout: 120_000 }, async () => {
  const large = Buffer.alloc(64);
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(large);
  large.writeUInt32BE(50_000, 16);
  large.writeUInt32BE(50_000, 20);
  const blank = bitmapOf({ width: 800, height: 600, gray: new Uint8Array(480_000).fill(200) });
  const [none, broken, tooLarge] = await visit(async (page) => [
    await call('picture', base64(blank))(page), await call('picture', base64('hello'))(page), await call('picture', base64(large))(page),
  ]);
  assert.deepEqual(none, { kind: 'read', codes: [], otherCodes: 0, by: null });
  assert.deepEqual([broken, tooLarge], [{ kind: 'broken' }, { kind: 'too-large' }]);
});

test('a scan that is a JPEG inside of a PDF is read, beside a bitmap of another certificate', { timeout: 120_000 }, async () => {
  const scan = paperOf(text).page;
  const bitmap = base64(bitmapOf(scan));
  const [one, two] = await visit(async (page) => {
    const jpeg = Buffer.from(await call('encode', bitmap, 'image/jpeg', 0.75)(page), 'base64');
    const object = stream(`/Subtype/Image/Width ${scan.width}/Height ${scan.height}/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode`, jpeg);
    const files = [pdf({ objects: [object], keywords: literal(text) }), pdf({ objects: [object, image(qrSamples(other))] })];
    return Promise.all(files.map((file) => call('pdf', base64(file))(page)));
  });
  assert.deepEqual(one, { kind: 'read', keyword: text, attachment: null, codes: [text], otherCodes: 0, unread: 0, pages: 1 });
  assert.deepEqual([...two.codes].sort(), [text, other].sort());
});

test("the browser's own decoder is taken where it reads QR codes, and its faults are no texts", { timeout: 120_000 }, async () => {
  const found = await visit((page) => page.evaluate(async () => {
    const own = (formats, detect) => {
      globalThis.BarcodeDetector = class {
        static getSupportedFormats = async () => formats;
        detect = detect;
      };
      return globalThis.native();
    };
    const size = async ({ width, height }) => [{ rawValue: `${width} ${height}` }];
    delete globalThis.BarcodeDetector;
    return [
      await globalThis.native(), await own(['ean_13'], size),
      await own(['qr_code'], size), await own(['qr_code'], () => Promise.reject(new Error('no service'))),
    ];
  }));
  assert.deepEqual(found, [null, null, ['native', '30 20'], ['native']]);
});
