/** Whether the signatures under an entry are good: docs/formats/signatures.md. */

import { equal } from './bytes.ts';
import { verifyEd25519 } from './ed25519.ts';
import type { SignedEntry } from './entry.ts';
import type { NetworkClass } from './identifiers.ts';
import type { KeyRecord } from './key-record.ts';
import { faultOfAssertion, type PasskeyFault } from './passkey.ts';
import { type Signature, signedMessage } from './signature.ts';

/** Why a signature is not good: the record is of another scheme, or the proof does not hold. */
export type SignatureFault = 'other-scheme' | PasskeyFault;

/** Why a signature over a message of 32 bytes is not good under a key record; `null` where it is. */
export function faultOfSignature(
  network: NetworkClass,
  record: KeyRecord,
  message: Uint8Array,
  signature: Signature,
): SignatureFault | null {
  const { key } = record;
  const { proof } = signature;
  switch (proof.scheme) {
    case 1:
      if (key.scheme !== 1) return 'other-scheme';
      return verifyEd25519(key.publicKey, message, proof.bytes) ? null : 'signature';
    case 2:
      return key.scheme === 2 ? faultOfAssertion(network, key, message, proof) : 'other-scheme';
  }
}

/**
 * Looks at all signatures under an entry: `unknown-key` where a key of any of them is not among the records, else
 * `signature` where any of them is not good, else `null`. Whether the roles are those of the records, and whether the
 * keys may sign, are rules of the ledger and not looked at.
 */
export function faultOfSignatures(
  signed: SignedEntry,
  records: readonly KeyRecord[],
): 'unknown-key' | 'signature' | null {
  const pairs = signed.signatures.map((signature) => ({
    signature,
    record: records.find((record) => equal(record.id, signature.keyId)),
  }));
  if (pairs.some(({ record }) => record === undefined)) return 'unknown-key';
  const bad = pairs.some(({ signature, record }) => {
    const message = signedMessage(signed.id, signature.role);
    return record === undefined || faultOfSignature(signed.entry.network.class, record, message, signature) !== null;
  });
  return bad ? 'signature' : null;
}
