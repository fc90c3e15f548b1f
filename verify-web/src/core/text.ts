/**
 * Text as UTF-8. The interfaces below are those parts of the WHATWG Encoding standard that the core uses; browsers and
 * Node.js have them, and naming them here keeps the core free of the types of either.
 */

interface Decoder {
  decode(bytes: Uint8Array): string;
}
interface Encoder {
  encode(text: string): Uint8Array;
}
declare const TextDecoder: {
  new (label: 'utf-8', options: { readonly fatal: true; readonly ignoreBOM: true }): Decoder;
};
declare const TextEncoder: { new (): Encoder };

/**
 * The text of bytes that are UTF-8 by RFC 3629, else `null`. A byte order mark is a character like any other: without
 * `ignoreBOM` the decoder would drop it, and two different byte strings would show the same value.
 */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The bytes of a text. Halves of surrogate pairs, which no reader here lets in, would become U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The bytes of a text of ASCII, such as a tag. */
export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0) & 0x7f);
}
