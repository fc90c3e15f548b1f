/** The file that tells a verifier whom to trust: docs/formats/network-key.md. */

import { fromHex } from './bytes.ts';
import { type Network, networkOf } from './identifiers.ts';
import { type Json, parseJson } from './json.ts';
import { decodeUtf8, encodeUtf8 } from './text.ts';

/** The key of a network, the heights for which it counts, and the agencies behind it. */
export interface NetworkKey {
  readonly network: Network;
  /** 0 to 255, by which papers name the key. Two keys may have the same one. */
  readonly keyId: number;
  /** A point of G2, compressed, 96 bytes. Whether it is one shows when something is verified. */
  readonly key: Uint8Array;
  /** `dealer`: one hand dealt the shares and could have kept the key. */
  readonly origin: 'dealer' | 'dkg';
  /** 1 to 100. */
  readonly members: number;
  /** More than two thirds of the members. */
  readonly quorum: number;
  readonly fromHeight: bigint;
  /** `null` while the key is in use. */
  readonly toHeight: bigint | null;
  /** One name for each member, 1 to 120 bytes. */
  readonly agencies: readonly string[];
}

/** Why a file is refused, by docs/formats/network-key.md. */
export type KeyFileCode = 'too-large' | 'json' | 'count' | `field.${keyof Fields}`;

/** One to 64 keys, or why the file is refused. */
export type KeyFile =
  | { readonly ok: true; readonly keys: readonly NetworkKey[] }
  | { readonly ok: false; readonly code: KeyFileCode };

const MAX_FILE = 262_144;
const MAX_KEYS = 64;

/** The fields of a file, each of the right type and width, and not judged yet. */
interface Fields {
  readonly format: string;
  readonly network: string;
  readonly key_id: number;
  readonly key: string;
  readonly origin: string;
  readonly members: number;
  readonly quorum: number;
  readonly from_height: bigint;
  readonly to_height: bigint | null;
  readonly agencies: readonly string[];
}

class Refused extends Error {
  readonly code: KeyFileCode;

  constructor(code: KeyFileCode) {
    super(code);
    this.code = code;
  }
}

/** Reads a network-key file. It throws for no bytes. */
export function readKeyFile(bytes: Uint8Array): KeyFile {
  try {
    return { ok: true, keys: parse(bytes) };
  } catch (fault) {
    if (fault instanceof Refused) return { ok: false, code: fault.code };
    throw fault;
  }
}

/** Follows the order of faults that the page gives: format, network, key and origin of each key, then the rest. */
function parse(bytes: Uint8Array): NetworkKey[] {
  if (bytes.length > MAX_FILE) throw new Refused('too-large');
  const text = decodeUtf8(bytes);
  const json = text === null ? null : parseJson(text);
  if (json === null) throw new Refused('json');
  const keys = (json.kind === 'array' ? json.items : [json]).map(fieldsOf).map(identify);
  if (keys.length === 0 || keys.length > MAX_KEYS) throw new Refused('count');
  return keys.map(complete);
}

function fieldsOf(json: Json): Fields {
  if (json.kind !== 'object' || json.members.size !== 10) throw new Refused('json');
  const { members } = json;
  return {
    format: text(members, 'format'),
    network: text(members, 'network'),
    key_id: Number(number(members.get('key_id'), 0xffn)),
    key: text(members, 'key'),
    origin: text(members, 'origin'),
    members: Number(number(members.get('members'), 0xffffn)),
    quorum: Number(number(members.get('quorum'), 0xffffn)),
    from_height: number(members.get('from_height'), null),
    to_height: members.get('to_height')?.kind === 'null' ? null : number(members.get('to_height'), null),
    agencies: texts(members.get('agencies')),
  };
}

function text(members: ReadonlyMap<string, Json>, name: keyof Fields): string {
  const json = members.get(name);
  if (json?.kind !== 'text') throw new Refused('json');
  return json.value;
}

function number(json: Json | undefined, max: bigint | null): bigint {
  if (json?.kind !== 'number' || (max !== null && json.value > max)) throw new Refused('json');
  return json.value;
}

function texts(json: Json | undefined): string[] {
  if (json?.kind !== 'array') throw new Refused('json');
  return json.items.map((item) => {
    if (item.kind !== 'text') throw new Refused('json');
    return item.value;
  });
}

interface Identified {
  readonly fields: Fields;
  readonly network: Network;
  readonly key: Uint8Array;
  readonly origin: 'dealer' | 'dkg';
}

function identify(fields: Fields): Identified {
  if (fields.format !== 'dalolat/network-key/1') throw new Refused('field.format');
  const bytes = fromHex(fields.network, 17);
  const network = bytes === null ? null : networkOf(bytes);
  if (network === null) throw new Refused('field.network');
  const key = fromHex(fields.key, 96);
  if (key === null) throw new Refused('field.key');
  const { origin } = fields;
  if (origin !== 'dealer' && origin !== 'dkg') throw new Refused('field.origin');
  return { fields, network, key, origin };
}

function complete({ fields, network, key, origin }: Identified): NetworkKey {
  const { members, quorum, from_height: fromHeight, to_height: toHeight, agencies } = fields;
  if (members < 1 || members > 100) throw new Refused('field.members');
  if (3 * quorum <= 2 * members || quorum > members) throw new Refused('field.quorum');
  if (toHeight !== null && toHeight < fromHeight) throw new Refused('field.to_height');
  if (agencies.length !== members || !agencies.every(isName)) throw new Refused('field.agencies');
  return { network, keyId: fields.key_id, key, origin, members, quorum, fromHeight, toHeight, agencies };
}

function isName(name: string): boolean {
  const length = encodeUtf8(name).length;
  return length >= 1 && length <= 120 && /\P{White_Space}/u.test(name) && !/\p{Cc}/u.test(name);
}
