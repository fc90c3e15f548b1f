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
