/** What the fields of a record are called in English: docs/formats/commitment.md, column "what". */

const LABELS: ReadonlyMap<string, string> = new Map([
  ['child.surname', 'Surname'],
  ['child.given', 'Given name'],
  ['child.patronymic', 'Patronymic'],
  ['birth.date', 'Date of birth'],
  ['birth.place.code', 'Place of birth, code'],
  ['birth.place.written', 'Place of birth, as written'],
  ['office.name', 'Place of registration'],
  ['father.name', 'Father'],
  ['mother.name', 'Mother'],
  ['child.pinfl', 'Child, personal number'],
  ['mother.pinfl', 'Mother, personal number'],
  ['mother.born', 'Mother, date of birth'],
  ['mother.citizenship', 'Mother, citizenship'],
  ['mother.document.kind', 'Mother, kind of document'],
  ['mother.document.number', 'Mother, number of document'],
  ['mother.document.issued', 'Mother, document issued on'],
  ['mother.document.issuer', 'Mother, document issued by'],
  ['father.pinfl', 'Father, personal number'],
  ['father.born', 'Father, date of birth'],
  ['father.citizenship', 'Father, citizenship'],
  ['father.document.kind', 'Father, kind of document'],
  ['father.document.number', 'Father, number of document'],
  ['father.document.issued', 'Father, document issued on'],
  ['father.document.issuer', 'Father, document issued by'],
  ['mother.ethnicity', 'Mother, ethnicity'],
  ['father.ethnicity', 'Father, ethnicity'],
  ['child.sex', 'Sex'],
  ['birth.time', 'Time of birth'],
  ['birth.of', 'Children born'],
  ['birth.order', 'Order of this child'],
  ['birth.weight_g', 'Weight in grams'],
  ['birth.length_cm', 'Length in centimetres'],
  ['birth.at', 'Place of delivery'],
  ['notice.number', 'Medical notice, number'],
  ['notice.issued', 'Medical notice, date'],
  ['notice.facility', 'Medical notice, facility'],
  ['notice.signed_by', 'Medical notice, signed by'],
  ['child.script', "Script of the child's name"],
  ['mother.script', "Script of the mother's name"],
  ['mother.surname', 'Mother, surname'],
  ['mother.given', 'Mother, given name'],
  ['mother.patronymic', 'Mother, patronymic'],
  ['father.script', "Script of the father's name"],
  ['father.surname', 'Father, surname'],
  ['father.given', 'Father, given name'],
  ['father.patronymic', 'Father, patronymic'],
  ['father.basis.kind', "Basis of the father's entry"],
  ['father.basis.number', 'Basis, number'],
  ['father.basis.date', 'Basis, date'],
  ['father.basis.issuer', 'Basis, issued by'],
  ['declarant.capacity', 'Declarant, capacity'],
  ['declarant.name', 'Declarant'],
  ['declarant.body', 'Declarant, body'],
  ['declarant.document.kind', 'Declarant, kind of document'],
  ['declarant.document.number', 'Declarant, number of document'],
  ['declarant.document.issued', 'Declarant, document issued on'],
  ['declarant.document.issuer', 'Declarant, document issued by'],
  ['evidence.kind', 'Evidence, kind'],
  ['evidence.number', 'Evidence, number'],
  ['evidence.date', 'Evidence, date'],
  ['evidence.issuer', 'Evidence, issued by'],
  ['evidence.country', 'Evidence, country'],
  ['evidence.instruction.number', "Instruction on a foundling's parents, number"],
  ['evidence.instruction.date', "Instruction on a foundling's parents, date"],
]);

/** The label of a field, by its name or, where its schema is not known here, by its place. */
export function labelOf(name: string | null, group: number, index: number): string {
  return (name === null ? undefined : LABELS.get(name)) ?? `Group ${group}, field ${index}`;
}

/** What a disclosure group holds, by its number. */
export function groupLabel(group: number): string {
  const labels = ['core', 'parents', 'identifiers', 'ethnicity', 'medical', 'sealed'];
  return labels[group] ?? `group ${group}`;
}
