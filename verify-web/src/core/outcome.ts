/** What the ledger adds to an entry: docs/formats/outcome-and-digest.md. */

import { decode, type Reader } from './cbor.ts';
import {
  type ActKind,
  type CivilDay,
  readActKind,
  readActNumber,
  readCertificateNumber,
  readDay,
  readOfficeCode,
} from './identifiers.ts';

/** The greatest outcome that is read, in bytes. */
export const MAX_OUTCOME = 64;

/** The number and the day of an act. */
export interface ActOutcome {
  readonly kind: 'act';
  readonly number: bigint;
  readonly date: CivilDay;
}

/** The number and the day of a certificate, and those of its act. */
export interface CertificateOutcome {
  readonly kind: 'certificate';
  readonly number: bigint;
  readonly date: CivilDay;
  readonly act: bigint;
  readonly actDate: CivilDay;
}

/** The number and the day of a reference on a search. */
export interface ReferenceOutcome {
  readonly kind: 'reference';
  readonly number: bigint;
  readonly date: CivilDay;
}

/** The numbers that were set apart. */
export interface RangeOutcome {
  readonly kind: 'range';
  readonly actKind: ActKind;
  readonly office: number;
  /** Four digits. */
  readonly year: number;
  readonly first: number;
  readonly last: number;
}

/** An outcome; `recorded` is that of every entry that gets no number. */
export type Outcome = ActOutcome | CertificateOutcome | ReferenceOutcome | { readonly kind: 'recorded' } | RangeOutcome;

/** Reads an outcome that stands inside another value. */
export function readOutcomeBody(reader: Reader): Outcome {
  const at = reader.position;
  const length = reader.array(1, 6);
  switch (reader.oneOf([1, 2, 3, 4, 5])) {
    case 1:
      if (length !== 3) return reader.fail(at, 'an outcome of three values');
      return { kind: 'act', number: readActNumber(reader), date: readDay(reader) };
    case 2:
      if (length !== 5) return reader.fail(at, 'an outcome of five values');
      return {
        kind: 'certificate',
        number: readCertificateNumber(reader),
        date: readDay(reader),
        act: readActNumber(reader),
        actDate: readDay(reader),
      };
    case 3:
      return length === 1 ? { kind: 'recorded' } : reader.fail(at, 'an outcome of one value');
    case 4:
      if (length !== 6) return reader.fail(at, 'an outcome of six values');
      return {
        kind: 'range',
        actKind: readActKind(reader),
        office: readOfficeCode(reader),
        year: reader.int(1970, 2199),
        first: reader.int(1, 99_999),
        last: reader.int(1, 99_999),
      };
    case 5:
      if (length !== 3) return reader.fail(at, 'an outcome of three values');
      return { kind: 'reference', number: readCertificateNumber(reader), date: readDay(reader) };
  }
}

/** Reads an outcome; `null` where the bytes are none. */
export function readOutcome(bytes: Uint8Array): Outcome | null {
  return decode(bytes, MAX_OUTCOME, readOutcomeBody);
}
