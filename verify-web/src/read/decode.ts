import { sortTexts, type CodesRead, type Decoder, type DecoderName, type Pixels } from './types.ts';

/** Longer texts are no proofs: 8,192 bytes in base45 and a prefix (certificate-proof.md, "Limits and sizes"). */
const TEXT_CHARS_MAX = 16 * 1024;

/**
 * Gives a picture to the decoders in their order until one reads the text of a proof. Where none does, the other
 * codes of all of them are counted.
 */
export async function readPixels(pixels: Pixels, decoders: readonly Decoder[]): Promise<CodesRead> {
  const others = new Set<string>();
  let by: DecoderName | null = null;
  for (const decoder of decoders) {
    const texts = (await decoder.decode(pixels)).filter((text) => text.length <= TEXT_CHARS_MAX);
    const read = sortTexts(texts, decoder.name);
    if (read.codes.length > 0) return read;
    for (const text of texts) others.add(text);
    by ??= read.by;
  }
  return { codes: [], otherCodes: others.size, by };
}

/**
 * A decoder that is loaded at its first picture. Where loading fails it reads nothing, and tries again at the next
 * picture, because a page may have come back to its network meanwhile.
 */
export function lazyDecoder(name: DecoderName, load: () => Promise<Decoder>): Decoder {
  let loading: Promise<Decoder> | null = null;
  return {
    name,
    async decode(image) {
      loading ??= load();
      try {
        return await (await loading).decode(image);
      } catch {
        loading = null;
        return [];
      }
    },
  };
}

/** The gray of each pixel, 0 to 255: luma of Rec. 601 in whole numbers. */
export function grayOf({ width, height, data }: Pixels): Uint8Array {
  const gray = new Uint8Array(width * height);
  for (let at = 0; at < gray.length; at += 1) {
    gray[at] = (77 * (data[4 * at] ?? 0) + 150 * (data[4 * at + 1] ?? 0) + 29 * (data[4 * at + 2] ?? 0)) >> 8;
  }
  return gray;
}

/** How much of a picture may be darker, or lighter, than what is made black and white. */
const STRETCH_SHARE = 0.02;

/**
 * The same picture in gray, its darkest and lightest parts spread to black and white. Decoders take blocks of little
 * contrast for empty paper; this brings a picture taken in the dark above that.
 */
export function stretched(pixels: Pixels): Pixels {
  const gray = grayOf(pixels);
  const counts = new Uint32Array(256);
  for (const value of gray) counts[value] = (counts[value] ?? 0) + 1;
  const share = gray.length * STRETCH_SHARE;
  const [low, high] = [reached(counts, share), reached(counts, gray.length - share)];
  const data = new Uint8ClampedArray(4 * gray.length).fill(255);
  for (let at = 0; at < gray.length; at += 1) {
    const value = (((gray[at] ?? 0) - low) * 255) / Math.max(1, high - low);
    data.fill(value, 4 * at, 4 * at + 3);
  }
  return { width: pixels.width, height: pixels.height, data };
}

/** The first value up to which at least `count` pixels lie. */
function reached(counts: Uint32Array, count: number): number {
  let sum = 0;
  for (const [value, here] of counts.entries()) {
    sum += here;
    if (sum >= count) return value;
  }
  return 255;
}
