/** The proof that an entry is final: docs/formats/receipt.md. */

import { equal, MAX_U32 } from './bytes.ts';
import { decode, type Reader } from './cbor.ts';
import { type Finalization, isFinal, readFinalization } from './finalization.ts';
import { tagged } from './hash.ts';
import { MAX_ENTRIES, MAX_HOPS, readHop } from './header.ts';
import type { Network } from './identifiers.ts';
import { certifiedBlock, type Inclusion } from './inclusion.ts';

/** The greatest receipt that is read, in bytes. */
export const MAX_RECEIPT = 8288;
const MAX_PATH = 10;

/** The two halves that an entry digest is made of, 32 bytes each. */
export interface Halves {
  readonly opened: Uint8Array;
  readonly closed: Uint8Array;
}

/** A receipt that can be read. */
export interface Receipt extends Halves {
  readonly inclusion: Inclusion;
  readonly finalization: Finalization;
}

/** What a receipt comes to. */
export type ReceiptVerdict =
  | { readonly ok: true; readonly entryDigest: Uint8Array; readonly receipt: Receipt }
  | { readonly ok: false; readonly code: 'malformed' | 'other-entry' | 'path' | 'signature' };

/** Reads a receipt that stands inside another value. */
export function readReceiptBody(reader: Reader): Receipt {
  reader.array(3, 3);
  const halves = { opened: reader.bytes(32), closed: reader.bytes(32) };
  reader.array(8, 8);
  const inclusion = {
    index: reader.int(0, MAX_U32),
    entryCount: reader.int(0, MAX_ENTRIES),
    path: reader.list(0, MAX_PATH, (inner) => inner.bytes(32)),
    height: reader.uint(),
    timeMs: reader.uint(),
    rest: reader.bytes(32),
    hops: reader.list(0, MAX_HOPS, readHop),
  };
  return { ...halves, inclusion, finalization: readFinalization(reader) };
}

/** Reads a receipt; `null` where the bytes are none. */
export function readReceipt(bytes: Uint8Array): Receipt | null {
  return decode(bytes, MAX_RECEIPT, readReceiptBody);
}

/** The digest of an entry from its two halves: 32 bytes, docs/formats/outcome-and-digest.md. */
export function entryDigest(halves: Halves): Uint8Array {
  return tagged('dalolat/entry/1', halves.opened, halves.closed);
}

/**
 * Verifies a receipt against the key of a network, 96 bytes. `entry` is what the entry and the outcome at hand open to
 * (`halvesOf`), or `null` where they are not at hand; then the receipt speaks of the entry of the digest that comes back.
 * It throws for no bytes.
 */
export function verifyReceipt(
  bytes: Uint8Array,
  entry: Halves | null,
  network: Network,
  key: Uint8Array,
): ReceiptVerdict {
  const receipt = readReceipt(bytes);
  if (receipt === null) return { ok: false, code: 'malformed' };
  const same = entry === null || (equal(entry.opened, receipt.opened) && equal(entry.closed, receipt.closed));
  if (!same) return { ok: false, code: 'other-entry' };
  const digest = entryDigest(receipt);
  const block = certifiedBlock(digest, receipt.inclusion);
  if (block === null) return { ok: false, code: 'path' };
  if (!isFinal(network, key, receipt.finalization, block)) return { ok: false, code: 'signature' };
  return { ok: true, entryDigest: digest, receipt };
}
