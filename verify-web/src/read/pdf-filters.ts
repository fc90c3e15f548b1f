import { Unzlib } from 'fflate';
import { PDFArray, PDFDict, PDFName, PDFNumber, PDFRawStream, decodePDFRawStream } from './pdf-library.ts';

/** How many compressed bytes are unpacked at a time: at most about 4 MB come out of them. */
const PUSH_BYTES = 4096;
/** The last push is never smaller: it has to hold the checksum and what precedes it. */
const LAST_PUSH_BYTES_MIN = 64;
/** The most filters in a row. Real ones have one or two. */
const FILTERS_MAX = 4;
/** The most bytes between two stages of filters. */
const STAGE_BYTES_MAX = 32 * 1024 * 1024;
/** Bytes in a row of a predictor. */
const ROW_BYTES_MAX = 1024 * 1024;

/** A stream's content. */
export type Unpacked =
  /** At most as many bytes as were asked for; `more` where there are further ones. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly more: boolean }
  /** A JPEG file, after other filters if there were any. */
  | { readonly kind: 'jpeg'; readonly bytes: Uint8Array }
  /** A filter, or a parameter of one, that is not read; or bytes that are none of it. */
  | { readonly kind: 'unknown' };

const UNKNOWN: Unpacked = { kind: 'unknown' };

interface Stage {
  readonly filter: string;
  readonly parameters: PDFDict | null;
}

/** Unpacks a stream to at most `limit` bytes. Never takes much more memory than that, and never throws. */
export function unpack(stream: PDFRawStream, limit: number): Unpacked {
  try {
    const list = stages(stream.dict);
    if (list === null) return UNKNOWN;
    let unpacked: Unpacked = { kind: 'bytes', bytes: stream.contents.subarray(0, limit), more: stream.contents.length > limit };
    if (list.length > 0) unpacked = { kind: 'bytes', bytes: stream.contents, more: false };
    for (const [at, stage] of list.entries()) {
      // What does not fit between two stages is not read at all; JPEG can only come last.
      if (unpacked.kind !== 'bytes' || unpacked.more) return UNKNOWN;
      unpacked = unpackStage(unpacked.bytes, stage, at === list.length - 1 ? limit : STAGE_BYTES_MAX, stream);
    }
    return unpacked;
  } catch {
    return UNKNOWN;
  }
}

function stages(dict: PDFDict): readonly Stage[] | null {
  const filter = dict.lookup(PDFName.of('Filter'));
  const parameters = dict.lookup(PDFName.of('DecodeParms'));
  if (filter === undefined) return [];
  if (filter instanceof PDFName) {
    return [{ filter: filter.decodeText(), parameters: parameters instanceof PDFDict ? parameters : null }];
  }
  if (!(filter instanceof PDFArray) || filter.size() > FILTERS_MAX) return null;
  const list: Stage[] = [];
  for (let at = 0; at < filter.size(); at += 1) {
    const name = filter.lookup(at);
    const own = parameters instanceof PDFArray && at < parameters.size() ? parameters.lookup(at) : parameters;
    if (!(name instanceof PDFName)) return null;
    list.push({ filter: name.decodeText(), parameters: own instanceof PDFDict ? own : null });
  }
  return list;
}

function unpackStage(bytes: Uint8Array, stage: Stage, limit: number, stream: PDFRawStream): Unpacked {
  switch (stage.filter) {
    case 'FlateDecode': {
      const predictor = readPredictor(stage.parameters);
      if (predictor === null) return UNKNOWN;
      return unpredicted(inflate(bytes, rawLimit(limit, predictor)), predictor, limit);
    }
    case 'LZWDecode': {
      const predictor = readPredictor(stage.parameters);
      if (predictor === null) return UNKNOWN;
      return unpredicted(byLibrary(bytes, stage, rawLimit(limit, predictor), stream), predictor, limit);
    }
    case 'ASCII85Decode':
    case 'ASCIIHexDecode':
    case 'RunLengthDecode':
      return { kind: 'bytes', ...byLibrary(bytes, stage, limit, stream) };
    case 'DCTDecode':
      return { kind: 'jpeg', bytes };
    default:
      // The names of filters are the file's, not ours: CCITT, JBIG2, JPEG 2000 and whatever else.
      return UNKNOWN;
  }
}

interface Taken {
  readonly bytes: Uint8Array;
  readonly more: boolean;
}

/** Inflates (RFC 1950) piece by piece and stops beyond the limit. What came before a fault is kept, as viewers do. */
function inflate(bytes: Uint8Array, limit: number): Taken {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const stream = new Unzlib((piece) => {
    pieces.push(piece);
    length += piece.length;
  });
  try {
    for (let at = 0; at < bytes.length && length <= limit; ) {
      const left = bytes.length - at;
      const size = left < PUSH_BYTES + LAST_PUSH_BYTES_MIN ? left : PUSH_BYTES;
      stream.push(bytes.subarray(at, at + size), size === left);
      at += size;
    }
  } catch {
    // A wrong end or checksum: whoever needs more bytes than came sees it by their number.
  }
  return { bytes: joined(pieces, Math.min(length, limit)), more: length > limit };
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    const part = piece.subarray(0, length - at);
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The library's decoders of the other filters give out a little at a time, so the limit holds with them. */
function byLibrary(bytes: Uint8Array, stage: Stage, limit: number, stream: PDFRawStream): Taken {
  const dict = PDFDict.withContext(stream.dict.context);
  dict.set(PDFName.of('Filter'), PDFName.of(stage.filter));
  if (stage.parameters !== null) dict.set(PDFName.of('DecodeParms'), stage.parameters);
  const taken = decodePDFRawStream(PDFRawStream.of(dict, bytes)).getBytes(limit + 1);
  return { bytes: new Uint8Array(taken.subarray(0, limit)), more: taken.length > limit };
}

/** How the rows were prepared before they were packed (ISO 32000-1, 7.4.4.4). */
interface Predictor {
  readonly kind: 'none' | 'tiff' | 'png';
  readonly rowBytes: number;
  readonly pixelBytes: number;
}

function readPredictor(parameters: PDFDict | null): Predictor | null {
  const number = (key: string, otherwise: number): number => {
    const value = parameters?.lookup(PDFName.of(key));
    return value instanceof PDFNumber ? value.asNumber() : otherwise;
  };
  const kind = number('Predictor', 1);
  const [colors, bits, columns] = [number('Colors', 1), number('BitsPerComponent', 8), number('Columns', 1)];
  if (kind === 1) return { kind: 'none', rowBytes: 0, pixelBytes: 0 };
  const rowBytes = Math.ceil((colors * bits * columns) / 8);
  const isWhole = [colors, bits, columns].every((value) => Number.isInteger(value) && value > 0);
  if (!isWhole || rowBytes > ROW_BYTES_MAX) return null;
  const pixelBytes = Math.max(1, (colors * bits) >> 3);
  if (kind === 2) return bits === 8 ? { kind: 'tiff', rowBytes, pixelBytes } : null;
  return kind >= 10 && kind <= 15 ? { kind: 'png', rowBytes, pixelBytes } : null;
}

function rawLimit(limit: number, predictor: Predictor): number {
  return predictor.kind === 'png' ? limit + Math.ceil(limit / predictor.rowBytes) : limit;
}

function unpredicted(taken: Taken, predictor: Predictor, limit: number): Unpacked {
  switch (predictor.kind) {
    case 'none':
      return { kind: 'bytes', ...taken };
    case 'tiff':
      return { kind: 'bytes', bytes: withoutTiffPredictor(taken.bytes, predictor), more: taken.more };
    case 'png': {
      const bytes = withoutPngPredictor(taken.bytes, predictor);
      return { kind: 'bytes', bytes: bytes.subarray(0, limit), more: taken.more || bytes.length > limit };
    }
    default:
      return predictor.kind satisfies never;
  }
}

/** TIFF 6.0, section 14: each byte is the difference from the same component of the pixel before. Works in place. */
function withoutTiffPredictor(bytes: Uint8Array, { rowBytes, pixelBytes }: Predictor): Uint8Array {
  for (let at = 0; at < bytes.length; at += 1) {
    if (at % rowBytes >= pixelBytes) bytes[at] = (bytes[at] ?? 0) + (bytes[at - pixelBytes] ?? 0);
  }
  return bytes;
}

/** PNG, third edition, section 9: each row begins with the number of its filter. A last row may be cut short. */
function withoutPngPredictor(raw: Uint8Array, { rowBytes, pixelBytes }: Predictor): Uint8Array {
  const rows = Math.ceil(raw.length / (rowBytes + 1));
  const out = new Uint8Array(Math.max(0, raw.length - rows));
  for (let row = 0; row < rows; row += 1) {
    const from = row * (rowBytes + 1);
    const kind = raw[from] ?? 0;
    const start = row * rowBytes;
    const end = Math.min(start + rowBytes, out.length);
    for (let at = start; at < end; at += 1) {
      const left = at - start >= pixelBytes ? (out[at - pixelBytes] ?? 0) : 0;
      const up = row > 0 ? (out[at - rowBytes] ?? 0) : 0;
      const corner = row > 0 && at - start >= pixelBytes ? (out[at - rowBytes - pixelBytes] ?? 0) : 0;
      out[at] = (raw[from + 1 + at - start] ?? 0) + predicted(kind, left, up, corner);
    }
  }
  return out;
}

function predicted(kind: number, left: number, up: number, corner: number): number {
  if (kind === 1) return left;
  if (kind === 2) return up;
  if (kind === 3) return (left + up) >> 1;
  if (kind !== 4) return 0;
  const [toLeft, toUp, toCorner] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}
