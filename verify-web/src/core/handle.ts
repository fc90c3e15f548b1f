/** Status handles as they are printed: docs/formats/identifiers.md. */

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CHARACTERS = 28;
const CHECK_PRIME = 1021n;

/** What is wrong with a typed handle: its length, a character, a first character above 7, or the check. */
export type HandleFault = 'length' | 'character' | 'range' | 'check';

/** A handle of 16 bytes that was read, or why it was not. */
export type HandleRead =
  | { readonly ok: true; readonly handle: Uint8Array }
  | { readonly ok: false; readonly fault: HandleFault };

function value(character: string): number {
  if (character === 'O') return 0;
  if (character === 'I' || character === 'L') return 1;
  return ALPHABET.indexOf(character);
}

/** A small letter of ASCII as a capital; other characters stay, so that none of another script turns into one of these. */
function capital(character: string): string {
  return character >= 'a' && character <= 'z' ? character.toUpperCase() : character;
}

/**
 * Reads a handle as people type it. Hyphens and spaces are left out wherever they stand. Of several faults the first of
 * `character`, `length`, `range` and `check` is named; no more than 28 characters are looked at.
 */
export function readHandle(text: string): HandleRead {
  let number = 0n;
  let count = 0;
  let first = 0;
  for (const typed of text) {
    if (typed === '-' || typed === ' ') continue;
    const digit = value(capital(typed));
    if (digit < 0) return { ok: false, fault: 'character' };
    if (count === CHARACTERS) return { ok: false, fault: 'length' };
    if (count === 0) first = digit;
    number = number * 32n + BigInt(digit);
    count += 1;
  }
  if (count !== CHARACTERS) return { ok: false, fault: 'length' };
  if (first > 7) return { ok: false, fault: 'range' };
  const handle = number / 1024n;
  if (number % 1024n !== handle % CHECK_PRIME) return { ok: false, fault: 'check' };
  return { ok: true, handle: bytesOf(handle) };
}

function bytesOf(number: bigint): Uint8Array {
  const bytes = new Uint8Array(16);
  for (let i = 0; i < 16; i++) bytes[i] = Number((number >> BigInt(8 * (15 - i))) & 0xffn);
  return bytes;
}

/** A handle of 16 bytes as it is printed: 28 characters in seven groups of four. */
export function printHandle(handle: Uint8Array): string {
  if (handle.length !== 16) throw new RangeError('a status handle has 16 bytes');
  const number = handle.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  let rest = number * 1024n + (number % CHECK_PRIME);
  let text = '';
  for (let i = 0; i < CHARACTERS; i++) {
    if (i > 0 && i % 4 === 0) text = `-${text}`;
    text = ALPHABET.charAt(Number(rest % 32n)) + text;
    rest /= 32n;
  }
  return text;
}
