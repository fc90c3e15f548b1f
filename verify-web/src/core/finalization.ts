/** The quorum's signature over a block: docs/formats/finalization.md. */

import { verifyMinSig } from './bls.ts';
import { concat, leb128 } from './bytes.ts';
import type { Reader } from './cbor.ts';
import type { Network } from './identifiers.ts';
import { ascii } from './text.ts';

/** The proof that a quorum of validators made a block final. */
export interface Finalization {
  readonly epoch: bigint;
  readonly view: bigint;
  readonly parentView: bigint;
  /** A compressed point of G1, 48 bytes. */
  readonly signature: Uint8Array;
}

/** Reads a finalization. Whether its signature is a point shows when it is verified. */
export function readFinalization(reader: Reader): Finalization {
  reader.array(4, 4);
  return { epoch: reader.uint(), view: reader.uint(), parentView: reader.uint(), signature: reader.bytes(48) };
}

/** The bytes that the quorum of a network signs to make the block of a digest final. */
export function finalizationMessage(network: Network, finalization: Finalization, block: Uint8Array): Uint8Array {
  const namespace = concat(ascii('dalolat/1/'), network.bytes, ascii('_FINALIZE'));
  const { epoch, view, parentView } = finalization;
  return concat(
    leb128(BigInt(namespace.length)),
    namespace,
    leb128(epoch),
    leb128(view),
    leb128(parentView),
    block,
  );
}

/** Whether a finalization is that of the network with this key of 96 bytes over the block of a digest. */
export function isFinal(
  network: Network,
  key: Uint8Array,
  finalization: Finalization,
  block: Uint8Array,
): boolean {
  return verifyMinSig(key, finalizationMessage(network, finalization, block), finalization.signature);
}
