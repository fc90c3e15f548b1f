/** Scheme 1, Ed25519 by the rules of ZIP-215: docs/formats/signatures.md. */

import { ed25519 } from '@noble/curves/ed25519.js';

/**
 * Whether a signature of 64 bytes is that of a key of 32 bytes over a message. By ZIP-215 points may be encoded in a
 * non-canonical way, `s` may not, and the equation is the one with the cofactor, so that every verifier, alone or in a
 * batch, says the same.
 */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: true });
  } catch {
    // The library throws for bytes that are no point, which makes a signature bad and nothing else.
    return false;
  }
}
