/** SHA-256 with a tag for each use, and Merkle trees: docs/formats/hashing.md. */

import { sha256 } from '@noble/hashes/sha2.js';
import { ascii } from './text.ts';

/** Every tag of version 1 that a verifier needs. */
export type Tag =
  | 'dalolat/sign/1'
  | 'dalolat/key/1'
  | 'dalolat/opened/1'
  | 'dalolat/closed/1'
  | 'dalolat/entry/1'
  | 'dalolat/hdr/1'
  | 'dalolat/rest/1'
  | 'dalolat/rest2/1'
  | 'dalolat/engine/1'
  | 'dalolat/genesis/1'
  | 'dalolat/state/1'
  | 'dalolat/state-key/1'
  | 'dalolat/field/1'
  | 'dalolat/act/1'
  | 'dalolat/request/1';

/** SHA-256 over the parts, joined: 32 bytes. */
export function hash(...parts: readonly Uint8Array[]): Uint8Array {
  const state = sha256.create();
  for (const part of parts) state.update(part);
  return state.digest();
}

/** SHA-256 over a tag and the parts: 32 bytes. */
export function tagged(tag: Tag, ...parts: readonly Uint8Array[]): Uint8Array {
  return hash(ascii(tag), ...parts);
}

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** The hash of a leaf of a Merkle tree, RFC 6962 section 2.1. */
export function leafHash(...data: readonly Uint8Array[]): Uint8Array {
  return hash(LEAF, ...data);
}

/** The hash of an inner node of a Merkle tree, RFC 6962 section 2.1. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return hash(NODE, left, right);
}

/** The root of a Merkle tree over leaves that are hashed already, RFC 6962 section 2.1. */
export function treeRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (only === undefined) return hash();
  if (leaves.length === 1) return only;
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  return nodeHash(treeRoot(leaves.slice(0, half)), treeRoot(leaves.slice(half)));
}

/**
 * The root that a path leads to from the leaf hash at `index` of `count`, RFC 9162 section 2.1.3.2; `null` where the
 * path has not the shape of that place. `index` and `count` are integers of at most 32 bits.
 */
export function rootOfPath(
  leaf: Uint8Array,
  index: number,
  count: number,
  path: readonly Uint8Array[],
): Uint8Array | null {
  if (index >= count) return null;
  let at = index;
  let last = count - 1;
  let node = leaf;
  for (const sibling of path) {
    if (last === 0) return null;
    if (at % 2 === 1 || at === last) {
      node = nodeHash(sibling, node);
      while (at % 2 === 0 && at !== 0) {
        at = Math.floor(at / 2);
        last = Math.floor(last / 2);
      }
    } else {
      node = nodeHash(node, sibling);
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? node : null;
}
