/** What the command prints about a verdict: lines for people, or one object of JSON for programs. */

import {
  type CannotTellCode,
  fieldName,
  type NotValidCode,
  printActNumber,
  printCertificateNumber,
  printDay,
  printHandle,
  type ValidVerdict,
  type Verdict,
} from '../core/index.ts';
import { recordKindOf } from '../core/documents.ts';
import { documentLabel, groupLabel, labelOf } from './labels.ts';

/** Lines of text, the first of them the verdict. */
export function reportText(verdict: Verdict): string[] {
  switch (verdict.conclusion) {
    case 'valid':
      return validLines(verdict);
    case 'not-valid':
      return [`NOT VALID (${verdict.code})`, `  ${reasonNotValid(verdict.code)}`, '  Nothing on the paper is proved.'];
    case 'cannot-tell':
      return [`CANNOT TELL (${verdict.code})`, `  ${reasonCannotTell(verdict.code, verdict.keyId)}`];
  }
}

/** The same as one value of JSON. Integers that can be greater than 2^53 are texts of their digits. */
export function reportJson(verdict: Verdict): object {
  const { conclusion, code, prefix } = verdict;
  switch (conclusion) {
    case 'valid':
      return { conclusion, code, prefix, ...validJson(verdict) };
    case 'not-valid':
      return { conclusion, code, prefix };
    case 'cannot-tell':
      return { conclusion, code, prefix, key_id: verdict.keyId };
  }
}

function reasonNotValid(code: NotValidCode): string {
  switch (code) {
    case 'not-valid.prefix':
      return 'It does not begin as the code of a certificate does.';
    case 'not-valid.base45':
      return 'A character is wrong, or the code was not read to its end.';
    case 'not-valid.cbor':
      return 'It is not the proof of a certificate.';
    case 'not-valid.network':
      return 'It is a sample that is shown as a certificate of the register, or the other way round.';
    case 'not-valid.path':
    case 'not-valid.signature':
      return 'The agencies did not sign this. Something in it was changed, and nobody can say what.';
    case 'not-valid.height':
      return 'The key that it names did not count for that block.';
  }
}

function reasonCannotTell(code: CannotTellCode, keyId: number | null): string {
  switch (code) {
    case 'cannot-tell.version':
      return 'It is of a version that this program does not know. A newer one may.';
    case 'cannot-tell.document':
      return 'It is of a kind of document that this program does not know. A newer one may.';
    case 'cannot-tell.provisional':
      return 'It is a provisional extract: ask the office or check online.';
    case 'cannot-tell.unknown-key':
      return `It names the network key ${keyId ?? ''}, which is not among those that are trusted here (--network-key FILE).`;
  }
}

/**
 * A value in one line that shows what it holds: characters that move the cursor, hide others or turn their order would
 * let one value look like another.
 */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

function timeOf(ms: bigint): string {
  // The greatest time that a Date holds; a block of a later one is none that anybody signs in earnest.
  if (ms > 8_640_000_000_000_000n) return `${ms} ms after 1970`;
  return new Date(Number(ms)).toISOString();
}

function row(label: string, value: string): string {
  return `  ${`${label}:`.padEnd(34)} ${visible(value)}`;
}

function validLines(verdict: ValidVerdict): string[] {
  const { proof, prefix } = verdict;
  const sample = prefix === 'DALX';
  const head = sample ? 'VALID, A SAMPLE WITHOUT LEGAL FORCE' : 'VALID';
  return [
    head,
    row(documentLabel(proof.document), printCertificateNumber(proof.number)),
    row('Issued on', printDay(proof.date)),
    ...(proof.act === null || proof.actDate === null
      ? []
      : [row('Act', printActNumber(proof.act)), row('Registered on', printDay(proof.actDate))]),
    row('Status code', printHandle(proof.handle)),
    ...groupLines(verdict),
    'What is proved',
    ...provedLines(verdict),
    'What cannot be known offline',
    '  Whether the certificate is still in force, and whether the act was changed since: ask online with the status code.',
    '  Whether the paper says the same: compare it with the values above.',
  ];
}

function groupLines({ proof }: ValidVerdict): string[] {
  const kind = recordKindOf(proof.documentNumber);
  const lines = proof.groups.flatMap((group) => {
    switch (group.kind) {
      case 'open':
        return group.values.map((value, i) => {
          const label = labelOf(kind, fieldName(proof.document, proof.schema, group.group, i), group.group, i);
          return row(label, value === null ? '(nothing)' : String(value));
        });
      case 'root':
        return [row(`Values of the group "${groupLabel(kind, group.group)}"`, 'not in the code, and not compared')];
    }
  });
  if (proof.groups.some((group) => group.kind === 'open')) return lines;
  const note = '  No value of the record stands in this code. To compare, read the PDF of the paper, or dalolat.cbor attached to it.';
  return [...lines, note];
}

function provedLines({ proof, key, prefix }: ValidVerdict): string[] {
  const owner = key.origin === 'dealer' ? ['  The key was dealt by one hand, which could have kept it.'] : [];
  return [
    `  At least ${key.quorum} of ${key.members} agencies signed exactly these values (which ones cannot be seen):`,
    ...key.agencies.map((agency) => `    ${visible(agency)}`),
    row('Block', proof.height.toString()),
    row('Time of the block', timeOf(proof.timeMs)),
    row('Network', `${key.network.hex} (${key.network.class}), key ${key.keyId}, ${prefix}`),
    ...owner,
  ];
}

function validJson({ proof, key }: ValidVerdict): object {
  return {
    network: key.network.hex,
    class: key.network.class,
    key_id: key.keyId,
    origin: key.origin,
    members: key.members,
    quorum: key.quorum,
    agencies: key.agencies,
    height: proof.height.toString(),
    time: timeOf(proof.timeMs),
    document: proof.document,
    schema: proof.schema,
    act: proof.act === null ? null : printActNumber(proof.act),
    act_date: proof.actDate === null ? null : printDay(proof.actDate),
    number: printCertificateNumber(proof.number),
    date: printDay(proof.date),
    handle: printHandle(proof.handle),
    groups: proof.groups.map((group) => {
      if (group.kind === 'root') return { group: group.group, open: false };
      const fields = group.values.map((value, i) => ({
        field: fieldName(proof.document, proof.schema, group.group, i),
        value: typeof value === 'bigint' ? value.toString() : value,
      }));
      return { group: group.group, open: true, fields };
    }),
  };
}
