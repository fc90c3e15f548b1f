/** What an entry of each kind says: docs/formats/entry.md, "Kinds". */

import { ascending, MAX_U32, MAX_U64 } from './bytes.ts';
import type { Reader } from './cbor.ts';
import type { Group } from './commitment.ts';
import { type ActKind, readActKind, readOfficeCode } from './identifiers.ts';
import {
  type ActsBody,
  readActsBody,
  readEffects,
  readWaivers,
  type Effects,
  type Waiver,
} from './bodies-acts.ts';
import { DOCUMENT_NUMBERS, type DocumentNumber } from './documents.ts';
import { type KeyRecord, readKeyRecordBody } from './key-record.ts';

export type { Effects, LegacyEffects, LegacyRow, Waiver } from './bodies-acts.ts';

/** An office, docs/formats/genesis.md. */
export interface Office {
  readonly code: number;
  /** 1 district, 2 wedding house, 3 service centre, 4 village assembly, 5 consulate, 6 mobile. */
  readonly kind: 1 | 2 | 3 | 4 | 5 | 6;
  /** Offset from UTC in minutes, from -840 to 840. */
  readonly offsetMinutes: number;
}

/** A root over records, in a sequence of its own. */
export interface Anchor {
  readonly ordinal: bigint;
  readonly first: bigint;
  readonly count: number;
  readonly root: Uint8Array;
}

/** The body of an entry, with its kind. */
export type Body =
  | {
      /** 1 without effects, 17 with them. */
      readonly kind: 1 | 17;
      readonly actKind: ActKind;
      readonly schema: number;
      readonly commitment: Uint8Array;
      readonly notice: Uint8Array | null;
      readonly person: Uint8Array;
      readonly delay: 0 | 1 | 2;
      readonly adultFrom: number;
      readonly waivers: readonly Waiver[];
      /** `null` in kind 1. */
      readonly effects: Effects | null;
    }
  | {
      readonly kind: 2;
      readonly act: Uint8Array;
      /** Of an act: none of 19 and 20. */
      readonly document: DocumentNumber;
      /** Six roots of 32 bytes. */
      readonly roots: readonly Uint8Array[];
      /** Ascending. */
      readonly disclosed: readonly Group[];
      readonly handle: Uint8Array;
    }
  | { readonly kind: 3; readonly handle: Uint8Array; readonly reason: 1 | 2 | 3 | 4 }
  | { readonly kind: 4; readonly range: number; readonly actKind: ActKind; readonly count: number; readonly until: bigint }
  | { readonly kind: 5; readonly range: number }
  | ({ readonly kind: 6 | 7 } & Anchor)
  | {
      readonly kind: 8;
      readonly ordinal: bigint;
      readonly count: bigint;
      readonly root: Uint8Array;
      readonly file: Uint8Array;
      readonly fileBytes: bigint;
    }
  | { readonly kind: 9 | 14; readonly record: KeyRecord; readonly from: bigint; readonly until: bigint | null }
  | { readonly kind: 10 | 11 | 12; readonly key: Uint8Array; readonly version: number }
  | { readonly kind: 13; readonly office: Office; readonly standing: 1 | 2; readonly version: number; readonly from: bigint }
  | { readonly kind: 15; readonly parameter: 1 | 2 | 3 | 4 | 5; readonly version: number; readonly value: bigint }
  | { readonly kind: 16; readonly version: number; readonly from: bigint }
  | {
      readonly kind: 28;
      /** Of a search. */
      readonly document: 19 | 20;
      readonly schema: number;
      /** Six roots of 32 bytes. */
      readonly roots: readonly Uint8Array[];
      /** Ascending. */
      readonly disclosed: readonly Group[];
      readonly handle: Uint8Array;
    }
  | ActsBody;

/** The kind of an entry. */
export type EntryKind = Body['kind'];

/** Reads the kind of an entry. */
export function readEntryKind(reader: Reader): EntryKind {
  return reader.oneOf([
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28,
  ]);
}

/** Reads an office. */
export function readOffice(reader: Reader): Office {
  reader.array(3, 3);
  return {
    code: readOfficeCode(reader),
    kind: reader.oneOf([1, 2, 3, 4, 5, 6]),
    offsetMinutes: reader.int(0, 1680) - 840,
  };
}

function readDisclosed(reader: Reader): Group[] {
  const at = reader.position;
  const bytes = reader.bytesUpTo(6);
  const groups = Array.from(bytes, (byte) => ALL_GROUPS.find((group) => group === byte) ?? reader.fail(at, 'groups'));
  if (!ascending(groups, (a, b) => a < b)) reader.fail(at, 'groups in ascending order');
  return groups;
}

const ALL_GROUPS: readonly Group[] = [0, 1, 2, 3, 4, 5];

function atLeastOne(reader: Reader): bigint {
  const at = reader.position;
  const number = reader.uint();
  return number >= 1n && number <= MAX_U64 ? number : reader.fail(at, 'a number from 1');
}

function readAnchor(reader: Reader): Anchor {
  reader.array(4, 4);
  return {
    ordinal: atLeastOne(reader),
    first: reader.uint(),
    count: reader.int(0, MAX_U32),
    root: reader.bytes(32),
  };
}

function readActRegister(reader: Reader, kind: 1 | 17): Body {
  reader.array(kind === 1 ? 8 : 9, kind === 1 ? 8 : 9);
  const actKind = readActKind(reader);
  return {
    kind,
    actKind,
    schema: reader.int(0, 255),
    commitment: reader.bytes(32),
    notice: reader.nullOr((inner) => inner.bytes(32)),
    person: reader.bytes(32),
    delay: reader.oneOf([0, 1, 2]),
    adultFrom: reader.int(0, 65_535),
    waivers: readWaivers(reader),
    effects: kind === 1 ? null : readEffects(reader, actKind),
  };
}

function readCertificateIssue(reader: Reader): Body {
  reader.array(5, 5);
  const act = reader.bytes(32);
  const at = reader.position;
  const document = reader.oneOf(DOCUMENT_NUMBERS);
  if (document === 19 || document === 20) return reader.fail(at, 'a document of an act');
  return {
    kind: 2,
    act,
    document,
    roots: reader.list(6, 6, (inner) => inner.bytes(32)),
    disclosed: readDisclosed(reader),
    handle: reader.bytes(16),
  };
}

function readReferenceIssue(reader: Reader): Body {
  reader.array(5, 5);
  return {
    kind: 28,
    document: reader.oneOf([19, 20]),
    schema: reader.int(0, 255),
    roots: reader.list(6, 6, (inner) => inner.bytes(32)),
    disclosed: readDisclosed(reader),
    handle: reader.bytes(16),
  };
}

function readReserve(reader: Reader): Body {
  reader.array(4, 4);
  return {
    kind: 4,
    range: reader.int(1, MAX_U32),
    actKind: readActKind(reader),
    count: reader.int(1, 65_535),
    until: reader.uint(),
  };
}

function readBatch(reader: Reader): Body {
  reader.array(5, 5);
  return {
    kind: 8,
    ordinal: atLeastOne(reader),
    count: atLeastOne(reader),
    root: reader.bytes(32),
    file: reader.bytes(32),
    fileBytes: reader.uint(),
  };
}

function readKeyEntry(reader: Reader, kind: 9 | 14): Body {
  reader.array(3, 3);
  const record = readKeyRecordBody(reader);
  const from = reader.uint();
  const at = reader.position;
  const until = reader.nullOr((inner) => inner.uint());
  if (until !== null && until <= from) return reader.fail(at, 'a time after the first');
  return { kind, record, from, until };
}

function readOfficeEntry(reader: Reader): Body {
  reader.array(4, 4);
  return {
    kind: 13,
    office: readOffice(reader),
    standing: reader.oneOf([1, 2]),
    version: reader.int(0, MAX_U32),
    from: reader.uint(),
  };
}

/** Reads the body of an entry of a kind. */
export function readBody(reader: Reader, kind: EntryKind): Body {
  switch (kind) {
    case 1:
    case 17:
      return readActRegister(reader, kind);
    case 2:
      return readCertificateIssue(reader);
    case 3:
      reader.array(2, 2);
      return { kind, handle: reader.bytes(16), reason: reader.oneOf([1, 2, 3, 4]) };
    case 4:
      return readReserve(reader);
    case 5:
      reader.array(1, 1);
      return { kind, range: reader.int(1, MAX_U32) };
    case 6:
    case 7:
      return { kind, ...readAnchor(reader) };
    case 8:
      return readBatch(reader);
    case 9:
    case 14:
      return readKeyEntry(reader, kind);
    case 10:
    case 11:
    case 12:
      reader.array(2, 2);
      return { kind, key: reader.bytes(16), version: reader.int(0, MAX_U32) };
    case 13:
      return readOfficeEntry(reader);
    case 15:
      reader.array(3, 3);
      return {
        kind,
        parameter: reader.oneOf([1, 2, 3, 4, 5]),
        version: reader.int(0, MAX_U32),
        value: reader.uint(),
      };
    case 16:
      reader.array(2, 2);
      return { kind, version: reader.int(0, MAX_U32), from: reader.uint() };
    case 28:
      return readReferenceIssue(reader);
    default:
      return readActsBody(reader, kind);
  }
}
