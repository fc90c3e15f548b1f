/** How an officer signs: docs/formats/signatures.md. The mathematics stands in a module for each scheme. */

import { u8 } from './bytes.ts';
import { decode, type Reader } from './cbor.ts';
import { tagged } from './hash.ts';
import { readRole, type Role } from './key-record.ts';

/** `R ‖ s`, 64 bytes. */
export interface Ed25519Proof {
  readonly scheme: 1;
  readonly bytes: Uint8Array;
}

/** The assertion of a passkey. */
export interface PasskeyProof {
  readonly scheme: 2;
  /** 37 bytes. */
  readonly authenticatorData: Uint8Array;
  /** At most 512 bytes. */
  readonly clientData: Uint8Array;
  /** `r ‖ s`, 64 bytes. */
  readonly bytes: Uint8Array;
}

/** A signature under an entry. */
export interface Signature {
  readonly role: Role;
  /** Signer key id, 16 bytes. */
  readonly keyId: Uint8Array;
  readonly proof: Ed25519Proof | PasskeyProof;
}

/** The longest signature: an assertion with the longest client data. */
export const MAX_SIGNATURE = 641;
/** The longest client data, in bytes. */
export const MAX_CLIENT_DATA = 512;

function readProof(reader: Reader): Signature['proof'] {
  const scheme = reader.oneOf([1, 2]);
  switch (scheme) {
    case 1:
      return { scheme, bytes: reader.bytes(64) };
    case 2:
      reader.array(3, 3);
      return {
        scheme,
        authenticatorData: reader.bytes(37),
        clientData: reader.bytesUpTo(MAX_CLIENT_DATA),
        bytes: reader.bytes(64),
      };
  }
}

/** Reads a signature that stands inside another value. */
export function readSignatureBody(reader: Reader): Signature {
  reader.array(4, 4);
  return { role: readRole(reader), keyId: reader.bytes(16), proof: readProof(reader) };
}

/** Reads a signature; `null` where the bytes are none. */
export function readSignature(bytes: Uint8Array): Signature | null {
  return decode(bytes, MAX_SIGNATURE, readSignatureBody);
}

/** The 32 bytes that both schemes sign for an entry id of 32 bytes. */
export function signedMessage(entryId: Uint8Array, role: Role): Uint8Array {
  return tagged('dalolat/sign/1', entryId, u8(role));
}
