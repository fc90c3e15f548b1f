/** Base45, RFC 9285, as docs/formats/certificate-proof.md narrows it. */

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

function digit(text: string, at: number): number {
  const character = text[at];
  return character === undefined ? -1 : ALPHABET.indexOf(character);
}

/**
 * The bytes of a text in base45, or `null` where it is none. Every character is looked at; no more than `keep` bytes
 * and one are kept, so that the memory is bounded by the greatest size of what is read and not by the text.
 */
export function decodeBase45(text: string, keep: number): Uint8Array | null {
  if (text.length % 3 === 1) return null;
  const bytes = new Uint8Array(Math.min(keep + 1, Math.floor(text.length / 3) * 2 + (text.length % 3 === 2 ? 1 : 0)));
  let length = 0;
  // Writing past the end of a typed array does nothing, which is what is wanted of bytes that are not kept.
  for (let at = 0; at < text.length; at += 3) {
    const c = digit(text, at);
    const d = digit(text, at + 1);
    if (c < 0 || d < 0) return null;
    if (at + 2 === text.length) {
      const value = c + 45 * d;
      if (value > 0xff) return null;
      bytes[length++] = value;
    } else {
      const e = digit(text, at + 2);
      const value = c + 45 * d + 2025 * e;
      if (e < 0 || value > 0xffff) return null;
      bytes[length++] = value >> 8;
      bytes[length++] = value & 0xff;
    }
  }
  return bytes;
}

/** Bytes as a text in base45. */
export function encodeBase45(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 2) {
    const first = bytes[at] ?? 0;
    const second = bytes[at + 1];
    const value = second === undefined ? first : 256 * first + second;
    text += ALPHABET.charAt(value % 45) + ALPHABET.charAt(Math.floor(value / 45) % 45);
    if (second !== undefined) text += ALPHABET.charAt(Math.floor(value / 2025));
  }
  return text;
}
