/** The proof on a paper, as values: docs/formats/certificate-proof.md, "Bytes". */

import { type FieldValue, groupRoot, type Group, MAX_FIELDS, readFieldValue, readGroupNumber } from './commitment.ts';
import { tagged } from './hash.ts';
import { decode, type Reader, writeArray, writeBytes, writeNull, writeUint } from './cbor.ts';
import { DOCUMENT_NUMBERS, type DocumentNumber, type DocumentWord, documentWord, recordKindOf } from './documents.ts';
import { ascending, MAX_U32, u8 } from './bytes.ts';
import { type Hop, MAX_HOPS, readHop } from './header.ts';
import {
  actKindOf,
  type CivilDay,
  dayNumber,
  readActNumber,
  readCertificateNumber,
  readDay,
} from './identifiers.ts';

/** The greatest proof that is read, in bytes. */
export const MAX_PROOF = 8192;
/** The greatest number of siblings in the path of an entry. */
export const MAX_PATH = 10;

/** A group whose values the proof shows. */
export interface OpenGroup {
  readonly kind: 'open';
  readonly group: Group;
  /** 16 bytes. */
  readonly seed: Uint8Array;
  /** At most 64, in the places of the record's schema. */
  readonly values: readonly FieldValue[];
}

/** A group of which the proof shows the root alone: its values on the paper were not compared. */
export interface RootGroup {
  readonly kind: 'root';
  readonly group: Group;
  /** 32 bytes. */
  readonly root: Uint8Array;
}

/** A proof that can be read. What it says is proved only where the verdict is *valid*. */
export interface Proof {
  readonly keyId: number;
  /** Version of the record, 0 to 255. */
  readonly schema: number;
  readonly document: DocumentWord;
  /** The number of the kind of document. */
  readonly documentNumber: DocumentNumber;
  /** The act's number; `null` where the paper is of a search. */
  readonly act: bigint | null;
  /** Day on which the act was registered; `null` where the paper is of a search. */
  readonly actDate: CivilDay | null;
  /** Number of the certificate. */
  readonly number: bigint;
  /** Day on which the certificate was issued. */
  readonly date: CivilDay;
  /** Status handle, 16 bytes. */
  readonly handle: Uint8Array;
  /** One to six, ascending; in a certificate of birth the first of them is open. */
  readonly groups: readonly (OpenGroup | RootGroup)[];
  /** The hidden half of the entry, 32 bytes. */
  readonly closed: Uint8Array;
  /** Place of the entry in its block, from 0. */
  readonly index: number;
  readonly entryCount: number;
  /** At most 10 siblings of 32 bytes. */
  readonly path: readonly Uint8Array[];
  readonly height: bigint;
  /** Time of the block, milliseconds since 1970. */
  readonly timeMs: bigint;
  /** 32 bytes. */
  readonly rest: Uint8Array;
  /** At most 64. */
  readonly hops: readonly Hop[];
  readonly epoch: bigint;
  readonly view: bigint;
  readonly parentView: bigint;
  /** A compressed point of G1, 48 bytes. */
  readonly signature: Uint8Array;
}

function readGroup(reader: Reader): OpenGroup | RootGroup {
  const open = reader.array(2, 3) === 3;
  const group = readGroupNumber(reader);
  if (!open) return { kind: 'root', group, root: reader.bytes(32) };
  return { kind: 'open', group, seed: reader.bytes(16), values: reader.list(0, MAX_FIELDS, readFieldValue) };
}

function readGroups(reader: Reader, document: DocumentNumber): (OpenGroup | RootGroup)[] {
  const at = reader.position;
  const groups = reader.list(1, 6, readGroup);
  if (!ascending(groups, (a, b) => a.group < b.group)) reader.fail(at, 'groups in ascending order');
  // Certificates of birth were printed when there was no other document, and always open the first.
  if (document === 1 && groups[0]?.kind !== 'open') reader.fail(at, 'an open group first');
  return groups;
}

/** Number and day of the act: of the document's own kind, and `null` both where it is of a search. */
function readAct(reader: Reader, document: DocumentNumber): { readonly act: bigint | null; readonly actDate: CivilDay | null } {
  const at = reader.position;
  const kind = recordKindOf(document);
  if (kind > 4) {
    if (!reader.isNull() || !reader.isNull()) reader.fail(at, 'null and null');
    return { act: null, actDate: null };
  }
  const act = readActNumber(reader);
  const actDate = readDay(reader);
  return actKindOf(act) === kind ? { act, actDate } : reader.fail(at, "an act of the document's kind");
}

function readBody(reader: Reader): Proof {
  reader.array(21, 21);
  const keyId = reader.int(0, 255);
  const schema = reader.int(0, 255);
  const documentNumber = reader.oneOf(DOCUMENT_NUMBERS);
  return {
    keyId,
    schema,
    document: documentWord(documentNumber),
    documentNumber,
    ...readAct(reader, documentNumber),
    number: readCertificateNumber(reader),
    date: readDay(reader),
    handle: reader.bytes(16),
    groups: readGroups(reader, documentNumber),
    closed: reader.bytes(32),
    index: reader.int(0, MAX_U32),
    entryCount: reader.int(0, MAX_U32),
    path: reader.list(0, MAX_PATH, (inner) => inner.bytes(32)),
    height: reader.uint(),
    timeMs: reader.uint(),
    rest: reader.bytes(32),
    hops: reader.list(0, MAX_HOPS, readHop),
    epoch: reader.uint(),
    view: reader.uint(),
    parentView: reader.uint(),
    signature: reader.bytes(48),
  };
}

/** Reads the bytes of a proof; `null` where they are none. */
export function readProof(bytes: Uint8Array): Proof | null {
  return decode(bytes, MAX_PROOF, readBody);
}

/** Whether bytes that are no proof begin as the proof of another document, which a later reader may know. */
export function isOtherDocument(bytes: Uint8Array): boolean {
  if (bytes.length > MAX_PROOF) return false;
  // Enough for the longest beginning, so that the reader does not meet the end before what is asked for.
  const known = decode(bytes.subarray(0, beginning(bytes)), 7, (reader) => {
    reader.array(21, 21);
    reader.int(0, 255);
    reader.int(0, 255);
    return reader.int(2, 255);
  });
  return known !== null && !DOCUMENT_NUMBERS.some((number) => number === known);
}

/** The length of a head for an array of less than 24 values and three integers of at most 8 bits each. */
function beginning(bytes: Uint8Array): number {
  let length = 1;
  for (let i = 0; i < 3; i++) length += bytes[length] === 0x18 ? 2 : 1;
  return length;
}

/** The root of a group, given or computed. */
export function rootOfGroup(proof: Proof, group: OpenGroup | RootGroup): Uint8Array {
  switch (group.kind) {
    case 'root':
      return group.root;
    case 'open':
      return groupRoot(recordKindOf(proof.documentNumber), proof.schema, group.group, group.seed, group.values);
  }
}

/** The opened half of the entry that issued the certificate: 32 bytes, docs/formats/outcome-and-digest.md. */
export function openedHalf(proof: Proof): Uint8Array {
  const groups = proof.groups.map((group) =>
    writeArray([writeUint(group.group), writeBytes(rootOfGroup(proof, group))]),
  );
  const opened = writeArray([
    writeUint(proof.documentNumber),
    proof.act === null ? writeNull() : writeUint(proof.act),
    proof.actDate === null ? writeNull() : writeUint(dayNumber(proof.actDate)),
    writeArray(groups),
    writeUint(proof.number),
    writeUint(dayNumber(proof.date)),
    writeBytes(proof.handle),
  ]);
  return tagged('dalolat/opened/1', u8(recordKindOf(proof.documentNumber) > 4 ? 28 : 2), opened);
}

/** The digest of the entry that issued the certificate: 32 bytes. */
export function entryDigestOf(proof: Proof): Uint8Array {
  return tagged('dalolat/entry/1', openedHalf(proof), proof.closed);
}
