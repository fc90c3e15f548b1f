/** The verdict on the text of a certificate: docs/formats/certificate-proof.md, "Verification". */

import { decodeBase45 } from './base45.ts';
import { isFinal } from './finalization.ts';
import type { NetworkClass } from './identifiers.ts';
import { certifiedBlock } from './inclusion.ts';
import type { NetworkKey } from './key-file.ts';
import { entryDigestOf, isOtherDocument, MAX_PROOF, type Proof, readProof } from './proof.ts';

/** What a text begins with: the register, a sample, or a provisional extract. */
export type Prefix = 'DAL1' | 'DALX' | 'DALP';

/** Why a text is not valid. */
export type NotValidCode =
  | 'not-valid.prefix'
  | 'not-valid.base45'
  | 'not-valid.cbor'
  | 'not-valid.network'
  | 'not-valid.path'
  | 'not-valid.signature'
  | 'not-valid.height';

/** Why nothing can be told of a text. */
export type CannotTellCode =
  | 'cannot-tell.version'
  | 'cannot-tell.document'
  | 'cannot-tell.provisional'
  | 'cannot-tell.unknown-key';

/** The text is valid: the quorum behind `key` signed exactly what `proof` says. */
export interface ValidVerdict {
  readonly conclusion: 'valid';
  readonly code: 'valid';
  readonly prefix: 'DAL1' | 'DALX';
  readonly proof: Proof;
  readonly key: NetworkKey;
}

/** The text is not valid. Where it was changed cannot be said, and none of its values is shown. */
export interface NotValidVerdict {
  readonly conclusion: 'not-valid';
  readonly code: NotValidCode;
  /** `null` where the text has none of the three. */
  readonly prefix: Prefix | null;
}

/** Nothing can be told. */
export interface CannotTellVerdict {
  readonly conclusion: 'cannot-tell';
  readonly code: CannotTellCode;
  /** `null` where the text has none of the three. */
  readonly prefix: Prefix | null;
  /** There where the text can be read. Its values are **not proved**. */
  readonly proof: Proof | null;
  /** The key that a text that can be read names. */
  readonly keyId: number | null;
}

export type Verdict = ValidVerdict | NotValidVerdict | CannotTellVerdict;

function notValid(code: NotValidCode, prefix: Prefix | null): NotValidVerdict {
  return { conclusion: 'not-valid', code, prefix };
}

function cannotTell(code: CannotTellCode, prefix: Prefix | null, proof: Proof | null): CannotTellVerdict {
  return { conclusion: 'cannot-tell', code, prefix, proof, keyId: proof?.keyId ?? null };
}

function prefixOf(text: string): Prefix | null {
  const prefix = text.slice(0, 4);
  if (text[4] !== ':') return null;
  return prefix === 'DAL1' || prefix === 'DALX' || prefix === 'DALP' ? prefix : null;
}

/** The prefix under which papers of a network are printed. */
export function prefixOfClass(network: NetworkClass): 'DAL1' | 'DALX' {
  switch (network) {
    case 'live':
      return 'DAL1';
    case 'practice':
    case 'demo':
      return 'DALX';
  }
}

/**
 * Judges the text of a certificate's code by the keys that are trusted. It throws for no text. Time and memory are
 * bounded by the length of the text and the number of keys: at most one check of a signature for each key with the id
 * that the text names.
 */
export function verify(text: string, keys: readonly NetworkKey[]): Verdict {
  const prefix = prefixOf(text);
  if (prefix === null) {
    const later = /^DAL[0-9A-Z]:/.test(text);
    return later ? cannotTell('cannot-tell.version', null, null) : notValid('not-valid.prefix', null);
  }
  const bytes = decodeBase45(text.slice(5), MAX_PROOF);
  if (bytes === null) return notValid('not-valid.base45', prefix);
  const proof = readProof(bytes);
  if (proof === null) {
    const other = isOtherDocument(bytes);
    return other ? cannotTell('cannot-tell.document', prefix, null) : notValid('not-valid.cbor', prefix);
  }
  return prefix === 'DALP' ? cannotTell('cannot-tell.provisional', prefix, proof) : judge(prefix, proof, keys);
}

function judge(prefix: 'DAL1' | 'DALX', proof: Proof, keys: readonly NetworkKey[]): Verdict {
  const named = keys.filter((key) => key.keyId === proof.keyId);
  if (named.length === 0) return cannotTell('cannot-tell.unknown-key', prefix, proof);
  const block = certifiedBlock(entryDigestOf(proof), proof);
  let code: NotValidCode = 'not-valid.network';
  for (const key of named) {
    if (prefixOfClass(key.network.class) !== prefix) continue;
    const broken = faultUnder(key, proof, block);
    if (broken === null) return { conclusion: 'valid', code: 'valid', prefix, proof, key };
    code = broken;
  }
  return notValid(code, prefix);
}

function faultUnder(key: NetworkKey, proof: Proof, block: Uint8Array | null): NotValidCode | null {
  if (block === null) return 'not-valid.path';
  if (!isFinal(key.network, key.key, proof, block)) return 'not-valid.signature';
  const counts = proof.height >= key.fromHeight && (key.toHeight === null || proof.height <= key.toHeight);
  return counts ? null : 'not-valid.height';
}
