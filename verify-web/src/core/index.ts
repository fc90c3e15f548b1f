/**
 * Dalolat: checks a certificate of the civil register, offline. Written from the pages in docs/formats alone.
 *
 * Everything here is a function of its arguments: no clock, randomness, files, network or page. No module has an
 * effect when it is imported, so that a program which judges papers does not carry the curves of officers' signatures.
 *
 * @packageDocumentation
 */

export type { ActKind, CivilDay, Network, NetworkClass } from './identifiers.ts';
export { networkOf, printActNumber, printCertificateNumber, printDay } from './identifiers.ts';
export type { KeyFile, KeyFileCode, NetworkKey } from './key-file.ts';
export { readKeyFile } from './key-file.ts';
export type { FieldValue, Group } from './commitment.ts';
export { fieldName } from './fields.ts';
export type { Hop } from './header.ts';
export type { OpenGroup, Proof, RootGroup } from './proof.ts';
export type { DocumentNumber, DocumentWord, RecordKind } from './documents.ts';
export { documentWord, recordKindOf } from './documents.ts';
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

// For those who keep receipts or entries: none of it is carried by a program that asks for papers alone.
export type { Anchor, Body, Effects, EntryKind, LegacyEffects, LegacyRow, Office, Waiver } from './bodies.ts';
export type { Entry, ReservedNumber, SignedEntry } from './entry.ts';
export { halvesOf, readSignedEntry } from './entry.ts';
export type { Outcome } from './outcome.ts';
export { readOutcome } from './outcome.ts';
export type { Jurisdiction, KeyRecord, Role } from './key-record.ts';
export { readKeyRecord } from './key-record.ts';
export type { Signature } from './signature.ts';
export { signedMessage } from './signature.ts';
export type { SignatureFault } from './officers.ts';
export { faultOfSignature, faultOfSignatures } from './officers.ts';
export type { Genesis, Member } from './genesis.ts';
export { genesisDigest, readGenesis } from './genesis.ts';
