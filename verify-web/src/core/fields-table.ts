/** The names of all fields, in their places: by kind and schema. Written by build/fields.mjs from docs/formats/fields.md. */

/** Those of the groups 0 and 1, which papers print. */
export const PRINTED: Readonly<Record<string, readonly string[]>> = {
  '1/1': [
    'child.surname child.given child.patronymic birth.date birth.place.code birth.place.written office.name',
    'father.name mother.name',
  ],
  '1/2': [
    'child.surname child.given child.patronymic birth.date birth.place.code birth.place.written office.name',
    'father.name mother.name',
  ],
  '2/1': [
    'deceased.surname deceased.given deceased.patronymic birth.date death.date death.place.code death.place.written office.name',
    'birth.place.code birth.place.written death.age deceased.citizenship',
  ],
  '3/1': [
    'husband.name husband.surname_after wife.name wife.surname_after marriage.date office.name',
    'husband.born husband.birthplace.code husband.birthplace.written wife.born wife.birthplace.code wife.birthplace.written',
  ],
  '4/1': [
    'husband.name husband.surname_after wife.name wife.surname_after divorce.date office.name',
    'husband.born husband.birthplace.code husband.birthplace.written wife.born wife.birthplace.code wife.birthplace.written marriage.act marriage.date divorce.ground',
  ],
  '5/1': [
    'person.name person.born search.kind search.from search.to search.where office.name',
    'search.spellings search.archives search.loaded',
  ],
  '6/1': [
    'person.name person.born search.from search.to search.where office.name',
    'search.spellings search.archives search.loaded',
  ],
};

/** Those of the groups 2 to 5. */
export const KEPT: Readonly<Record<string, readonly string[]>> = {
  '1/1': [
    'child.pinfl mother.pinfl mother.born mother.citizenship mother.document.kind mother.document.number mother.document.issued mother.document.issuer father.pinfl father.born father.citizenship father.document.kind father.document.number father.document.issued father.document.issuer',
    'mother.ethnicity father.ethnicity',
    'child.sex birth.time birth.of birth.order birth.weight_g birth.length_cm birth.at notice.number notice.issued notice.facility notice.signed_by',
    'child.script mother.script mother.surname mother.given mother.patronymic father.script father.surname father.given father.patronymic father.basis.kind father.basis.number father.basis.date father.basis.issuer declarant.capacity declarant.name declarant.body declarant.document.kind declarant.document.number declarant.document.issued declarant.document.issuer evidence.kind evidence.number evidence.date evidence.issuer evidence.country evidence.instruction.number evidence.instruction.date',
  ],
  '1/2': [
    'child.pinfl mother.pinfl mother.born mother.citizenship mother.document.kind mother.document.number mother.document.issued mother.document.issuer father.pinfl father.born father.citizenship father.document.kind father.document.number father.document.issued father.document.issuer child.citizenship mother.residence.code mother.residence.written father.residence.code father.residence.written',
    'mother.ethnicity father.ethnicity',
    'child.sex birth.time birth.of birth.order birth.weight_g birth.length_cm birth.at notice.number notice.issued notice.facility notice.signed_by birth.vital birth.rank birth.gestation_weeks birth.attendant mother.education mother.occupation father.education father.occupation mother.marital',
    'child.script mother.script mother.surname mother.given mother.patronymic father.script father.surname father.given father.patronymic father.basis.kind father.basis.number father.basis.date father.basis.issuer declarant.capacity declarant.name declarant.body declarant.document.kind declarant.document.number declarant.document.issued declarant.document.issuer evidence.kind evidence.number evidence.date evidence.issuer evidence.country evidence.instruction.number evidence.instruction.date surname.choice late.reason delivery.id confirmation.kind interpreter.name father.basis.ended',
  ],
  '2/1': [
    'deceased.pinfl deceased.document.kind deceased.document.number deceased.document.issued deceased.document.issuer deceased.residence.code deceased.residence.written spouse.pinfl',
    'deceased.ethnicity',
    'deceased.sex death.time death.cause death.cause.a death.cause.b death.cause.c death.cause.d death.cause.other death.icd death.manner death.at deceased.education deceased.occupation deceased.marital notice.number notice.kind notice.issued notice.facility notice.signed_by notice.replaces',
    'deceased.script deceased.age_written deceased.description spouse.name declarant.capacity declarant.name declarant.body declarant.document.kind declarant.document.number declarant.document.issued declarant.document.issuer evidence.kind evidence.number evidence.date evidence.in_force evidence.issuer evidence.country late.reason confirmation.kind interpreter.name',
  ],
  '3/1': [
    'husband.pinfl husband.citizenship husband.document.kind husband.document.number husband.document.issued husband.document.issuer husband.residence.code husband.residence.written wife.pinfl wife.citizenship wife.document.kind wife.document.number wife.document.issued wife.document.issuer wife.residence.code wife.residence.written',
    'husband.ethnicity wife.ethnicity',
    'husband.education husband.occupation husband.rank wife.education wife.occupation wife.rank children husband.sex wife.sex',
    'husband.script husband.surname husband.given husband.patronymic wife.script wife.surname wife.given wife.patronymic husband.before.status husband.before.act husband.before.date husband.medical.number husband.medical.date husband.medical.received husband.medical.capacity husband.age.number husband.age.date husband.age.issuer husband.free.number husband.free.date husband.free.issuer husband.free.legalised husband.stay.until wife.before.status wife.before.act wife.before.date wife.medical.number wife.medical.date wife.medical.received wife.medical.capacity wife.age.number wife.age.date wife.age.issuer wife.free.number wife.free.date wife.free.issuer wife.free.legalised wife.stay.until application.number application.date wait.ground wait.number wait.date wait.issuer search.number search.date search.issuer search.covers ceremony.place ceremony.time witness.first witness.second contract.number contract.date contract.issuer confirmation.kind interpreter.name legacy.number legacy.office legacy.book legacy.sheet legacy.ended',
  ],
  '4/1': [
    'husband.pinfl husband.citizenship husband.document.kind husband.document.number husband.document.issued husband.document.issuer husband.residence.code husband.residence.written wife.pinfl wife.citizenship wife.document.kind wife.document.number wife.document.issued wife.document.issuer wife.residence.code wife.residence.written',
    'husband.ethnicity wife.ethnicity',
    'husband.education husband.occupation husband.rank wife.education wife.occupation wife.rank children',
    'husband.script husband.surname husband.given husband.patronymic wife.script wife.surname wife.given wife.patronymic marriage.office application.number application.date ground.number ground.date ground.in_force ground.issuer ground.received ground.applicant ground.cause ground.years ground.statement.number ground.statement.date ground.dispute absence.number absence.date absence.certifier absence.certified_by husband.declared wife.declared confirmation.kind interpreter.name legacy.number legacy.office legacy.book legacy.sheet legacy.ended',
  ],
  '5/1': [
    'person.pinfl person.citizenship',
    '',
    '',
    'applicant.name applicant.capacity applicant.ground search.number search.by',
  ],
  '6/1': [
    'person.pinfl person.citizenship',
    '',
    '',
    'applicant.name applicant.capacity applicant.ground search.number search.by',
  ],
};
