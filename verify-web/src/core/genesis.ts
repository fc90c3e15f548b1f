/** What every validator of a network begins with: docs/formats/genesis.md. */

import { ascending, compare, MAX_U32 } from './bytes.ts';
import { decode, type Reader } from './cbor.ts';
import { type Office, readOffice } from './bodies.ts';
import { tagged } from './hash.ts';
import { type Network, readNetwork } from './identifiers.ts';
import { type KeyRecord, readKeyRecordBody } from './key-record.ts';

/** The greatest genesis that is read, in bytes. */
export const MAX_GENESIS = 1_048_576;
/** The last millisecond of the year 2199. */
const LAST_MS = 7_258_118_399_999n;
const MAX_KEYS_OF_OFFICER = 16;
const MAX_KEYS_OF_GOVERNORS = 128;
const GOVERNOR = 7;

/** An agency and its validator. */
export interface Member {
  /** At most 120 bytes. */
  readonly agency: string;
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
}

/** A genesis. */
export interface Genesis {
  readonly network: Network;
  readonly timeMs: bigint;
  readonly origin: 'dealer' | 'dkg';
  readonly keyId: number;
  /** 96 bytes. */
  readonly key: Uint8Array;
  /** The engine's encoding, at most 65,536 bytes; not read here. */
  readonly sharing: Uint8Array;
  readonly members: readonly Member[];
  readonly offices: readonly Office[];
  readonly keys: readonly KeyRecord[];
  readonly rulesVersion: number;
}

function readTime(reader: Reader): bigint {
  const at = reader.position;
  const time = reader.uint();
  return time <= LAST_MS ? time : reader.fail(at, 'a time of the years 1970 to 2199');
}

function readMember(reader: Reader): Member {
  reader.array(2, 2);
  return { agency: reader.text(120), publicKey: reader.bytes(32) };
}

function readMembers(reader: Reader): Member[] {
  const at = reader.position;
  const members = reader.list(1, 23, readMember);
  const ordered = ascending(members, (a, b) => compare(a.publicKey, b.publicKey) < 0);
  return ordered ? members : reader.fail(at, 'members in the order of their keys');
}

function readOffices(reader: Reader): Office[] {
  const at = reader.position;
  const offices = reader.list(0, 1000, readOffice);
  return ascending(offices, (a, b) => a.code < b.code) ? offices : reader.fail(at, 'offices in the order of their codes');
}

function readKeys(reader: Reader): KeyRecord[] {
  const at = reader.position;
  const keys = reader.list(0, 10_000, readKeyRecordBody);
  const ofOfficer = new Map<number, number>();
  let ofGovernors = 0;
  for (const key of keys) {
    const count = (ofOfficer.get(key.officer) ?? 0) + 1;
    ofOfficer.set(key.officer, count);
    if (key.role === GOVERNOR) ofGovernors += 1;
    if (count > MAX_KEYS_OF_OFFICER || ofGovernors > MAX_KEYS_OF_GOVERNORS) return reader.fail(at, 'fewer keys');
  }
  return keys;
}

/** Reads a genesis; `null` where the bytes are none. */
export function readGenesis(bytes: Uint8Array): Genesis | null {
  return decode(bytes, MAX_GENESIS, (reader) => {
    reader.array(11, 11);
    reader.int(1, 1);
    return {
      network: readNetwork(reader),
      timeMs: readTime(reader),
      origin: reader.oneOf([1, 2]) === 1 ? 'dealer' : 'dkg',
      keyId: reader.int(0, 255),
      key: reader.bytes(96),
      sharing: reader.bytesUpTo(65_536),
      members: readMembers(reader),
      offices: readOffices(reader),
      keys: readKeys(reader),
      rulesVersion: reader.int(0, MAX_U32),
    };
  });
}

/** The parent of block 0: 32 bytes. */
export function genesisDigest(bytes: Uint8Array): Uint8Array {
  return tagged('dalolat/genesis/1', bytes);
}
