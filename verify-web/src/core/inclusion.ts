/** From an entry to the block that was made final: docs/formats/receipt.md, steps 2 to 4. */

import { leafHash, rootOfPath } from './hash.ts';
import { blockDigest, followHops, type Hop } from './header.ts';

/** Where an entry stands. */
export interface Inclusion {
  readonly index: number;
  readonly entryCount: number;
  readonly path: readonly Uint8Array[];
  readonly height: bigint;
  readonly timeMs: bigint;
  readonly rest: Uint8Array;
  readonly hops: readonly Hop[];
}

/**
 * The digest of the block whose finalization proves the entry of a digest, 32 bytes; `null` where the path has not the
 * shape of its place or a height has no next one.
 */
export function certifiedBlock(entryDigest: Uint8Array, inclusion: Inclusion): Uint8Array | null {
  const { index, entryCount, path, height, hops } = inclusion;
  const entriesRoot = rootOfPath(leafHash(entryDigest), index, entryCount, path);
  return entriesRoot === null ? null : followHops(blockDigest({ ...inclusion, entriesRoot }), height, hops);
}
