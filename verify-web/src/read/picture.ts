import { readPixels } from './decode.ts';
import { openPicture, type Picture } from './picture-open.ts';
import { treated, type Treatment } from './treat.ts';
import type { CodesRead, Decoder, PictureRead } from './types.ts';

/** A look at a picture: how long its longest side is made, and what is done to it. */
interface Look {
  readonly longest: number;
  readonly treatment: Treatment;
}

/**
 * The looks in their order. 2,400 fits a page that fills a photograph; less takes away blur; more helps where the
 * page is small in a large photograph.
 */
const LOOKS: readonly Look[] = [
  { longest: 2400, treatment: 'plain' },
  { longest: 1200, treatment: 'plain' },
  { longest: 2400, treatment: 'calm' },
  { longest: 2400, treatment: 'sharp' },
  { longest: 4800, treatment: 'plain' },
  { longest: 1200, treatment: 'calm' },
  { longest: 1200, treatment: 'sharp' },
];
/** How long the looks may take in milliseconds, the last one not counted. */
const LOOKS_MS_MAX = 12_000;

/**
 * Reads the QR codes of a photograph or a picture of a page: any kind that the browser shows, at most 32 MiB and 40
 * million pixels. It is looked at in several sizes until the text of a proof is found. Never rejects.
 */
export async function readPicture(file: Blob, decoders: readonly Decoder[]): Promise<PictureRead> {
  const opened = await openPicture(file);
  if (opened.kind !== 'open') return opened;
  const { picture } = opened;
  try {
    return { kind: 'read', ...(await readBySizes(picture, decoders)) };
  } catch {
    return { kind: 'broken' };
  } finally {
    picture.close();
  }
}

/** Looks at an open picture in several sizes until the text of a proof is found. */
export async function readBySizes(picture: Pick<Picture, 'longest' | 'pixels'>, decoders: readonly Decoder[]): Promise<CodesRead> {
  const end = performance.now() + LOOKS_MS_MAX;
  const seen = new Set<string>();
  let best: CodesRead = { codes: [], otherCodes: 0, by: null };
  for (const { longest, treatment } of LOOKS) {
    const side = Math.min(longest, picture.longest);
    // A small picture is the same in several sizes: it is looked at once.
    const key = `${side} ${treatment}`;
    if (seen.has(key) || performance.now() > end) continue;
    seen.add(key);
    const read = await readPixels(treated(picture.pixels(side), treatment), decoders);
    if (read.codes.length > 0) return read;
    if (read.otherCodes > best.otherCodes) best = read;
  }
  return best;
}
