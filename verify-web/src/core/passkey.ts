/** Scheme 2, the assertion of a passkey: docs/formats/signatures.md, rules 1 to 16. */

import { p256 } from '@noble/curves/nist.js';
import { concat, equal } from './bytes.ts';
import { hash } from './hash.ts';
import type { NetworkClass } from './identifiers.ts';
import type { PasskeyKey } from './key-record.ts';
import { MAX_CLIENT_DATA, type PasskeyProof } from './signature.ts';
import { ascii } from './text.ts';

/** The first rule that does not hold, by the codes of the page. */
export type PasskeyFault =
  | 'relying-party'
  | 'not-present'
  | 'not-verified'
  | 'more-data'
  | 'copied-but-may-not'
  | 'may-be-copied'
  | 'too-long'
  | 'type'
  | 'challenge'
  | 'origin'
  | 'cross-origin'
  | 'end'
  | 'out-of-range'
  | 'high-s'
  | 'key'
  | 'signature';

const PRESENT = 0x01;
const VERIFIED = 0x04;
const MAY_BE_COPIED = 0x08;
const WAS_COPIED = 0x10;
const MORE_DATA = 0xc0;

/** The first rule that an assertion over a message of 32 bytes breaks; `null` where it is good. */
export function faultOfAssertion(
  network: NetworkClass,
  key: PasskeyKey,
  message: Uint8Array,
  proof: PasskeyProof,
): PasskeyFault | null {
  return (
    faultOfAuthenticatorData(network, key, proof.authenticatorData) ??
    faultOfClientData(key, message, proof.clientData) ??
    faultOfSignature(key, proof)
  );
}

function faultOfAuthenticatorData(
  network: NetworkClass,
  key: PasskeyKey,
  data: Uint8Array,
): PasskeyFault | null {
  const flags = data[32];
  if (flags === undefined || !equal(data.subarray(0, 32), hash(ascii(key.relyingParty)))) return 'relying-party';
  if ((flags & PRESENT) === 0) return 'not-present';
  if ((flags & VERIFIED) === 0) return 'not-verified';
  if ((flags & MORE_DATA) !== 0) return 'more-data';
  if ((flags & WAS_COPIED) !== 0 && (flags & MAY_BE_COPIED) === 0) return 'copied-but-may-not';
  return (flags & MAY_BE_COPIED) !== 0 && network === 'live' ? 'may-be-copied' : null;
}

/** Compared byte for byte and not parsed: whoever parses may read something else than whoever signed. */
function faultOfClientData(key: PasskeyKey, message: Uint8Array, data: Uint8Array): PasskeyFault | null {
  if (data.length > MAX_CLIENT_DATA) return 'too-long';
  const parts: readonly (readonly [PasskeyFault, string])[] = [
    ['type', '{"type":"webauthn.get","challenge":"'],
    ['challenge', `${base64url(message)}","origin":"`],
    ['origin', `${key.origin}",`],
    ['cross-origin', '"crossOrigin":false'],
  ];
  let at = 0;
  for (const [fault, part] of parts) {
    if (!equal(data.subarray(at, at + part.length), ascii(part))) return fault;
    at += part.length;
  }
  const rest = data.subarray(at);
  return equal(rest, ascii('}')) || rest[0] === ','.charCodeAt(0) ? null : 'end';
}

function faultOfSignature(key: PasskeyKey, proof: PasskeyProof): PasskeyFault | null {
  const order = p256.Point.Fn.ORDER;
  const r = bigEndian(proof.bytes.subarray(0, 32));
  const s = bigEndian(proof.bytes.subarray(32, 64));
  const inRange = (number: bigint): boolean => number >= 1n && number < order;
  if (proof.bytes.length !== 64 || !inRange(r) || !inRange(s)) return 'out-of-range';
  if (s > (order - 1n) / 2n) return 'high-s';
  if (!isPoint(key.point)) return 'key';
  const signed = concat(proof.authenticatorData, hash(proof.clientData));
  const good = p256.verify(proof.bytes, signed, key.point, { format: 'compact', lowS: true, prehash: true });
  return good ? null : 'signature';
}

function isPoint(bytes: Uint8Array): boolean {
  if (bytes.length !== 33) return false;
  try {
    return !p256.Point.fromBytes(bytes).is0();
  } catch {
    return false;
  }
}

function bigEndian(bytes: Uint8Array): bigint {
  return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** RFC 4648 section 5, without padding. */
function base64url(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const group = bytes.subarray(at, at + 3);
    const bits = ((group[0] ?? 0) << 16) | ((group[1] ?? 0) << 8) | (group[2] ?? 0);
    for (let i = 0; i <= group.length; i++) text += BASE64URL.charAt((bits >> (18 - 6 * i)) & 63);
  }
  return text;
}
