/** Bytes: joining, comparing, and the fixed-width numbers of hashed layouts. */

/** The greatest unsigned integer of 64 bits, and so the greatest number that any format holds. */
export const MAX_U64 = 0xffff_ffff_ffff_ffffn;

/** The greatest unsigned integer of 32 bits. */
export const MAX_U32 = 0xffff_ffff;

/** All parts in one array of their own. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Whether two arrays hold the same bytes. Nothing here is secret, so the time it takes may tell. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return compare(a, b) === 0;
}

/** The order of two byte strings, first by their bytes and then by their lengths: below 0, 0 or above. */
export function compare(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Whether each item of a list stands before the next one by a strict order. */
export function ascending<T>(items: readonly T[], before: (a: T, b: T) => boolean): boolean {
  return items.every((item, i) => {
    const previous = items[i - 1];
    return previous === undefined || before(previous, item);
  });
}

/** One byte. `value` is from 0 to 255. */
export function u8(value: number): Uint8Array {
  return Uint8Array.of(value);
}

/** Two bytes, big-endian. `value` is from 0 to 65,535. */
export function u16(value: number): Uint8Array {
  return Uint8Array.of(value >>> 8, value & 0xff);
}

/** Four bytes, big-endian. `value` is from 0 to 2^32 - 1. */
export function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** Eight bytes, big-endian. `value` is from 0 to 2^64 - 1. */
export function u64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value);
  return bytes;
}

/** Unsigned LEB128: seven bits a byte, lowest first, the upper bit set on all bytes but the last. */
export function leb128(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

/** Two hexadecimal digits a byte, in small letters. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

/** The bytes of `2 * length` hexadecimal digits, small or capital; `null` for anything else. */
export function fromHex(text: string, length: number): Uint8Array | null {
  if (text.length !== 2 * length || !/^[0-9A-Fa-f]*$/.test(text)) return null;
  return Uint8Array.from({ length }, (_, i) => Number.parseInt(text.slice(2 * i, 2 * i + 2), 16));
}
