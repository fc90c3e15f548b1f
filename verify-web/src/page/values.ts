/** The values of a proved certificate as rows, in the order in which the paper prints them. */

import { printActNumber, printCertificateNumber, printHandle, type FieldValue, type Proof } from '../core/index.ts';
import { type RecordKind, recordKindOf } from '../core/documents.ts';
import { printedField } from '../core/fields.ts';
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

/** All rows of a certificate: what it is, its record, the paper itself. */
export function rowsOf(proof: Proof, writing: Writing): readonly Row[] {
  const { say } = writing;
  const document = row('document', say('label.document'), [say(`document.${proof.document}`)]);
  return [document, ...recordRows(proof, writing), ...certificateRows(proof, writing)];
}

/** How many of the values that the paper shows stand in its code. */
export function profileOf({ groups }: Proof): 'full' | 'some' | 'none' {
  const open = groups.filter(({ kind }) => kind === 'open').length;
  if (open === groups.length) return 'full';
  return open > 0 ? 'some' : 'none';
}

/** What the record says, by the names of fields; and the fields whose group stands as its root. */
interface Known {
  readonly values: ReadonlyMap<string, FieldValue>;
  readonly closed: ReadonlySet<string>;
}

function recordRows(proof: Proof, writing: Writing): readonly Row[] {
  const { say } = writing;
  const kind = recordKindOf(proof.documentNumber);
  const parts = partsOf(kind, writing);
  const printed = new Set(parts.flatMap(({ fields }) => fields));
  const values = new Map<string, FieldValue>();
  const closed = new Set<string>();
  const others: Row[] = [];
  for (const group of proof.groups) {
    const name = (place: number): string | null => printedField(kind, proof.schema, group.group, place);
    if (group.kind === 'root') {
      for (let place = 0, id = name(0); id !== null; place += 1, id = name(place)) closed.add(id);
      continue;
    }
    group.values.forEach((value, place) => {
      const id = name(place);
      // What no row of the paper is made of is shown by its place: nothing that is proved stays unseen.
      if (id !== null && printed.has(id)) values.set(id, value);
      else others.push(row(`other.${group.group}.${place}`, say('label.other', { group: group.group, place: place + 1 }), [plain(value, say)]));
    });
  }
  if (values.size === 0) return others;
  return [...parts.flatMap((part) => rowOf(part, { values, closed }, proof, say)), ...others];
}

function rowOf({ id, label, fields, value }: Part, known: Known, proof: Proof, say: Say): readonly Row[] {
  if (fields.some((field) => known.values.has(field))) {
    const [first, ...rest] = fields.map((field) => known.values.get(field) ?? null);
    return [row(id, label, value([first ?? null, ...rest], proof))];
  }
  const isClosed = fields.some((field) => known.closed.has(field));
  return isClosed ? [row(id, label, [h('span', { class: 'was' }, say('value.not-compared'))])] : [];
}

/** A row of the paper: the fields it is made of, and how their values are shown. */
interface Part {
  readonly id: string;
  readonly label: string;
  readonly fields: readonly string[];
  readonly value: (values: readonly [FieldValue, ...FieldValue[]], proof: Proof) => readonly Child[];
}

/** The rows of a record in the order in which its paper prints them. */
function partsOf(kind: RecordKind, writing: Writing): readonly Part[] {
  const { say } = writing;
  const part = (id: string, label: WordKey, fields: readonly string[], value: Part['value']): Part => ({ id, label: say(label), fields, value });
  const text = (id: string, label: WordKey): Part => part(id, label, [id], ([value]) => [plain(value, say)]);
  const day = (id: string, label: WordKey): Part => part(id, label, [id], ([value]) => date(value, writing));
  const dayOrAct = (id: string, label: WordKey): Part => part(id, label, [id], ([value], proof) => dateOrDayOfAct(value, proof, writing));
  const where = (id: string, label: WordKey): Part =>
    part(id, label, [`${id}.code`, `${id}.written`], ([code, written]) => place(code, written ?? null, writing));
  const named = (id: string, label: WordKey, absent: WordKey): Part =>
    part(id, label, [`${id}.surname`, `${id}.given`, `${id}.patronymic`], (values) => name(values, say(absent), say));
  const words = (id: string, label: WordKey, list: Readonly<Record<string, WordKey>>): Part =>
    part(id, label, [id], ([value]) => listed(value, say, (one) => (Object.hasOwn(list, one) ? say(list[one] ?? label) : null)));
  const office = text('office.name', 'label.office');
  const spouse = (who: 'husband' | 'wife', after: WordKey): readonly Part[] => {
    const of = (label: WordKey): string => say(label, { who: say(`label.${who}`) });
    return [
      text(`${who}.name`, `label.${who}`),
      { ...day(`${who}.born`, 'label.born'), label: of('label.of.born') },
      { ...where(`${who}.birthplace`, 'label.birthplace'), label: of('label.of.birthplace') },
      { ...text(`${who}.surname_after`, after), label: of(after) },
    ];
  };
  switch (kind) {
    case 1:
      return [
        named('child', 'label.child', 'value.none'),
        day('birth.date', 'label.born'),
        where('birth.place', 'label.birthplace'),
        { ...text('father.name', 'label.father'), id: 'father' },
        { ...text('mother.name', 'label.mother'), id: 'mother' },
        office,
      ];
    case 2:
      return [
        named('deceased', 'label.deceased', 'value.unknown-person'),
        day('birth.date', 'label.born'),
        where('birth.place', 'label.birthplace'),
        part('deceased.citizenship', 'label.citizenship', ['deceased.citizenship'], ([value]) => [citizenship(value, writing)]),
        day('death.date', 'label.died'),
        text('death.age', 'label.age'),
        where('death.place', 'label.deathplace'),
        office,
      ];
    case 3:
      return [
        ...spouse('husband', 'label.of.after-marriage'),
        ...spouse('wife', 'label.of.after-marriage'),
        dayOrAct('marriage.date', 'label.marriage-day'),
        office,
      ];
    case 4:
      return [
        ...spouse('husband', 'label.of.after-divorce'),
        ...spouse('wife', 'label.of.after-divorce'),
        part('marriage', 'label.marriage', ['marriage.act', 'marriage.date'], ([act, on]) => otherAct(act, on ?? null, writing)),
        words('divorce.ground', 'label.ground', { court: 'ground.court', mutual: 'ground.mutual', 'one-spouse': 'ground.one-spouse' }),
        dayOrAct('divorce.date', 'label.ended'),
        office,
      ];
    case 5:
    case 6:
      return [
        text('person.name', 'label.search.person'),
        day('person.born', 'label.born'),
        ...(kind === 5
          ? [words('search.kind', 'label.search.acts', { birth: 'acts.birth', death: 'acts.death', marriage: 'acts.marriage', divorce: 'acts.divorce' })]
          : []),
        part('search.years', 'label.search.years', ['search.from', 'search.to'], ([from, to]) => [plain(from, say), ' – ', plain(to ?? null, say)]),
        part('search.where', 'label.search.where', ['search.where'], ([value]) => listed(value, say, (code) => namedPlace(code, writing))),
        text('search.spellings', 'label.search.spellings'),
        text('search.archives', 'label.search.archives'),
        day('search.loaded', 'label.search.loaded'),
        text('office.name', 'label.search.office'),
      ];
  }
}

function certificateRows(proof: Proof, { say, lang }: Writing): readonly Row[] {
  const { act, actDate } = proof;
  const isCertificate = proof.documentNumber === 1 || (proof.documentNumber >= 12 && proof.documentNumber <= 14);
  return [
    ...(act === null || actDate === null
      ? []
      : [row('act.number', say('label.act'), [h('span', { class: 'n' }, `№ ${groupedAct(act)}`), small(dayIn(actDate, lang))])]),
    row('certificate.issued', say('label.issued'), [figures(proof.date), small(dayIn(proof.date, lang))]),
    row('certificate.number', say(isCertificate ? 'label.number' : 'label.reference'), [
      h('span', { class: 'n' }, printCertificateNumber(proof.number)),
    ]),
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

/** A name in two lines, the surname first; where no part of it is there, the words that stand for it. */
function name([surname, given, patronymic]: readonly FieldValue[], absent: string, say: Say): readonly Child[] {
  const rest = [given, patronymic].filter((part) => part !== null && part !== undefined).map(String).join(' ');
  const lines = [surname ?? null, rest === '' ? null : rest].filter((line) => line !== null).map((line) => visible(String(line)));
  if (lines.length === 0) return [absent === say('value.none') ? none(say) : h('span', { class: 'was' }, `— (${absent})`)];
  return lines.map((line) => h('span', { class: 'name', dir: 'auto' }, line));
}

function date(value: FieldValue, { say, lang }: Writing): readonly Child[] {
  if (value === null) return [none(say)];
  const { figures: inFigures, words } = writtenDate(visible(String(value)), lang);
  return [inFigures, words === null ? null : small(words)];
}

/** A marriage or its end is of the day of the act, unless the record states another. */
function dateOrDayOfAct(value: FieldValue, { actDate }: Proof, writing: Writing): readonly Child[] {
  if (value !== null || actDate === null) return date(value, writing);
  return [figures(actDate), small(writing.say('value.day-of-act'))];
}

/** Number and day of another act. A number from before those of twelve digits stands as it was written. */
function otherAct(number: FieldValue, on: FieldValue, writing: Writing): readonly Child[] {
  const isNumber = typeof number === 'string' && /^[1-4]\d{11}$/.test(number);
  const act = isNumber ? h('span', { class: 'n' }, `№ ${groupedAct(BigInt(number))}`) : plain(number, writing.say);
  const words = on === null ? null : writtenDate(visible(String(on)), writing.lang);
  return [act, words === null ? null : small([words.figures, words.words].filter((part) => part !== null).join(' · '))];
}

/** The official name of the code, then what was written beside it. A code that is in no list stands as it is. */
function place(code: FieldValue, written: FieldValue, writing: Writing): readonly Child[] {
  const official = code === null ? null : (namedPlace(String(code), writing) ?? visible(String(code)));
  const parts = [official, written === null ? null : visible(String(written))].filter((part) => part !== null);
  return parts.length === 0 ? [none(writing.say)] : [h('span', { dir: 'auto' }, parts.join(', '))];
}

function namedPlace(code: string, { say, lang, places }: Writing): string | null {
  const name = officialName(places, code, lang);
  if (name !== null) return name;
  // A list without settlements still names the district around one.
  const district = /^\d{10}$/.test(code) ? officialName(places, code.slice(0, 7), lang) : null;
  return district === null ? null : `${district}, ${say('place.settlement', { code })}`;
}

function citizenship(value: FieldValue, { say, lang, places }: Writing): Child {
  if (value === null) return none(say);
  return officialName(places, String(value), lang) ?? plain(value, say);
}

/** The words or names that stand for each of several codes; a code without one stands as it is. */
function listed(value: FieldValue, say: Say, named: (one: string) => string | null): readonly Child[] {
  if (value === null) return [none(say)];
  const names = String(value).split(', ').map((one) => named(one) ?? visible(one));
  return [h('span', { dir: 'auto' }, names.join(', '))];
}
