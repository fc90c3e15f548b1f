/**
 * Canonical CBOR, docs/formats/canonical-cbor.md: unsigned integers, byte strings, texts, arrays and `null`, each in its
 * one shortest form. A reader of a type asks for what must stand in a place; anything else is a fault.
 */

import { concat, MAX_U64 } from './bytes.ts';
import { decodeUtf8, encodeUtf8 } from './text.ts';

/** What is thrown inside the core where bytes are not of the form that a page gives. It never leaves {@link decode}. */
export class Malformed extends Error {
  /** The offset of the value that does not fit, in bytes. */
  readonly at: number;

  constructor(at: number, expected: string) {
    super(`at byte ${at}: ${expected} is expected`);
    this.at = at;
  }
}

const UINT = 0;
const BYTES = 2;
const TEXT = 3;
const ARRAY = 4;
const NULL = 0xf6;

interface Head {
  readonly major: number;
  readonly value: bigint;
  readonly next: number;
}

/** Reads values one after the other, from the first byte to the last. */
export class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The offset of the next value. */
  get position(): number {
    return this.#at;
  }

  /** Refuses the value that begins at `at`. */
  fail(at: number, expected: string): never {
    throw new Malformed(at, expected);
  }

  /** Refuses bytes after the last value. */
  end(): void {
    if (this.#at !== this.#bytes.length) this.fail(this.#at, 'the end');
  }

  /** An unsigned integer of at most 64 bits. */
  uint(): bigint {
    return this.#take(UINT, MAX_U64, 'an unsigned integer');
  }

  /** An integer from `min` to `max`, both of at most 53 bits. */
  int(min: number, max: number): number {
    const at = this.#at;
    const value = Number(this.#take(UINT, BigInt(max), `an integer from ${min} to ${max}`));
    if (value < min) this.fail(at, `an integer from ${min} to ${max}`);
    return value;
  }

  /** An integer that is one of those listed. */
  oneOf<const T extends number>(values: readonly T[]): T {
    const at = this.#at;
    const read = this.int(0, Math.max(...values));
    return values.find((value) => value === read) ?? this.fail(at, `one of ${values.join(', ')}`);
  }

  /** A byte string of exactly `length` bytes, copied. */
  bytes(length: number): Uint8Array {
    const at = this.#at;
    const read = this.bytesUpTo(length);
    if (read.length !== length) this.fail(at, `${length} bytes`);
    return read;
  }

  /** A byte string of at most `max` bytes, copied. */
  bytesUpTo(max: number): Uint8Array {
    return this.#string(BYTES, max, 'a byte string');
  }

  /** A text of at most `max` bytes in UTF-8. */
  text(max: number): string {
    const at = this.#at;
    const text = decodeUtf8(this.#string(TEXT, max, 'a text'));
    return text ?? this.fail(at, 'UTF-8');
  }

  /** The head of an array of `min` to `max` values; its values follow. */
  array(min: number, max: number): number {
    const at = this.#at;
    const length = Number(this.#take(ARRAY, BigInt(max), `an array of ${min} to ${max} values`));
    if (length < min) this.fail(at, `an array of ${min} to ${max} values`);
    return length;
  }

  /** An array of `min` to `max` values, each read by `item`. */
  list<T>(min: number, max: number, item: (reader: Reader) => T): T[] {
    const length = this.array(min, max);
    const items: T[] = [];
    for (let i = 0; i < length; i++) items.push(item(this));
    return items;
  }

  /** Takes `null` where it stands next, and says whether it did. */
  isNull(): boolean {
    if (this.#bytes[this.#at] !== NULL) return false;
    this.#at += 1;
    return true;
  }

  /** `null`, or what `item` reads. */
  nullOr<T>(item: (reader: Reader) => T): T | null {
    return this.isNull() ? null : item(this);
  }

  /** Whether the next value is of this type. A fault in its head shows when it is taken. */
  nextIs(type: 'uint' | 'text' | 'array'): boolean {
    const byte = this.#bytes[this.#at];
    return byte !== undefined && byte >> 5 === (type === 'uint' ? UINT : type === 'text' ? TEXT : ARRAY);
  }

  /** The bytes of what `item` reads, as they stand: they are canonical, since nothing else is read. */
  raw<T>(item: (reader: Reader) => T): { readonly value: T; readonly bytes: Uint8Array } {
    const from = this.#at;
    const value = item(this);
    return { value, bytes: this.#bytes.slice(from, this.#at) };
  }

  #string(major: number, max: number, expected: string): Uint8Array {
    const at = this.#at;
    const length = Number(this.#take(major, BigInt(max), `${expected} of at most ${max} bytes`));
    if (length > this.#bytes.length - this.#at) this.fail(at, `${expected} of at most ${max} bytes`);
    const from = this.#at;
    this.#at += length;
    return this.#bytes.slice(from, this.#at);
  }

  #take(major: number, max: bigint, expected: string): bigint {
    const head = this.#head(expected);
    if (head.major !== major || head.value > max) this.fail(this.#at, expected);
    this.#at = head.next;
    return head.value;
  }

  #head(expected: string): Head {
    const at = this.#at;
    const first = this.#bytes[at] ?? this.fail(at, expected);
    const info = first & 0x1f;
    if (info < 24) return { major: first >> 5, value: BigInt(info), next: at + 1 };
    if (info > 27) this.fail(at, expected);
    const width = 1 << (info - 24);
    if (at + 1 + width > this.#bytes.length) this.fail(at, expected);
    let value = 0n;
    for (let i = 1; i <= width; i++) value = (value << 8n) | BigInt(this.#bytes[at + i] ?? 0);
    const least = width === 1 ? 24n : 1n << BigInt(4 * width);
    if (value < least) this.fail(at, 'the shortest form');
    return { major: first >> 5, value, next: at + 1 + width };
  }
}

/**
 * Reads one value of a type from all of `bytes`: `null` where they are longer than `max`, where `read` refuses them, or
 * where bytes follow.
 */
export function decode<T>(bytes: Uint8Array, max: number, read: (reader: Reader) => T): T | null {
  if (bytes.length > max) return null;
  try {
    const reader = new Reader(bytes);
    const value = read(reader);
    reader.end();
    return value;
  } catch (fault) {
    if (fault instanceof Malformed) return null;
    throw fault;
  }
}

function head(major: number, value: bigint): Uint8Array {
  const type = major << 5;
  if (value < 24n) return Uint8Array.of(type | Number(value));
  const log = value < 0x100n ? 0 : value < 0x1_0000n ? 1 : value < 0x1_0000_0000n ? 2 : 3;
  const width = 1 << log;
  const bytes = new Uint8Array(1 + width);
  bytes[0] = type | (24 + log);
  for (let i = 0; i < width; i++) bytes[width - i] = Number((value >> BigInt(8 * i)) & 0xffn);
  return bytes;
}

/** Writes an unsigned integer from 0 to 2^64 - 1. */
export function writeUint(value: bigint | number): Uint8Array {
  return head(UINT, BigInt(value));
}

/** Writes a byte string. */
export function writeBytes(value: Uint8Array): Uint8Array {
  return concat(head(BYTES, BigInt(value.length)), value);
}

/** Writes a text. */
export function writeText(value: string): Uint8Array {
  const bytes = encodeUtf8(value);
  return concat(head(TEXT, BigInt(bytes.length)), bytes);
}

/** Writes an array of values that are written already. */
export function writeArray(items: readonly Uint8Array[]): Uint8Array {
  return concat(head(ARRAY, BigInt(items.length)), ...items);
}

/** Writes `null`. */
export function writeNull(): Uint8Array {
  return Uint8Array.of(NULL);
}
