import { PDFArray, PDFBool, PDFDict, PDFHexString, PDFName, PDFNumber, PDFRawStream, PDFString, type PDFObject } from './pdf-library.ts';
import { unpack } from './pdf-filters.ts';
import type { Pixels } from './types.ts';

/** The longest side of an image. */
const SIDE_MAX = 32_767;
/** A QR code has at least 21 modules, so what is smaller holds none. */
const SIDE_MIN = 21;
/** Larger images are halved, or thirded, until they have at most so many pixels. */
const PIXELS_KEPT_MAX = 12_000_000;

/** What an image of the file came to. */
export type ImageRead =
  | { readonly kind: 'pixels'; readonly pixels: Pixels; /** Bytes of samples that were unpacked for it. */ readonly sampleBytes: number }
  /** A JPEG file for the browser to open. */
  | { readonly kind: 'jpeg'; readonly bytes: Uint8Array<ArrayBuffer> }
  /** Too small to hold a code. */
  | { readonly kind: 'no-code' }
  /** A filter or colour space that is not read, or too few bytes. */
  | { readonly kind: 'unread' };

/** Width and height as the dictionary gives them, or null where they are none. */
export function imageSize(image: PDFRawStream): { readonly width: number; readonly height: number } | null {
  const [width, height] = [integer(image.dict, 'Width'), integer(image.dict, 'Height')];
  if (width === null || height === null || width < 1 || height < 1 || width > SIDE_MAX || height > SIDE_MAX) return null;
  return { width, height };
}

/**
 * Unpacks an image within `bytesMax` bytes of samples and puts it on white. Gray, RGB and indexed colours in 1, 2, 4,
 * 8 or 16 bits, in their device, calibrated or ICC form, are read, and stencils; colours are taken as they stand,
 * without their profile. The caller has looked at {@link imageSize}.
 */
export function readImage(image: PDFRawStream, bytesMax: number): ImageRead {
  const size = imageSize(image);
  if (size === null) return { kind: 'unread' };
  if (size.width < SIDE_MIN || size.height < SIDE_MIN) return { kind: 'no-code' };
  const form = readForm(image.dict);
  if (form === null) return jpegOf(image, bytesMax);
  const raster = readRaster(image, form, bytesMax);
  if (raster.kind !== 'raster') return raster;
  const mask = image.dict.lookup(PDFName.of('SMask'));
  const alpha = mask instanceof PDFRawStream ? readAlpha(mask, bytesMax) : null;
  return { kind: 'pixels', pixels: onWhite(raster, alpha), sampleBytes: raster.bytes.length + (alpha?.bytes.length ?? 0) };
}

/** How samples become gray. */
interface Form {
  readonly channels: 1 | 3;
  readonly bits: number;
  /** Gray of each index, or null where samples are colours themselves. */
  readonly palette: Uint8Array | null;
  readonly inverted: boolean;
}

interface Raster extends Form {
  readonly kind: 'raster';
  readonly width: number;
  readonly height: number;
  readonly rowBytes: number;
  readonly bytes: Uint8Array;
}

function readForm(dict: PDFDict): Form | null {
  const isMask = dict.lookup(PDFName.of('ImageMask')) === PDFBool.True;
  const bits = isMask ? 1 : integer(dict, 'BitsPerComponent');
  if (bits === null || ![1, 2, 4, 8, 16].includes(bits)) return null;
  const inverted = firstOfDecode(dict) === 1;
  // A stencil paints where its sample is 0, so as gray it is dark there: the same as an image.
  if (isMask) return { channels: 1, bits, palette: null, inverted };
  const space = dict.lookup(PDFName.of('ColorSpace'));
  const channels = channelsOf(space);
  if (channels !== null) return { channels, bits, palette: null, inverted };
  const palette = space === undefined ? null : paletteOf(space);
  return palette === null || bits > 8 ? null : { channels: 1, bits, palette, inverted: false };
}

function firstOfDecode(dict: PDFDict): number | null {
  const decode = dict.lookup(PDFName.of('Decode'));
  const first = decode instanceof PDFArray && decode.size() > 0 ? decode.lookup(0) : undefined;
  return first instanceof PDFNumber ? first.asNumber() : null;
}

/** 1 for gray and 3 for RGB, whether device, calibrated or by a profile. */
function channelsOf(space: PDFObject | undefined): 1 | 3 | null {
  const name = space instanceof PDFArray && space.size() > 0 ? space.lookup(0) : space;
  if (!(name instanceof PDFName)) return null;
  const text = name.decodeText();
  if (text === 'DeviceGray' || text === 'CalGray') return 1;
  if (text === 'DeviceRGB' || text === 'CalRGB') return 3;
  if (text !== 'ICCBased' || !(space instanceof PDFArray) || space.size() < 2) return null;
  const profile = space.lookup(1);
  const components = profile instanceof PDFRawStream ? integer(profile.dict, 'N') : null;
  return components === 1 || components === 3 ? components : null;
}

/** The gray of each colour of an indexed space (ISO 32000-1, 8.6.6.3). */
function paletteOf(space: PDFObject): Uint8Array | null {
  if (!(space instanceof PDFArray) || space.size() < 4) return null;
  const name = space.lookup(0);
  if (!(name instanceof PDFName) || name.decodeText() !== 'Indexed') return null;
  const channels = channelsOf(space.lookup(1));
  const table = bytesOf(space.lookup(3), 256 * 3);
  if (channels === null || table === null) return null;
  const palette = new Uint8Array(Math.min(256, Math.floor(table.length / channels)));
  for (let at = 0; at < palette.length; at += 1) palette[at] = grayAt(table, at * channels, channels);
  return palette;
}

function bytesOf(object: PDFObject | undefined, limit: number): Uint8Array | null {
  if (object instanceof PDFString || object instanceof PDFHexString) {
    return object.asString().length <= 8 * limit ? object.asBytes() : null;
  }
  const unpacked = object instanceof PDFRawStream ? unpack(object, limit) : null;
  return unpacked?.kind === 'bytes' ? unpacked.bytes : null;
}

/** Luma of Rec. 601 in whole numbers. */
function grayAt(bytes: Uint8Array, at: number, channels: 1 | 3): number {
  const first = bytes[at] ?? 255;
  if (channels === 1) return first;
  return (77 * first + 150 * (bytes[at + 1] ?? 255) + 29 * (bytes[at + 2] ?? 255)) >> 8;
}

function readRaster(image: PDFRawStream, form: Form, bytesMax: number): Raster | ImageRead {
  const size = imageSize(image);
  if (size === null) return { kind: 'unread' };
  const rowBytes = Math.ceil((size.width * form.channels * form.bits) / 8);
  const expected = rowBytes * size.height;
  if (expected > bytesMax) return { kind: 'unread' };
  const unpacked = unpack(image, expected);
  switch (unpacked.kind) {
    case 'bytes':
      return unpacked.bytes.length < expected
        ? { kind: 'unread' }
        : { kind: 'raster', ...form, ...size, rowBytes, bytes: unpacked.bytes };
    case 'jpeg':
      return { kind: 'jpeg', bytes: new Uint8Array(unpacked.bytes) };
    case 'unknown':
      return { kind: 'unread' };
    default:
      return unpacked satisfies never;
  }
}

/** A JPEG knows its colours itself, so it is handed on even where the dictionary's are not read. */
function jpegOf(image: PDFRawStream, bytesMax: number): ImageRead {
  const unpacked = unpack(image, bytesMax);
  return unpacked.kind === 'jpeg' ? { kind: 'jpeg', bytes: new Uint8Array(unpacked.bytes) } : { kind: 'unread' };
}

/** The transparency of an image. One that is not read counts as none: the code is then looked for without it. */
function readAlpha(mask: PDFRawStream, bytesMax: number): Raster | null {
  const form = readForm(mask.dict);
  if (form === null || form.channels !== 1) return null;
  const raster = readRaster(mask, form, bytesMax);
  return raster.kind === 'raster' ? raster : null;
}

/** The gray of a pixel, 0 to 255. */
function sample(raster: Raster, x: number, y: number): number {
  const row = y * raster.rowBytes;
  let gray: number;
  if (raster.bits === 8) gray = grayAt(raster.bytes, row + x * raster.channels, raster.channels);
  else if (raster.bits === 16) gray = raster.bytes[row + 2 * x * raster.channels] ?? 255;
  else {
    // The green of a colour of few bits stands for its brightness.
    const bit = (x * raster.channels + (raster.channels >> 1)) * raster.bits;
    const value = ((raster.bytes[row + (bit >> 3)] ?? 0) >> (8 - raster.bits - (bit & 7))) & ((1 << raster.bits) - 1);
    gray = raster.palette === null ? (value * 255) / ((1 << raster.bits) - 1) : value;
  }
  if (raster.palette !== null) return raster.palette[gray] ?? 255;
  return raster.inverted ? 255 - gray : gray;
}

/** Gray pixels on white paper, made smaller by a whole number where they are too many. */
function onWhite(raster: Raster, alpha: Raster | null): Pixels {
  const factor = Math.ceil(Math.sqrt((raster.width * raster.height) / PIXELS_KEPT_MAX));
  const [width, height] = [Math.floor(raster.width / factor), Math.floor(raster.height / factor)];
  const data = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let sum = 0;
      for (let part = 0; part < factor * factor; part += 1) {
        sum += painted(raster, alpha, x * factor + (part % factor), y * factor + Math.floor(part / factor));
      }
      data.fill(Math.round(sum / (factor * factor)), 4 * (y * width + x), 4 * (y * width + x) + 3);
    }
  }
  return { width, height, data };
}

function painted(raster: Raster, alpha: Raster | null, x: number, y: number): number {
  const gray = sample(raster, x, y);
  if (alpha === null) return gray;
  const opaque = sample(alpha, Math.floor((x * alpha.width) / raster.width), Math.floor((y * alpha.height) / raster.height));
  return 255 - ((255 - gray) * opaque) / 255;
}

function integer(dict: PDFDict, key: string): number | null {
  const value = dict.lookup(PDFName.of(key));
  const number = value instanceof PDFNumber ? value.asNumber() : null;
  return number !== null && Number.isSafeInteger(number) ? number : null;
}
