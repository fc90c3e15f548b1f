/** Whether a certificate is in force, with proof: docs/formats/status.md. */

import { concat, equal, MAX_U32, u8 } from './bytes.ts';
import { decode, type Reader } from './cbor.ts';
import { type Finalization, isFinal, readFinalization } from './finalization.ts';
import {
  blockDigest,
  followHops,
  type Hop,
  type InnerHeader,
  MAX_HOPS,
  type OuterHeader,
  readHop,
  rest2Of,
  restOf,
} from './header.ts';
import type { NetworkKey } from './key-file.ts';
import { faultOfStateProof, MAX_STATE_VALUE, readStateProofBody, type StateProof } from './state.ts';

/** The greatest answer that is read, in bytes. */
export const MAX_ANSWER = 131_072;
const MAX_FACTS = 4;
const MAX_KEY = 64;

/** A key of the state, the value that it holds, and the proof. */
export interface Fact {
  /** At most 64 bytes. */
  readonly key: Uint8Array;
  /** At most 65,536 bytes. */
  readonly value: Uint8Array;
  readonly proof: StateProof;
}

/** A final block whose header names a state. */
export interface StateAt {
  readonly header: Omit<OuterHeader, 'rest'> & InnerHeader & { readonly parent: Uint8Array };
  readonly hops: readonly Hop[];
  readonly finalization: Finalization;
}

/** An answer that can be read. Only the first kind proves anything. */
export type StatusAnswer =
  | { readonly kind: 'proved'; readonly at: StateAt; readonly facts: readonly Fact[] }
  | { readonly kind: 'unknown'; readonly height: bigint; readonly timeMs: bigint }
  | { readonly kind: 'not-now' };

/** What stands on the ledger about a certificate. */
export type Standing = 'in-force' | 'no-longer-in-force' | 'stolen';

/**
 * Why an answer proves nothing: it is no answer (`malformed`); it says that the certificate is not known
 * (`unknown`, proved by nothing) or that there is no answer now (`not-now`); a height has no next one (`path`); no
 * trusted key signed its block (`signature`), or one whose heights the block is not in (`height`); a fact does not hold
 * under the state of the block (`fact`); no fact is about this certificate (`no-fact`).
 */
export type StatusCode =
  | 'malformed'
  | 'unknown'
  | 'not-now'
  | 'path'
  | 'signature'
  | 'height'
  | 'fact'
  | 'no-fact';

/** How a certificate stood at a block, or why that is not proved. */
export type StatusVerdict =
  | {
      readonly ok: true;
      readonly standing: Standing;
      readonly height: bigint;
      /** Time of the block whose state was asked, milliseconds since 1970: the answer is as of then. */
      readonly timeMs: bigint;
    }
  | { readonly ok: false; readonly code: StatusCode };

function readHeader(reader: Reader): StateAt['header'] {
  reader.array(11, 11);
  return {
    height: reader.uint(),
    timeMs: reader.uint(),
    entryCount: reader.int(0, MAX_U32),
    entriesRoot: reader.bytes(32),
    parent: reader.bytes(32),
    context: readContext(reader),
    logSize: reader.uint(),
    logRoot: reader.bytes(32),
    stateHeight: reader.uint(),
    stateRoot: reader.bytes(32),
    rulesVersion: reader.int(0, MAX_U32),
    // The engine puts nothing into a block while the members do not change, and a header in an answer has no place for it.
    enginePayload: new Uint8Array(0),
  };
}

function readContext(reader: Reader): InnerHeader['context'] {
  reader.array(5, 5);
  return {
    epoch: reader.uint(),
    view: reader.uint(),
    leader: reader.bytes(32),
    parentView: reader.uint(),
    parent: reader.bytes(32),
  };
}

function readFact(reader: Reader): Fact {
  reader.array(3, 3);
  return {
    key: reader.bytesUpTo(MAX_KEY),
    value: reader.bytesUpTo(MAX_STATE_VALUE),
    proof: readStateProofBody(reader),
  };
}

function readStateAt(reader: Reader): StateAt {
  reader.array(3, 3);
  return {
    header: readHeader(reader),
    hops: reader.list(0, MAX_HOPS, readHop),
    finalization: readFinalization(reader),
  };
}

function readAnswer(reader: Reader): StatusAnswer {
  const at = reader.position;
  const length = reader.array(1, 3);
  switch (reader.int(1, 3) * 10 + length) {
    case 13:
      return { kind: 'proved', at: readStateAt(reader), facts: reader.list(0, MAX_FACTS, readFact) };
    case 23:
      return { kind: 'unknown', height: reader.uint(), timeMs: reader.uint() };
    case 31:
      return { kind: 'not-now' };
    default:
      return reader.fail(at, 'an answer');
  }
}

/** Reads an answer; `null` where the bytes are none. */
export function readStatusAnswer(bytes: Uint8Array): StatusAnswer | null {
  return decode(bytes, MAX_ANSWER, readAnswer);
}

/**
 * Verifies an answer about the certificate of a status handle (16 bytes) by the keys that are trusted: those of the
 * network that the certificate is of. It throws for no bytes, and checks at most one signature for each key.
 */
export function verifyCertificateStatus(
  answer: Uint8Array,
  handle: Uint8Array,
  keys: readonly NetworkKey[],
): StatusVerdict {
  const read = readStatusAnswer(answer);
  if (read === null) return { ok: false, code: 'malformed' };
  switch (read.kind) {
    case 'proved':
      return judge(read.at, read.facts, handle, keys);
    case 'unknown':
    case 'not-now':
      return { ok: false, code: read.kind };
  }
}

function judge(
  at: StateAt,
  facts: readonly Fact[],
  handle: Uint8Array,
  keys: readonly NetworkKey[],
): StatusVerdict {
  const broken = faultOfStateAt(at, keys);
  if (broken !== null) return { ok: false, code: broken };
  const { height, timeMs, stateRoot } = at.header;
  if (facts.some((fact) => faultOfStateProof(fact.proof, fact.key, fact.value, stateRoot) !== null)) {
    return { ok: false, code: 'fact' };
  }
  const key = concat(u8(8), handle);
  const about = facts.find((fact) => equal(fact.key, key));
  if (about === undefined) return { ok: false, code: 'no-fact' };
  const standing = standingOf(about.value);
  return standing === null ? { ok: false, code: 'fact' } : { ok: true, standing, height, timeMs };
}

/** Why no trusted key proves that the block of a header is final; `null` where one does. */
export function faultOfStateAt(
  at: StateAt,
  keys: readonly NetworkKey[],
): 'path' | 'signature' | 'height' | null {
  const { header } = at;
  const digest = blockDigest({ ...header, rest: restOf(header.parent, rest2Of(header)) });
  const block = followHops(digest, header.height, at.hops);
  if (block === null) return 'path';
  let fault: 'signature' | 'height' = 'signature';
  for (const key of keys) {
    if (!isFinal(key.network, key.key, at.finalization, block)) continue;
    if (header.height >= key.fromHeight && (key.toHeight === null || header.height <= key.toHeight)) return null;
    fault = 'height';
  }
  return fault;
}

function standingOf(value: Uint8Array): Standing | null {
  switch (decode(value, 1, (reader) => reader.int(1, 3))) {
    case 1:
      return 'in-force';
    case 2:
      return 'no-longer-in-force';
    case 3:
      return 'stolen';
    default:
      return null;
  }
}
