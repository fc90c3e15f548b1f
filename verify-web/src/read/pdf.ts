import { PDFDict, PDFHexString, PDFName, PDFRawStream, PDFString, type PDFContext } from './pdf-library.ts';
import { imageSize, readImage } from './pdf-image.ts';
import { parsePdf } from './pdf-parse.ts';
import { unpack } from './pdf-filters.ts';
import { openPicture } from './picture-open.ts';
import { readPixels } from './decode.ts';
import { isProofText, type Decoder, type PdfRead, type Pixels } from './types.ts';

/** The most bytes of a file, as with the other verifier. */
export const PDF_BYTES_MAX = 16 * 1024 * 1024;
/** The most images looked at, in the order of their object numbers. */
const IMAGES_MAX = 64;
/** The most pixels of all images together. */
const PIXELS_MAX = 40_000_000;
/** The most bytes of samples of all images together. */
const SAMPLE_BYTES_MAX = 64 * 1024 * 1024;
/** The longest side at which JPEG images are looked at: that of a page of A4 scanned at 340 dpi. */
const JPEG_SIDE_MAX = 4_000;
/** How long the images may take in milliseconds, the last one not counted. */
const IMAGES_MS_MAX = 15_000;
/** The most bytes of the document's metadata. */
const METADATA_BYTES_MAX = 256 * 1024;
/** The name of the attachment that holds the proof with all its values, and the most bytes that it may have. */
const ATTACHMENT_NAME = 'dalolat.cbor';
const ATTACHMENT_BYTES_MAX = 8192;
/** The most characters of keywords as they are written; a proof's text has at most 12,293 (8,192 bytes). */
const KEYWORD_WRITTEN_MAX = 64 * 1024;

/**
 * Takes the proof's text out of a PDF, from its keywords and from the codes in its images, without drawing a page
 * (certificate-proof.md, "In the PDF"). Every image counts, whichever page shows it. Each is given to the decoders in
 * their order until one reads something. Images that are JPEG files are opened by the browser; elsewhere they count as
 * unread, like those compressed for fax or as JPEG 2000. A file of more than 16 MiB, 100,000 objects, or that takes
 * more than 6 s to parse is too large. Never rejects.
 */
export async function readPdf(bytes: Uint8Array, decoders: readonly Decoder[]): Promise<PdfRead> {
  if (bytes.length > PDF_BYTES_MAX) return { kind: 'too-large' };
  const parsed = await parsePdf(bytes);
  if (parsed.kind !== 'document') return parsed;
  try {
    const { document } = parsed;
    return { kind: 'read', keyword: keywordOf(document), attachment: attachmentOf(document), ...(await readImages(document, decoders)), pages: countPages(document) };
  } catch {
    return { kind: 'broken' };
  }
}

/** The proof in the document's keywords: of its information dictionary, or else of its metadata. */
function keywordOf(document: PDFContext): string | null {
  const information = document.lookup(document.trailerInfo.Info);
  const keywords = information instanceof PDFDict ? information.lookup(PDFName.of('Keywords')) : undefined;
  const text = keywords instanceof PDFString || keywords instanceof PDFHexString ? decodeText(keywords) : metadataOf(document);
  return text !== null && isProofText(text) ? text : null;
}

/** A text string (ISO 32000-2, 7.9.2.2): UTF-16 or UTF-8 where a mark says so, else PDFDocEncoding. */
function decodeText(written: PDFString | PDFHexString): string | null {
  if (written.asString().length > KEYWORD_WRITTEN_MAX) return null;
  const bytes = written.asBytes();
  const isUtf8 = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return isUtf8 ? new TextDecoder().decode(bytes) : written.decodeText();
}

/** The element `pdf:Keywords` of the metadata. No character of a proof is written otherwise in XML. */
function metadataOf(document: PDFContext): string | null {
  const catalog = document.lookup(document.trailerInfo.Root);
  const metadata = catalog instanceof PDFDict ? catalog.lookup(PDFName.of('Metadata')) : undefined;
  const unpacked = metadata instanceof PDFRawStream ? unpack(metadata, METADATA_BYTES_MAX) : null;
  if (unpacked?.kind !== 'bytes' || unpacked.more) return null;
  const xml = new TextDecoder().decode(unpacked.bytes);
  return xml.split('<pdf:Keywords>')[1]?.split('</pdf:Keywords>')[0] ?? null;
}

/** The bytes of the proof that is attached, by file specifications of its name (ISO 32000-2, 7.11.3). */
function attachmentOf(document: PDFContext): Uint8Array | null {
  const found: PDFRawStream[] = [];
  for (const [, object] of document.enumerateIndirectObjects()) {
    if (!(object instanceof PDFDict)) continue;
    const name = object.lookup(PDFName.of('UF')) ?? object.lookup(PDFName.of('F'));
    if (!(name instanceof PDFString || name instanceof PDFHexString) || decodeText(name) !== ATTACHMENT_NAME) continue;
    const embedded = object.lookup(PDFName.of('EF'));
    const stream = embedded instanceof PDFDict ? embedded.lookup(PDFName.of('F')) : undefined;
    if (stream instanceof PDFRawStream) found.push(stream);
  }
  const [stream, ...more] = found;
  if (stream === undefined || more.length > 0) return null;
  const unpacked = unpack(stream, ATTACHMENT_BYTES_MAX);
  return unpacked.kind === 'bytes' && !unpacked.more ? unpacked.bytes : null;
}

function countPages(document: PDFContext): number {
  const isPage = (object: unknown): boolean =>
    object instanceof PDFDict && object.lookup(PDFName.of('Type')) === PDFName.of('Page');
  return document.enumerateIndirectObjects().filter(([, object]) => isPage(object)).length;
}

function imagesOf(document: PDFContext): readonly PDFRawStream[] {
  const images: PDFRawStream[] = [];
  for (const [, object] of document.enumerateIndirectObjects()) {
    if (!(object instanceof PDFRawStream)) continue;
    if (object.dict.lookup(PDFName.of('Subtype')) === PDFName.of('Image')) images.push(object);
  }
  return images;
}

type ImagesRead = Pick<Extract<PdfRead, { kind: 'read' }>, 'codes' | 'otherCodes' | 'unread'>;

/** What an image gave to look at, and what its samples took of the bound. */
type Looked = { readonly pixels: Pixels; readonly bytes: number } | 'no-code' | 'unread';

async function readImages(document: PDFContext, decoders: readonly Decoder[]): Promise<ImagesRead> {
  const end = performance.now() + IMAGES_MS_MAX;
  const codes = new Set<string>();
  let [otherCodes, unread] = [0, 0];
  let [pixelsLeft, bytesLeft] = [PIXELS_MAX, SAMPLE_BYTES_MAX];
  for (const [at, image] of imagesOf(document).entries()) {
    const size = imageSize(image);
    const area = size === null ? Infinity : size.width * size.height;
    const isBeyond = at >= IMAGES_MAX || area > pixelsLeft || performance.now() > end;
    const looked = isBeyond ? 'unread' : await look(image, bytesLeft);
    if (looked === 'unread') unread += 1;
    if (looked === 'unread' || looked === 'no-code') continue;
    pixelsLeft -= area;
    bytesLeft -= looked.bytes;
    const read = await readPixels(looked.pixels, decoders);
    for (const text of read.codes) codes.add(text);
    otherCodes += read.otherCodes;
  }
  return { codes: [...codes], otherCodes, unread };
}

async function look(image: PDFRawStream, bytesMax: number): Promise<Looked> {
  const read = readImage(image, bytesMax);
  switch (read.kind) {
    case 'pixels':
      return { pixels: read.pixels, bytes: read.sampleBytes };
    case 'jpeg':
      return lookAtJpeg(read.bytes);
    case 'no-code':
    case 'unread':
      return read.kind;
    default:
      return read satisfies never;
  }
}

async function lookAtJpeg(bytes: Uint8Array<ArrayBuffer>): Promise<Looked> {
  const opened = await openPicture(new Blob([bytes], { type: 'image/jpeg' }));
  if (opened.kind !== 'open') return 'unread';
  try {
    return { pixels: opened.picture.pixels(JPEG_SIDE_MAX), bytes: bytes.length };
  } catch {
    // A browser may refuse a canvas; the keyword and other images still count.
    return 'unread';
  } finally {
    opened.picture.close();
  }
}
