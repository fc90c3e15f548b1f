// Makes small PDFs for the tests: objects as they are given, a table of references, and nothing else.
import { deflateSync } from 'node:zlib';
import encodeQR from 'qr';

/**
 * The modules of a code as gray samples, dark 0 and light 255, `scale` pixels a module and a quiet zone of four.
 * @returns {{ width: number, height: number, gray: Uint8Array }}
 */
export function qrSamples(text, scale = 4) {
  const modules = encodeQR(text, 'raw', { ecc: 'medium', encoding: 'alphanumeric', border: 4 });
  const width = modules.length * scale;
  const gray = new Uint8Array(width * width);
  for (let at = 0; at < gray.length; at += 1) {
    const row = modules[Math.floor(at / width / scale)];
    gray[at] = row[Math.floor((at % width) / scale)] ? 0 : 255;
  }
  return { width, height: width, gray };
}

/** A stream object: a dictionary's entries and the bytes. */
export function stream(entries, bytes) {
  const head = Buffer.from(`<<${entries}/Length ${bytes.length}>>\nstream\n`, 'latin1');
  return Buffer.concat([head, bytes, Buffer.from('\nendstream')]);
}

/** An image object, by default of gray samples under Flate. */
export function image({ width, height, gray }, { entries = '/ColorSpace/DeviceGray/BitsPerComponent 8', bytes = gray, filter = '/FlateDecode', pack = deflateSync } = {}) {
  return stream(`/Type/XObject/Subtype/Image/Width ${width}/Height ${height}${entries}/Filter ${filter}`, Buffer.from(pack(bytes)));
}

/**
 * A file of one page. `objects` get the numbers from 10 on.
 * @param {{ objects?: (string | Buffer)[], keywords?: string | Buffer, trailer?: string }} content
 */
export function pdf({ objects = [], keywords = '', trailer = '' } = {}) {
  const information = Buffer.concat([Buffer.from('<<'), Buffer.from(keywords === '' ? '' : '/Keywords '), Buffer.from(keywords, 'latin1'), Buffer.from('>>')]);
  const numbered = new Map([
    [1, '<</Type/Catalog/Pages 2 0 R>>'],
    [2, '<</Type/Pages/Kids[3 0 R]/Count 1>>'],
    [3, '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>'],
    [4, information],
    ...objects.map((object, at) => [10 + at, object]),
  ]);
  const parts = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  for (const [number, object] of numbered) {
    parts.push(Buffer.from(`${number} 0 obj\n`), Buffer.from(object, 'latin1'), Buffer.from('\nendobj\n'));
  }
  parts.push(Buffer.from(`trailer\n<</Size ${10 + objects.length}/Root 1 0 R/Info 4 0 R${trailer}>>\nstartxref\n0\n%%EOF\n`));
  return new Uint8Array(Buffer.concat(parts));
}

/** A literal string as PDF writes it. */
export function literal(text) {
  return `(${text.replace(/[\\()]/g, (character) => `\\${character}`)})`;
}

/** Rows of samples under a predictor of PNG, each row with another of its five filters in turn. */
export function pngRows(bytes, rowBytes, pixelBytes) {
  const rows = bytes.length / rowBytes;
  const out = Buffer.alloc(rows * (rowBytes + 1));
  const at = (row, column) => (row < 0 || column < 0 ? 0 : bytes[row * rowBytes + column]);
  for (let row = 0; row < rows; row += 1) {
    const kind = row % 5;
    out[row * (rowBytes + 1)] = kind;
    for (let column = 0; column < rowBytes; column += 1) {
      const [left, up, corner] = [at(row, column - pixelBytes), at(row - 1, column), at(row - 1, column - pixelBytes)];
      const guess = left + up - corner;
      const nearest = [left, up, corner].reduce((best, value) => (Math.abs(guess - value) < Math.abs(guess - best) ? value : best));
      const predicted = [0, left, up, (left + up) >> 1, nearest][kind];
      out[row * (rowBytes + 1) + 1 + column] = at(row, column) - predicted;
    }
  }
  return out;
}
