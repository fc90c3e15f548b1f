/** Whose key may sign, in which role, and for what: docs/formats/identifiers.md, "Key records". */

import { MAX_U32 } from './bytes.ts';
import { decode, type Reader } from './cbor.ts';
import { tagged } from './hash.ts';
import { readOfficeCode } from './identifiers.ts';

/**
 * 1 registrar, 2 second officer, 3 head, 4 connector, 5 registry, 6 custodian, 7 governor, 8 administrator.
 */
export type Role = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** What a key signs for. */
export type Jurisdiction =
  | { readonly kind: 'office'; readonly office: number }
  | { readonly kind: 'region'; readonly region: number }
  | { readonly kind: 'member'; readonly member: number }
  | { readonly kind: 'network' };

/** A key of Ed25519: 32 bytes. */
export interface Ed25519Key {
  readonly scheme: 1;
  readonly publicKey: Uint8Array;
}

/** A passkey: a compressed point of P-256 (33 bytes), the relying party's id, and the origin. */
export interface PasskeyKey {
  readonly scheme: 2;
  readonly point: Uint8Array;
  readonly relyingParty: string;
  readonly origin: string;
}

/** A key record. */
export interface KeyRecord {
  readonly key: Ed25519Key | PasskeyKey;
  /** A number of the staff list. */
  readonly officer: number;
  readonly role: Role;
  readonly jurisdiction: Jurisdiction;
  /** Signer key id: 16 bytes. */
  readonly id: Uint8Array;
}

/** The longest record: two names of the greatest length among heads and numbers. */
export const MAX_KEY_RECORD = 587;
const MAX_HOST = 253;
const MAX_ORIGIN = 'https://'.length + MAX_HOST + ':65535'.length;

/** Reads a role. */
export function readRole(reader: Reader): Role {
  return reader.oneOf([1, 2, 3, 4, 5, 6, 7, 8]);
}

/** Reads a jurisdiction. */
export function readJurisdiction(reader: Reader): Jurisdiction {
  const at = reader.position;
  const length = reader.array(1, 2);
  const kind = reader.oneOf([1, 2, 3, 4]);
  if (length !== (kind === 4 ? 1 : 2)) return reader.fail(at, 'a jurisdiction');
  switch (kind) {
    case 1:
      return { kind: 'office', office: readOfficeCode(reader) };
    case 2:
      return { kind: 'region', region: reader.int(1, 99) };
    case 3:
      return { kind: 'member', member: reader.int(0, 255) };
    case 4:
      return { kind: 'network' };
  }
}

function isHost(text: string): boolean {
  return text.length <= MAX_HOST && /^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*$/.test(text);
}

/** Whether an origin is one of https at the host of a relying party or below it, in the form that the page gives. */
function isOriginOf(origin: string, relyingParty: string): boolean {
  const parts = /^https:\/\/([^:]*)(?::([1-9][0-9]{0,4}))?$/.exec(origin);
  const host = parts?.[1];
  if (host === undefined || !isHost(host)) return false;
  const port = parts?.[2];
  if (port !== undefined && (Number(port) > 65_535 || port === '443')) return false;
  return host === relyingParty || host.endsWith(`.${relyingParty}`);
}

/** Reads the public key of a passkey. Whether its point is one of the curve shows when something is verified. */
export function readPasskeyKey(reader: Reader): PasskeyKey {
  reader.array(3, 3);
  const at = reader.position;
  const point = reader.bytes(33);
  if (point[0] !== 2 && point[0] !== 3) return reader.fail(at, 'a compressed point');
  const names = reader.position;
  const relyingParty = reader.text(MAX_HOST);
  const origin = reader.text(MAX_ORIGIN);
  if (!isHost(relyingParty) || !isOriginOf(origin, relyingParty)) return reader.fail(names, 'a host and its origin');
  return { scheme: 2, point, relyingParty, origin };
}

function readPublicKey(reader: Reader): KeyRecord['key'] {
  const scheme = reader.oneOf([1, 2]);
  switch (scheme) {
    case 1:
      return { scheme, publicKey: reader.bytes(32) };
    case 2:
      return readPasskeyKey(reader);
  }
}

/** Reads a key record that stands inside another value. */
export function readKeyRecordBody(reader: Reader): KeyRecord {
  const { value, bytes } = reader.raw((inner) => {
    inner.array(5, 5);
    return {
      key: readPublicKey(inner),
      officer: inner.int(0, MAX_U32),
      role: readRole(inner),
      jurisdiction: readJurisdiction(inner),
    };
  });
  return { ...value, id: tagged('dalolat/key/1', bytes).slice(0, 16) };
}

/** Reads a key record; `null` where the bytes are none. */
export function readKeyRecord(bytes: Uint8Array): KeyRecord | null {
  return decode(bytes, MAX_KEY_RECORD, readKeyRecordBody);
}
