/**
 * BLS signatures over BLS12-381 in the minimal-signature form, as docs/formats/finalization.md asks for: signatures in
 * G1, keys in G2. All mathematics is that of @noble/curves.
 */

import { bls12_381 } from '@noble/curves/bls12-381.js';
import { toHex } from './bytes.ts';

const SUITE = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_';

/**
 * The key that was read last. A program asks for the same one again and again, and reading it (a square root and the
 * check of the subgroup) is a tenth of the whole; nobody can tell from outside but by the time.
 */
let last: { readonly hex: string; readonly point: ReturnType<typeof keyPoint> } | null = null;

function keyPoint(key: Uint8Array) {
  return bls12_381.G2.Point.fromBytes(key);
}

function rememberedKey(key: Uint8Array): ReturnType<typeof keyPoint> {
  const hex = toHex(key);
  if (last?.hex !== hex) last = { hex, point: keyPoint(key) };
  return last.point;
}

/**
 * Whether a signature of 48 bytes is that of a key of 96 bytes over a message. The library's readers take the canonical
 * compressed form alone (x below the modulus, no stray flag) and check that a point lies on its curve and in its
 * subgroup; infinity, which they let through, is refused here.
 */
export function verifyMinSig(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (key.length !== 96 || signature.length !== 48) return false;
  const scheme = bls12_381.shortSignatures;
  try {
    const keyRead = rememberedKey(key);
    const point = scheme.Signature.fromBytes(signature);
    if (point.is0() || keyRead.is0()) return false;
    return scheme.verify(point, scheme.hash(message, SUITE), keyRead);
  } catch {
    // The readers throw for every encoding that is not a point of the subgroup.
    return false;
  }
}
