/** Proofs that a key holds a value in the state: docs/formats/state.md. */

import { concat, equal, leb128, u64, u8 } from './bytes.ts';
import { decode, type Reader } from './cbor.ts';
import { hash, tagged } from './hash.ts';

/** The greatest proof of the state that is read, in bytes. */
export const MAX_STATE_PROOF = 4096;
/** The greatest value of a key, in bytes. */
export const MAX_STATE_VALUE = 65_536;

const MAX_OPERATIONS = 1n << 48n;
const MAX_PEAKS = 48;
/** The operations that one chunk of activity bits is about. */
const CHUNK = 256n;

/** A proof of the state that can be read. */
export interface StateProof {
  /** How many operations the log of facts holds. */
  readonly operations: bigint;
  /** The operation that gave the key its value, from 0. */
  readonly place: bigint;
  /** How many peaks, from the first, are joined as inactive. */
  readonly inactive: number;
  /** 256 bits in 32 bytes. */
  readonly activity: Uint8Array;
  readonly siblings: readonly Uint8Array[];
  readonly right: Uint8Array | null;
  readonly left: readonly Uint8Array[];
  readonly tail: Uint8Array | null;
  readonly operationsRoot: Uint8Array;
  readonly indexRoot: Uint8Array;
}

/** What does not fit, in the order in which it is looked at. */
export type StateFault = 'malformed' | 'place' | 'replaced' | 'shape' | 'value' | 'root';

function digest(reader: Reader): Uint8Array {
  return reader.bytes(32);
}

/** Reads a proof of the state that stands inside another value. Its bounds keep it below 4,096 bytes. */
export function readStateProofBody(reader: Reader): StateProof {
  reader.array(10, 10);
  return {
    operations: reader.uint(),
    place: reader.uint(),
    inactive: reader.int(0, 255),
    activity: digest(reader),
    siblings: reader.list(0, MAX_PEAKS, digest),
    right: reader.nullOr(digest),
    left: reader.list(0, MAX_PEAKS, digest),
    tail: reader.nullOr(digest),
    operationsRoot: digest(reader),
    indexRoot: digest(reader),
  };
}

/** Reads a proof of the state; `null` where the bytes are none. */
export function readStateProof(bytes: Uint8Array): StateProof | null {
  return decode(bytes, MAX_STATE_PROOF, readStateProofBody);
}

/**
 * What does not fit in the proof, given as bytes, that `key` holds `value` under a state root of 32 bytes; `null` where
 * all of it fits.
 */
export function checkStateProof(
  bytes: Uint8Array,
  key: Uint8Array,
  value: Uint8Array,
  stateRoot: Uint8Array,
): StateFault | null {
  const proof = readStateProof(bytes);
  return proof === null ? 'malformed' : faultOfStateProof(proof, key, value, stateRoot);
}

/** {@link checkStateProof} for a proof that was read already. */
export function faultOfStateProof(
  proof: StateProof,
  key: Uint8Array,
  value: Uint8Array,
  stateRoot: Uint8Array,
): StateFault | null {
  if (proof.place >= proof.operations || proof.operations > MAX_OPERATIONS) return 'place';
  if (!isActive(proof)) return 'replaced';
  if (!hasShape(proof)) return 'shape';
  if (value.length > MAX_STATE_VALUE) return 'value';
  const root = tagged('dalolat/state/1', factsRoot(proof, key, value), proof.indexRoot);
  return equal(root, stateRoot) ? null : 'root';
}

function isActive(proof: StateProof): boolean {
  const bit = Number(proof.place % CHUNK);
  return (((proof.activity[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 1;
}

function ones(number: bigint): number {
  let count = 0;
  for (let rest = number; rest > 0n; rest >>= 1n) count += Number(rest & 1n);
  return count;
}

function hasShape(proof: StateProof): boolean {
  const { operations, place, inactive, siblings, left } = proof;
  const height = (operations ^ place).toString(2).length - 1;
  const before = ones(operations >> BigInt(height + 1));
  const rightNeeded = operations % (1n << BigInt(height)) > 0n;
  const tailNeeded = place / CHUNK !== operations / CHUNK && operations % CHUNK > 0n;
  return (
    siblings.length === height &&
    inactive <= before &&
    left.length === before - inactive + (inactive > 0 ? 1 : 0) &&
    (proof.right !== null) === rightNeeded &&
    (proof.tail !== null) === tailNeeded
  );
}

/** The number of the node of height `height` over operation `index`, in the order in which nodes come to be. */
function position(index: bigint, height: number): Uint8Array {
  const start = index - (index % (1n << BigInt(height)));
  return u64(2n * start - BigInt(ones(start)) + (1n << BigInt(height + 1)) - 2n);
}

function leafOf(place: bigint, key: Uint8Array, value: Uint8Array): Uint8Array {
  const hashedKey = tagged('dalolat/state-key/1', key);
  return hash(position(place, 0), u8(0xd2), hashedKey, leb128(BigInt(value.length)), value);
}

function peakOf(proof: StateProof, key: Uint8Array, value: Uint8Array): Uint8Array {
  let node = leafOf(proof.place, key, value);
  proof.siblings.forEach((sibling, i) => {
    const onTheLeft = ((proof.place >> BigInt(i)) & 1n) === 1n;
    const pair = onTheLeft ? [sibling, node] : [node, sibling];
    node = hash(position(proof.place, i + 1), ...pair);
    // A node over a whole chunk takes the activity of its operations in.
    if (i + 1 === 8) node = hash(proof.activity, node);
  });
  return node;
}

function factsRoot(proof: StateProof, key: Uint8Array, value: Uint8Array): Uint8Array {
  let node = peakOf(proof, key, value);
  if (proof.right !== null) node = hash(node, proof.right);
  node = proof.left.reduceRight((joined, peak) => hash(peak, joined), node);
  const inactive = proof.inactive === 0 ? new Uint8Array(0) : u64(BigInt(proof.inactive));
  const tree = hash(Uint8Array.of(0, 1), u64(proof.operations), inactive, node);
  const open = proof.operations % CHUNK;
  if (open === 0n) return hash(proof.operationsRoot, tree);
  const sameChunk = proof.place / CHUNK === proof.operations / CHUNK;
  const tail = sameChunk || proof.tail === null ? hash(proof.activity) : proof.tail;
  return hash(concat(proof.operationsRoot, tree, u64(open), tail));
}
