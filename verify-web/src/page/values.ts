/** The values of a proved certificate as rows, in the order in which the paper prints them. */

import { fieldName, printActNumber, printCertificateNumber, printHandle, type FieldValue, type Proof } from '../core/index.ts';
import { dayIn, figures, writtenDate } from './days.ts';
import { type Child, h } from './dom.ts';
import { officialName, type PlaceNames } from './places.ts';
import type { Lang, Say, WordKey } from './words.ts';

/** One row: what it is, and what the code says. */
export interface Row {
  readonly id: string;
  readonly label: string;
  readonly value: readonly Child[];
}

/** What rows are written with. */
export interface Writing {
  readonly say: Say;
  readonly lang: Lang;
  /** Names of places; empty where the lists could not be had. */
  readonly places: PlaceNames;
}

/** All rows of a certificate. */
export function rowsOf(proof: Proof, writing: Writing): readonly Row[] {
  return [...recordRows(proof, writing), ...certificateRows(proof, writing)];
}

/** The fields that a row of the paper is made of. */
const PRINTED: ReadonlySet<string> = new Set([
  ...['child.surname', 'child.given', 'child.patronymic', 'birth.date', 'birth.place.code', 'birth.place.written'],
  ...['office.name', 'father.name', 'mother.name'],
]);

function recordRows(proof: Proof, writing: Writing): readonly Row[] {
  const { say } = writing;
  const known = new Map<string, FieldValue>();
  const rows: Row[] = [];
  for (const group of proof.groups) {
    if (group.kind === 'root') continue;
    group.values.forEach((value, place) => {
      const name = fieldName(proof.document, proof.schema, group.group, place);
      // What no row of the paper is made of is shown by its place: nothing that is proved stays unseen.
      if (name !== null && PRINTED.has(name)) known.set(name, value);
      else rows.push(row(`other.${group.group}.${place}`, say('label.other', { group: group.group, place: place + 1 }), [plain(value, say)]));
    });
  }
  if (known.size === 0) return rows;
  const parents = proof.groups.find(({ group }) => group === 1);
  return [
    child(known, say),
    row('birth.date', say('label.born'), date(known.get('birth.date') ?? null, writing)),
    place(known, writing),
    ...(parents === undefined ? [] : (['father', 'mother'] as const).map((who) => parent(who, parents.kind, known, say))),
    row('office.name', say('label.office'), [plain(known.get('office.name') ?? null, say)]),
    ...rows,
  ];
}

function certificateRows(proof: Proof, { say, lang }: Writing): readonly Row[] {
  const day = dayIn(proof.actDate, lang);
  return [
    row('act.number', say('label.act'), [h('span', { class: 'n' }, `№ ${groupedAct(proof.act)}`), small(day)]),
    row('certificate.issued', say('label.issued'), [figures(proof.date), small(dayIn(proof.date, lang))]),
    row('certificate.number', say('label.number'), [h('span', { class: 'n' }, printCertificateNumber(proof.number))]),
    row('certificate.handle', say('label.handle'), [h('span', { class: 'm' }, printHandle(proof.handle))]),
  ];
}

/** An act number in its four parts, as the paper prints it: `1 1101 26 00001`. */
function groupedAct(act: bigint): string {
  return printActNumber(act).replace(/^(.)(.{4})(..)(.{5})$/, '$1 $2 $3 $4');
}

function row(id: string, label: string, value: readonly Child[]): Row {
  return { id, label, value };
}

function small(text: string): HTMLElement {
  return h('small', {}, text);
}

function none(say: Say): HTMLElement {
  return h('span', { class: 'was' }, `— (${say('value.none')})`);
}

/** A value as it stands: never in another script, never in another spelling. */
function plain(value: FieldValue, say: Say): Child {
  return value === null ? none(say) : h('span', { dir: 'auto' }, visible(String(value)));
}

/**
 * Marks for direction and characters without a shape could make a name on the screen look like another one than the
 * code holds; each is shown as a box.
 */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029]/gu, '\u25a1');
}

function child(known: ReadonlyMap<string, FieldValue>, say: Say): Row {
  const [surname, given, patronymic] = ['child.surname', 'child.given', 'child.patronymic'].map((id) => known.get(id) ?? null);
  const rest = [given, patronymic].filter((part) => part !== null && part !== undefined).map(String).join(' ');
  const lines = [surname ?? null, rest === '' ? null : rest].filter((line) => line !== null).map((line) => visible(String(line)));
  const spans = lines.map((line) => h('span', { class: 'name', dir: 'auto' }, line));
  return row('child', say('label.child'), spans.length === 0 ? [none(say)] : spans);
}

function parent(who: 'father' | 'mother', kind: 'open' | 'root', known: ReadonlyMap<string, FieldValue>, say: Say): Row {
  const label: WordKey = `label.${who}`;
  switch (kind) {
    case 'open':
      return row(who, say(label), [plain(known.get(`${who}.name`) ?? null, say)]);
    case 'root':
      return row(who, say(label), [h('span', { class: 'was' }, say('value.not-compared'))]);
  }
}

function date(value: FieldValue, { say, lang }: Writing): readonly Child[] {
  if (value === null) return [none(say)];
  const { figures: inFigures, words } = writtenDate(visible(String(value)), lang);
  return [inFigures, words === null ? null : small(words)];
}

/** The official name of the code, then what was written beside it. A code that is in no list stands as it is. */
function place(known: ReadonlyMap<string, FieldValue>, { say, lang, places }: Writing): Row {
  const code = known.get('birth.place.code') ?? null;
  const written = known.get('birth.place.written') ?? null;
  const official = code === null ? null : namedPlace(String(code), say, lang, places);
  const parts = [official, written === null ? null : visible(String(written))].filter((part) => part !== null);
  return row('birth.place', say('label.birthplace'), parts.length === 0 ? [none(say)] : [h('span', { dir: 'auto' }, parts.join(', '))]);
}

function namedPlace(code: string, say: Say, lang: Lang, places: PlaceNames): string {
  const name = officialName(places, code, lang);
  if (name !== null) return name;
  // A list without settlements still names the district around one.
  const district = /^\d{10}$/.test(code) ? officialName(places, code.slice(0, 7), lang) : null;
  return district === null ? visible(code) : `${district}, ${say('place.settlement', { code })}`;
}
