/** The digest of a block, in two levels: docs/formats/block-header.md. */

import { concat, leb128, MAX_U64, u32, u64 } from './bytes.ts';
import type { Reader } from './cbor.ts';
import { tagged } from './hash.ts';

/** The part of a header that a paper or a receipt carries. */
export interface OuterHeader {
  readonly height: bigint;
  /** Milliseconds since 1970. */
  readonly timeMs: bigint;
  readonly entryCount: number;
  /** 32 bytes. */
  readonly entriesRoot: Uint8Array;
  /** 32 bytes. */
  readonly rest: Uint8Array;
}

/** Where consensus stood when a block was proposed. */
export interface Context {
  readonly epoch: bigint;
  readonly view: bigint;
  /** The Ed25519 key of a validator, 32 bytes. */
  readonly leader: Uint8Array;
  readonly parentView: bigint;
  /** 32 bytes. */
  readonly parent: Uint8Array;
}

/** The inner level of a header. */
export interface InnerHeader {
  readonly context: Context;
  readonly logSize: bigint;
  readonly logRoot: Uint8Array;
  readonly stateHeight: bigint;
  readonly stateRoot: Uint8Array;
  /** Empty while the members do not change. */
  readonly enginePayload: Uint8Array;
  readonly rulesVersion: number;
}

/** One step from a block to its child, which was made final in its stead. */
export interface Hop {
  readonly timeMs: bigint;
  readonly entryCount: number;
  readonly entriesRoot: Uint8Array;
  readonly rest2: Uint8Array;
}

/** The greatest number of hops. */
export const MAX_HOPS = 64;
/** The greatest number of entries in a block. */
export const MAX_ENTRIES = 1024;

/** The digest of a block: 32 bytes. */
export function blockDigest(header: OuterHeader): Uint8Array {
  const numbers = concat(u64(header.height), u64(header.timeMs), u32(header.entryCount));
  return tagged('dalolat/hdr/1', numbers, header.entriesRoot, header.rest);
}

/** The hash over the parent and the inner level: 32 bytes. */
export function restOf(parent: Uint8Array, rest2: Uint8Array): Uint8Array {
  return tagged('dalolat/rest/1', parent, rest2);
}

/** The bytes of a context inside the inner level. */
export function contextBytes(context: Context): Uint8Array {
  const { epoch, view, leader, parentView, parent } = context;
  return concat(leb128(epoch), leb128(view), leader, leb128(parentView), parent);
}

/** The hash over the inner level: 32 bytes. */
export function rest2Of(inner: InnerHeader): Uint8Array {
  return tagged(
    'dalolat/rest2/1',
    contextBytes(inner.context),
    u64(inner.logSize),
    inner.logRoot,
    u64(inner.stateHeight),
    inner.stateRoot,
    tagged('dalolat/engine/1', inner.enginePayload),
    u32(inner.rulesVersion),
  );
}

/** Reads a hop. */
export function readHop(reader: Reader): Hop {
  reader.array(4, 4);
  return {
    timeMs: reader.uint(),
    entryCount: reader.int(0, MAX_ENTRIES),
    entriesRoot: reader.bytes(32),
    rest2: reader.bytes(32),
  };
}

/** The digest of the last block that the hops lead to; `null` where a height has no next one. */
export function followHops(block: Uint8Array, height: bigint, hops: readonly Hop[]): Uint8Array | null {
  let digest = block;
  let at = height;
  for (const hop of hops) {
    if (at === MAX_U64) return null;
    at += 1n;
    digest = blockDigest({ ...hop, height: at, rest: restOf(digest, hop.rest2) });
  }
  return digest;
}
