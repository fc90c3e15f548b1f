/** The names of the fields of a record, by place: docs/formats/commitment.md, "The record of a birth". */

const DOCUMENT = ['kind', 'number', 'issued', 'issuer'];
const NAME = ['surname', 'given', 'patronymic'];

function within(prefix: string, names: readonly string[]): string[] {
  return names.map((name) => `${prefix}.${name}`);
}

function birth1(): readonly (readonly string[])[] {
  return [
    [...within('child', NAME), 'birth.date', 'birth.place.code', 'birth.place.written', 'office.name'],
    ['father.name', 'mother.name'],
    [
      'child.pinfl',
      ...within('mother', ['pinfl', 'born', 'citizenship', ...within('document', DOCUMENT)]),
      ...within('father', ['pinfl', 'born', 'citizenship', ...within('document', DOCUMENT)]),
    ],
    ['mother.ethnicity', 'father.ethnicity'],
    [
      'child.sex',
      ...within('birth', ['time', 'of', 'order', 'weight_g', 'length_cm', 'at']),
      ...within('notice', ['number', 'issued', 'facility', 'signed_by']),
    ],
    [
      'child.script',
      ...within('mother', ['script', ...NAME]),
      ...within('father', ['script', ...NAME, ...within('basis', ['kind', 'number', 'date', 'issuer'])]),
      ...within('declarant', ['capacity', 'name', 'body', ...within('document', DOCUMENT)]),
      ...within('evidence', ['kind', 'number', 'date', 'issuer', 'country']),
      ...within('evidence.instruction', ['number', 'date']),
    ],
  ];
}

/**
 * The name of the field at place `index` of a group, such as `child.surname`; `null` where the schema is not known or
 * has no such place. A value in a place without a name is proved all the same, and nobody can say what it is.
 */
export function fieldName(document: 'birth', schema: number, group: number, index: number): string | null {
  switch (document) {
    case 'birth':
      return schema === 1 ? (birth1()[group]?.[index] ?? null) : null;
  }
}
