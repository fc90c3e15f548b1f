/** What the fields, groups and papers are called in English. */

import type { DocumentWord, RecordKind } from '../core/documents.ts';
import { LABELS } from './labels-table.ts';

/** The label of a field of a record, by its name or, where its schema is not known here, by its place. */
export function labelOf(kind: RecordKind, name: string | null, group: number, index: number): string {
  const label = name === null ? undefined : (LABELS.get(`${kind} ${name}`) ?? LABELS.get(name));
  return label ?? `Group ${group}, field ${index}`;
}

/** What a disclosure group holds, by its number. */
export function groupLabel(kind: RecordKind, group: number): string {
  const labels = ['core', kind === 1 ? 'parents' : 'particulars', 'identifiers', 'ethnicity', 'medical', 'sealed'];
  return labels[group] ?? `group ${group}`;
}

/** What a kind of paper is called. */
export function documentLabel(document: DocumentWord): string {
  switch (document) {
    case 'birth-certificate':
      return 'Certificate of birth';
    case 'death-certificate':
      return 'Certificate of death';
    case 'marriage-certificate':
      return 'Certificate of marriage';
    case 'divorce-certificate':
      return 'Certificate of divorce';
    case 'birth-reference':
      return 'Reference on a birth';
    case 'death-reference':
      return 'Reference on a death';
    case 'marriage-reference':
      return 'Reference on a marriage';
    case 'divorce-reference':
      return 'Reference on a divorce';
    case 'no-record':
      return 'Reference: no record found';
    case 'not-married':
      return 'Reference: no marriage in force';
  }
}
