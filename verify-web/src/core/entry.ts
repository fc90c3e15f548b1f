/** What an officer signs: docs/formats/entry.md; and what an entry opens to: docs/formats/outcome-and-digest.md. */

import { type Body, type EntryKind, readBody, readEntryKind } from './bodies.ts';
import { ascending, compare, MAX_U32, u8 } from './bytes.ts';
import { decode, type Reader, writeArray, writeBytes, writeNull, writeUint } from './cbor.ts';
import { hash, tagged } from './hash.ts';
import { dayNumber, type Network, readNetwork, readOfficeCode } from './identifiers.ts';
import { type CertificateOutcome, type Outcome, readOutcome, type ReferenceOutcome } from './outcome.ts';
import type { Halves } from './receipt.ts';
import { readSignatureBody, type Signature } from './signature.ts';

/** The greatest signed entry of a bulk kind, in bytes. */
export const MAX_BULK_ENTRY = 65_536;
/** The greatest signed entry of any other kind, in bytes. */
export const MAX_ENTRY = 4096;

/** A number of a reserved range that an act asks for. */
export interface ReservedNumber {
  readonly range: number;
  readonly serial: number;
}

/** Everything that is signed. */
export interface Entry {
  readonly network: Network;
  /** 16 bytes. */
  readonly nonce: Uint8Array;
  readonly number: ReservedNumber | null;
  /** Milliseconds since 1970, by the signer's machine. */
  readonly signedAt: bigint;
  /** Milliseconds since 1970. */
  readonly validUntil: bigint;
  /** There in kinds 1 to 6, 17 to 25 and 28 alone. */
  readonly office: number | null;
  /** 1 native, 2 attached, 3 legacy, 4 offline, 5 emergency sheet. */
  readonly origin: 1 | 2 | 3 | 4 | 5;
  readonly body: Body;
  /** At most 16 commitments of 32 bytes. */
  readonly evidence: readonly Uint8Array[];
}

/** An entry with its signatures, as bytes too. */
export interface SignedEntry {
  readonly entry: Entry;
  /** Entry id, 32 bytes. */
  readonly id: Uint8Array;
  /** One to 16, ascending by key id. */
  readonly signatures: readonly Signature[];
}

function isBulk(kind: EntryKind): boolean {
  return kind === 8 || kind === 14 || kind === 15 || kind === 16 || kind === 26 || kind === 27;
}

function readReserved(reader: Reader, kind: EntryKind): ReservedNumber | null {
  if (reader.isNull()) return null;
  if (kind !== 1 && kind !== 17) return reader.fail(reader.position, 'null');
  reader.array(2, 2);
  return { range: reader.int(1, MAX_U32), serial: reader.int(1, 99_999) };
}

function isOfAnOffice(kind: EntryKind): boolean {
  return kind <= 6 || (kind >= 17 && kind !== 26 && kind !== 27);
}

function readOfficeOf(reader: Reader, kind: EntryKind): number | null {
  if (isOfAnOffice(kind)) return readOfficeCode(reader);
  return reader.isNull() ? null : reader.fail(reader.position, 'null');
}

function readEntry(reader: Reader): Entry {
  reader.array(12, 12);
  reader.int(1, 1);
  const network = readNetwork(reader);
  reader.int(0, 0);
  const kind = readEntryKind(reader);
  return {
    network,
    nonce: reader.bytes(16),
    number: readReserved(reader, kind),
    signedAt: reader.uint(),
    validUntil: reader.uint(),
    office: readOfficeOf(reader, kind),
    origin: reader.oneOf([1, 2, 3, 4, 5]),
    body: readBody(reader, kind),
    evidence: reader.list(0, 16, (inner) => inner.bytes(32)),
  };
}

function readSignatures(reader: Reader): Signature[] {
  const at = reader.position;
  const signatures = reader.list(1, 16, readSignatureBody);
  const ordered = ascending(signatures, (a, b) => compare(a.keyId, b.keyId) < 0);
  return ordered ? signatures : reader.fail(at, 'signatures in the order of their keys');
}

/** Reads a signed entry; `null` where the bytes are none, or too many for the kind. */
export function readSignedEntry(bytes: Uint8Array): SignedEntry | null {
  const signed = decode(bytes, MAX_BULK_ENTRY, (reader) => {
    reader.array(2, 2);
    const entry = reader.raw(readEntry);
    return { entry: entry.value, id: hash(entry.bytes), signatures: readSignatures(reader) };
  });
  if (signed === null || bytes.length <= MAX_ENTRY) return signed;
  return isBulk(signed.entry.body.kind) ? signed : null;
}

/** Whether an entry of a kind has an outcome of this kind. */
function fits(kind: EntryKind, outcome: Outcome): boolean {
  switch (outcome.kind) {
    case 'act':
      return kind === 1 || kind === 17 || kind === 25;
    case 'certificate':
      return kind === 2;
    case 'reference':
      return kind === 28;
    case 'range':
      return kind === 4;
    case 'recorded':
      return ![1, 2, 4, 17, 28].includes(kind);
  }
}

/** What a certificate or a reference opens to, as canonical CBOR. */
function openedPaper(body: Body & { kind: 2 | 28 }, outcome: CertificateOutcome | ReferenceOutcome): Uint8Array {
  const groups = body.disclosed.map((group) =>
    // Six roots were read, and a group is below six.
    writeArray([writeUint(group), writeBytes(body.roots[group] ?? new Uint8Array(0))]),
  );
  return writeArray([
    writeUint(body.document),
    ...(outcome.kind === 'reference' ? [writeNull(), writeNull()] : [writeUint(outcome.act), writeUint(dayNumber(outcome.actDate))]),
    writeArray(groups),
    writeUint(outcome.number),
    writeUint(dayNumber(outcome.date)),
    writeBytes(body.handle),
  ]);
}

/**
 * The two halves that a signed entry and its outcome come to, both given as bytes; `null` where either cannot be read, or
 * where no entry of that kind has such an outcome.
 */
export function halvesOf(signedEntry: Uint8Array, outcome: Uint8Array): Halves | null {
  const signed = readSignedEntry(signedEntry);
  const read = readOutcome(outcome);
  if (signed === null || read === null) return null;
  const { body } = signed.entry;
  if (!fits(body.kind, read)) return null;
  const isPaper = (body.kind === 2 || body.kind === 28) && (read.kind === 'certificate' || read.kind === 'reference');
  const opened = isPaper ? openedPaper(body, read) : outcome;
  return {
    opened: tagged('dalolat/opened/1', u8(body.kind), opened),
    closed: tagged('dalolat/closed/1', signedEntry, outcome),
  };
}
