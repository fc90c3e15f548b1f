/**
 * Dalolat: checks a certificate of the civil register, offline. Written from the pages in docs/formats alone.
 *
 * Everything here is a function of its arguments: no clock, randomness, files, network or page. Nothing runs at import
 * time, so that a program which judges papers does not carry the curves of officers' signatures.
 *
 * @packageDocumentation
 */

export type { ActKind, CivilDay, Network, NetworkClass } from './identifiers.ts';
export { printActNumber, printCertificateNumber, printDay } from './identifiers.ts';
export type { KeyFile, KeyFileCode, NetworkKey } from './key-file.ts';
export { readKeyFile } from './key-file.ts';
export type { FieldValue, Group } from './commitment.ts';
export { fieldName } from './fields.ts';
export type { Hop } from './header.ts';
export type { OpenGroup, Proof, RootGroup } from './proof.ts';
export type {
  CannotTellCode,
  CannotTellVerdict,
  NotValidCode,
  NotValidVerdict,
  Prefix,
  ValidVerdict,
  Verdict,
} from './verify.ts';
export { prefixOfClass, verify } from './verify.ts';
export type { HandleFault, HandleRead } from './handle.ts';
export { printHandle, readHandle } from './handle.ts';
export type { Standing, StatusCode, StatusVerdict } from './status.ts';
export { verifyCertificateStatus } from './status.ts';
export type { Halves, Receipt, ReceiptVerdict } from './receipt.ts';
export { entryDigest, readReceipt, verifyReceipt } from './receipt.ts';
export type { StateFault, StateProof } from './state.ts';
export { checkStateProof, readStateProof } from './state.ts';
export { warm } from './warm.ts';
