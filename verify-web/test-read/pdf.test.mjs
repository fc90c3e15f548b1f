import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { loadRead, proofTexts } from './load.mjs';
import { image, literal, pdf, pngRows, qrSamples, stream } from './make-pdf.mjs';

const { readPdf, qrDecoder } = await loadRead();
const [text, other] = await proofTexts();
const samples = qrSamples(text);
const read = (file) => readPdf(file, [qrDecoder]);
const found = { kind: 'read', keyword: null, attachment: null, codes: [text], otherCodes: 0, unread: 0, pages: 1 };

/** Gray samples as one bit each, rows of whole bytes. */
function bits({ width, height, gray }) {
  const rowBytes = Math.ceil(width / 8);
  const out = new Uint8Array(rowBytes * height);
  gray.forEach((value, at) => {
    if (value > 127) out[Math.floor(at / width) * rowBytes + ((at % width) >> 3)] |= 0x80 >> (at % width & 7);
  });
  return out;
}

const rgb = (dark, light) => Buffer.from([...samples.gray].flatMap((value) => (value > 127 ? light : dark)));
const hex = (bytes) => Buffer.from(`${Buffer.from(bytes).toString('hex')}>`);

const forms = {
  'gray of eight bits': image(samples),
  'gray of one bit': image(samples, { entries: '/ColorSpace/DeviceGray/BitsPerComponent 1', bytes: bits(samples) }),
  'gray of sixteen bits': image(samples, { entries: '/ColorSpace/CalGray/BitsPerComponent 16'.replace('/CalGray', '[/CalGray<<>>]'), bytes: Buffer.from([...samples.gray].flatMap((value) => [value, value])) }),
  'one bit, inverted': image(samples, { entries: '/ColorSpace/DeviceGray/BitsPerComponent 1/Decode[1 0]', bytes: bits(samples).map((byte) => ~byte) }),
  'a stencil': image(samples, { entries: '/ImageMask true', bytes: bits(samples) }),
  'RGB': image(samples, { entries: '/ColorSpace/DeviceRGB/BitsPerComponent 8', bytes: rgb([0, 0, 90], [255, 250, 240]) }),
  'indexed': image(samples, { entries: '/ColorSpace[/Indexed/DeviceRGB 1 <102030FFFFFF>]/BitsPerComponent 1', bytes: bits(samples) }),
  'predictors of PNG': image(samples, {
    entries: `/ColorSpace/DeviceRGB/BitsPerComponent 8/DecodeParms<</Predictor 15/Colors 3/Columns ${samples.width}>>`,
    bytes: pngRows(rgb([0, 0, 0], [255, 255, 255]), 3 * samples.width, 3),
  }),
  'two filters': image(samples, { filter: '[/ASCIIHexDecode/FlateDecode]', pack: (bytes) => hex(deflateSync(bytes)) }),
  'no filter': image(samples, { filter: '[]', pack: (bytes) => bytes }),
};

for (const [name, object] of Object.entries(forms)) {
  test(`a code is read from ${name}`, async () => assert.deepEqual(await read(pdf({ objects: [object] })), found));
}

test('a code is read through a profile and a mask', async () => {
  const mask = image(samples, { bytes: samples.gray.map((value) => 255 - value) });
  const profile = stream('/N 3', Buffer.alloc(8));
  const black = image(samples, { entries: '/ColorSpace[/ICCBased 11 0 R]/BitsPerComponent 8/SMask 10 0 R', bytes: Buffer.alloc(samples.gray.length * 3) });
  assert.deepEqual(await read(pdf({ objects: [mask, profile, black] })), found);
});

test('objects are found in a stream of objects and a trailer in a stream of references', async () => {
  const inner = ['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>', '<</Type/Page/Parent 2 0 R>>', `<</Keywords ${literal(text)}>>`];
  const offsets = inner.map((_, at) => `${at + 1} ${inner.slice(0, at).join(' ').length + (at > 0 ? 1 : 0)}`).join(' ');
  const objects = stream(`/Type/ObjStm/N 4/First ${offsets.length + 1}/Filter/FlateDecode`, deflateSync(`${offsets} ${inner.join(' ')}`));
  const references = stream('/Type/XRef/Size 12/W[1 2 1]/Root 1 0 R/Info 4 0 R/Filter/FlateDecode', deflateSync(Buffer.alloc(48)));
  const parts = ['%PDF-1.5\n', '8 0 obj\n', objects, '\nendobj\n', '10 0 obj\n', image(samples), '\nendobj\n', '9 0 obj\n', references, '\nendobj\nstartxref\n0\n%%EOF'];
  const file = new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part))));
  assert.deepEqual(await read(file), { ...found, keyword: text });
});

test('keywords are read in each of their encodings', async () => {
  const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  const utf8 = Buffer.from(`\ufeff${text}`);
  for (const keywords of [literal(text), literal(utf16.toString('latin1')), literal(utf8.toString('latin1')), `<${utf16.toString('hex')}>`]) {
    assert.equal((await read(pdf({ keywords }))).keyword, text);
  }
});

test('keywords are read from the metadata where the information has none', async () => {
  const metadata = stream('/Type/Metadata/Subtype/XML', Buffer.from(`<x><pdf:Keywords>${text}</pdf:Keywords></x>`));
  const catalog = '1 0 obj\n<</Type/Catalog/Pages 2 0 R/Metadata 10 0 R>>\nendobj\n';
  const file = Buffer.from(pdf({ objects: [metadata] })).toString('latin1').replace('trailer', `${catalog}trailer`);
  assert.equal((await read(new Uint8Array(Buffer.from(file, 'latin1')))).keyword, text);
});

test('keywords that are no proof are none', async () => {
  assert.equal((await read(pdf({ keywords: literal('invoice, DAL1: of May') }))).keyword, null);
});

test('codes of two certificates and of other things are told apart', async () => {
  const objects = [image(samples), image(qrSamples(other)), image(qrSamples('HTTPS://EXAMPLE.ORG')), image(samples)];
  assert.deepEqual(await read(pdf({ objects })), { ...found, codes: [text, other], otherCodes: 1 });
});

test('images that cannot be unpacked are counted, small ones are not', async () => {
  const fax = image(samples, { filter: '/CCITTFaxDecode' });
  const short = image(samples, { bytes: samples.gray.subarray(0, 1000) });
  const cmyk = image(samples, { entries: '/ColorSpace/DeviceCMYK/BitsPerComponent 8' });
  const small = image({ width: 8, height: 8, gray: new Uint8Array(64) });
  assert.deepEqual(await read(pdf({ objects: [fax, short, cmyk, small] })), { ...found, codes: [], unread: 3 });
});

test('an encrypted file is told, whatever else it holds', async () => {
  assert.deepEqual(await read(pdf({ objects: [image(samples)], trailer: '/Encrypt<</Filter/Standard>>' })), { kind: 'encrypted' });
});

test('the proof that is attached is found by its name, where there is only one', async () => {
  const attached = (bytes, name = 'dalolat.cbor') => [
    stream('/Type/EmbeddedFile/Filter/FlateDecode', deflateSync(Buffer.from(bytes))),
    (at) => `<</Type/Filespec/F${literal(name)}/UF${literal(name)}/EF<</F ${10 + at} 0 R>>>>`,
  ];
  const file = (...files) => {
    const objects = [];
    for (const [bytes, specification] of files) {
      objects.push(bytes);
      objects.push(specification(objects.length - 1));
    }
    return pdf({ objects: [...objects, image(samples)] });
  };
  const proof = Uint8Array.of(0x95, 1, 2, 3);
  assert.deepEqual(await read(file(attached(proof))), { ...found, attachment: proof });
  assert.deepEqual(await read(file(attached('{}', 'dalolat.json'), attached(proof))), { ...found, attachment: proof });
  assert.deepEqual(await read(file(attached('{}', 'dalolat.json'))), found);
  assert.deepEqual(await read(file(attached(proof), attached(proof))), found);
  assert.deepEqual(await read(file(attached(new Uint8Array(8193)))), found);
});
