/**
 * BLS signatures over BLS12-381 in the minimal-signature form, as docs/formats/finalization.md asks for: signatures in
 * G1, keys in G2. All mathematics is that of @noble/curves.
 */

import { bls12_381 } from '@noble/curves/bls12-381.js';

const SUITE = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_';

/**
 * Whether a signature of 48 bytes is that of a key of 96 bytes over a message. The library's readers take the canonical
 * compressed form alone (x below the modulus, no stray flag) and check that a point lies on its curve and in its
 * subgroup; infinity, which they let through, is refused here.
 */
export function verifyMinSig(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (key.length !== 96 || signature.length !== 48) return false;
  const scheme = bls12_381.shortSignatures;
  try {
    const point = scheme.Signature.fromBytes(signature);
    const keyPoint = bls12_381.G2.Point.fromBytes(key);
    if (point.is0() || keyPoint.is0()) return false;
    return scheme.verify(point, scheme.hash(message, SUITE), keyPoint);
  } catch {
    // The readers throw for every encoding that is not a point of the subgroup.
    return false;
  }
}
