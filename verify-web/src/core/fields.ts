/** The names of the fields of a record, by place: docs/formats/fields.md. */

import { type DocumentWord, DOCUMENT_NUMBERS, documentWord, type RecordKind, recordKindOf } from './documents.ts';
import { KEPT, PRINTED } from './fields-table.ts';

/**
 * The name of the field at place `index` of a group, such as `child.surname`; `null` where the schema is not known or
 * has no such place. A value in a place without a name is proved all the same, and nobody can say what it is.
 */
export function fieldName(document: DocumentWord, schema: number, group: number, index: number): string | null {
  const number = DOCUMENT_NUMBERS.find((one) => documentWord(one) === document);
  if (number === undefined) return null;
  const kind = recordKindOf(number);
  return group < 2 ? printedField(kind, schema, group, index) : nameAt(KEPT[`${kind}/${schema}`]?.[group - 2], index);
}

/** The same for the groups that papers print, 0 and 1, without the names of all others. */
export function printedField(kind: RecordKind, schema: number, group: number, index: number): string | null {
  return nameAt(PRINTED[`${kind}/${schema}`]?.[group], index);
}

function nameAt(names: string | undefined, index: number): string | null {
  return names?.split(' ')[index] || null;
}
