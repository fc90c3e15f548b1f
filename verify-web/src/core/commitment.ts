/** How a record is hidden, and opened by groups: docs/formats/commitment.md. */

import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concat, u16, u8 } from './bytes.ts';
import { decode, type Reader, writeNull, writeText, writeUint } from './cbor.ts';
import { leafHash, tagged, treeRoot } from './hash.ts';
import type { RecordKind } from './documents.ts';
import { ascii } from './text.ts';

/** The value of a field: absent, an unsigned integer, or a text of at most 1,024 bytes. */
export type FieldValue = null | bigint | string;

/** The number of a disclosure group. */
export type Group = 0 | 1 | 2 | 3 | 4 | 5;

/** The greatest number of fields in a group. */
export const MAX_FIELDS = 64;
const MAX_TEXT = 1024;
const MAX_RECORD = 65_536;

/** Reads the number of a group. */
export function readGroupNumber(reader: Reader): Group {
  return reader.oneOf([0, 1, 2, 3, 4, 5]);
}

/** Reads the value of a field. */
export function readFieldValue(reader: Reader): FieldValue {
  if (reader.isNull()) return null;
  return reader.nextIs('text') ? reader.text(MAX_TEXT) : reader.uint();
}

/** A value as canonical CBOR. */
export function writeFieldValue(value: FieldValue): Uint8Array {
  if (value === null) return writeNull();
  return typeof value === 'string' ? writeText(value) : writeUint(value);
}

/** The salt of field `index` of a group with this seed of 16 bytes: 16 bytes. */
export function fieldSalt(seed: Uint8Array, index: number): Uint8Array {
  return hkdf(sha256, seed, undefined, concat(ascii('dalolat/salt/1'), u16(index)), 16);
}

/** The leaf of a field: 32 bytes. */
export function fieldLeaf(
  kind: RecordKind,
  schema: number,
  group: Group,
  index: number,
  salt: Uint8Array,
  value: FieldValue,
): Uint8Array {
  const place = concat(u8(kind), u8(schema), u8(group), u16(index));
  return leafHash(ascii('dalolat/field/1'), place, salt, writeFieldValue(value));
}

/** The root of an open group: 32 bytes. */
export function groupRoot(
  kind: RecordKind,
  schema: number,
  group: Group,
  seed: Uint8Array,
  values: readonly FieldValue[],
): Uint8Array {
  return treeRoot(
    values.map((value, index) => fieldLeaf(kind, schema, group, index, fieldSalt(seed, index), value)),
  );
}

/** The commitment over the roots of all six groups, in order: 32 bytes. */
export function commitment(kind: RecordKind, schema: number, roots: readonly Uint8Array[]): Uint8Array {
  return tagged('dalolat/act/1', u8(kind), u8(schema), treeRoot(roots.map((root) => leafHash(root))));
}

/** A record with its seeds, as the registry seals it. */
export interface SealedRecord {
  readonly kind: RecordKind;
  readonly schema: number;
  /** Six groups of at most 64 values. */
  readonly groups: readonly (readonly FieldValue[])[];
  /** Six seeds of 16 bytes. */
  readonly seeds: readonly Uint8Array[];
}

/** Reads a sealed record of at most 65,536 bytes; `null` where it is none. */
export function readSealedRecord(bytes: Uint8Array): SealedRecord | null {
  return decode(bytes, MAX_RECORD, (reader) => {
    reader.array(4, 4);
    return {
      kind: reader.oneOf([1, 2, 3, 4, 5, 6]),
      schema: reader.int(0, 255),
      groups: reader.list(6, 6, (outer) => outer.list(0, MAX_FIELDS, readFieldValue)),
      seeds: reader.list(6, 6, (outer) => outer.bytes(16)),
    };
  });
}
