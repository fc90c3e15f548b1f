/** What a validator answers to its clients, as values: docs/formats/node-service.md. */

import { MAX_U32 } from './bytes.ts';
import { decode, type Reader } from './cbor.ts';
import { type Outcome, readOutcomeBody } from './outcome.ts';
import { readReceiptBody, type Receipt } from './receipt.ts';

const MAX_STANDING = 16_384;
const MAX_STATUS = 128;
const MAX_BLOCKS = 16_448;

/** How an entry stands. Whoever is told *final* checks the receipt. */
export type EntryStanding =
  | { readonly kind: 'not-yet' }
  | { readonly kind: 'final'; readonly outcome: Outcome; readonly receipt: Receipt }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'unknown' };

/** What a validator says of itself. */
export interface NodeStatus {
  readonly height: bigint;
  readonly timeMs: bigint;
  readonly logSize: bigint;
  readonly logRoot: Uint8Array;
  readonly stateRoot: Uint8Array;
  readonly waiting: bigint;
  readonly signs: boolean;
  /** Milliseconds ahead of the others' clocks, below 0 behind them; `null` where too few are known. */
  readonly clockAheadMs: bigint | null;
}

/** A line about a block. */
export interface BlockLine {
  readonly height: bigint;
  readonly timeMs: bigint;
  readonly entryCount: number;
  readonly digest: Uint8Array;
}

/** Reads a standing; `null` where the bytes are none. */
export function readStanding(bytes: Uint8Array): EntryStanding | null {
  return decode(bytes, MAX_STANDING, (reader) => {
    const at = reader.position;
    const length = reader.array(1, 3);
    const kind = reader.oneOf([1, 2, 3, 4]);
    if (length !== (kind === 2 ? 3 : kind === 3 ? 2 : 1)) return reader.fail(at, 'a standing');
    switch (kind) {
      case 1:
        return { kind: 'not-yet' };
      case 2:
        return { kind: 'final', outcome: readOutcomeBody(reader), receipt: readReceiptBody(reader) };
      case 3:
        return { kind: 'refused', code: reader.text(64) };
      case 4:
        return { kind: 'unknown' };
    }
  });
}

function readClock(reader: Reader): bigint | null {
  if (reader.isNull()) return null;
  reader.array(2, 2);
  const behind = reader.oneOf([1, 2]) === 2;
  const at = reader.position;
  const ms = reader.uint();
  if (ms >= 1n << 63n || (behind && ms === 0n)) return reader.fail(at, 'a difference in milliseconds');
  return behind ? -ms : ms;
}

/** Reads the status of a validator; `null` where the bytes are none. */
export function readNodeStatus(bytes: Uint8Array): NodeStatus | null {
  return decode(bytes, MAX_STATUS, (reader) => {
    reader.array(8, 8);
    return {
      height: reader.uint(),
      timeMs: reader.uint(),
      logSize: reader.uint(),
      logRoot: reader.bytes(32),
      stateRoot: reader.bytes(32),
      waiting: reader.uint(),
      signs: reader.oneOf([0, 1]) === 1,
      clockAheadMs: readClock(reader),
    };
  });
}

function readBlockLine(reader: Reader): BlockLine {
  reader.array(4, 4);
  return {
    height: reader.uint(),
    timeMs: reader.uint(),
    entryCount: reader.int(0, MAX_U32),
    digest: reader.bytes(32),
  };
}

/** Reads at most 256 block lines; `null` where the bytes are none. */
export function readBlockLines(bytes: Uint8Array): BlockLine[] | null {
  return decode(bytes, MAX_BLOCKS, (reader) => reader.list(0, 256, readBlockLine));
}
