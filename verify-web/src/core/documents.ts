/** The kinds of paper, and of records: docs/formats/identifiers.md, "Documents". */

import type { ActKind } from './identifiers.ts';

/** What a record is of: an act, 5 a search that found no record, 6 a search that found no marriage in force. */
export type RecordKind = ActKind | 5 | 6;

/** The number of a kind of paper. */
export type DocumentNumber = 1 | 12 | 13 | 14 | 15 | 16 | 17 | 18 | 19 | 20;

/** The word of a kind of paper. */
export type DocumentWord =
  | 'birth-certificate'
  | 'death-certificate'
  | 'marriage-certificate'
  | 'divorce-certificate'
  | 'birth-reference'
  | 'death-reference'
  | 'marriage-reference'
  | 'divorce-reference'
  | 'no-record'
  | 'not-married';

/** The numbers of all kinds. */
export const DOCUMENT_NUMBERS = [1, 12, 13, 14, 15, 16, 17, 18, 19, 20] as const satisfies readonly DocumentNumber[];

/** The word of a kind of paper. */
export function documentWord(document: DocumentNumber): DocumentWord {
  switch (document) {
    case 1:
      return 'birth-certificate';
    case 12:
      return 'death-certificate';
    case 13:
      return 'marriage-certificate';
    case 14:
      return 'divorce-certificate';
    case 15:
      return 'birth-reference';
    case 16:
      return 'death-reference';
    case 17:
      return 'marriage-reference';
    case 18:
      return 'divorce-reference';
    case 19:
      return 'no-record';
    case 20:
      return 'not-married';
  }
}

/** The record that a paper shows. */
export function recordKindOf(document: DocumentNumber): RecordKind {
  switch (document) {
    case 1:
    case 15:
      return 1;
    case 12:
    case 16:
      return 2;
    case 13:
    case 17:
      return 3;
    case 14:
    case 18:
      return 4;
    case 19:
      return 5;
    case 20:
      return 6;
  }
}
