// The rows of every document, by testdata/proofs-3.json, in a document that knows no more than its elements' texts.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { loadPage } from './load.mjs';

class Part {
  constructor(tag) {
    this.tag = tag;
    this.children = [];
  }
  setAttribute() {}
  append(...children) {
    this.children.push(...children);
  }
  get text() {
    return this.children.map((child) => (typeof child === 'string' ? child : child.text)).join(' ');
  }
}
globalThis.document = { createElement: (tag) => new Part(tag) };

const { LANGS, profileOf, readKeyFile, readPlaces, rowsOf, sayIn, verify } = await loadPage();
const read = (path) => readFile(new URL(path, import.meta.url), 'utf8');
const vectors = JSON.parse(await read('../../testdata/proofs-3.json'));
const { keys } = readKeyFile(new TextEncoder().encode(vectors.keys));
const places = readPlaces(await read('../dist/places.txt'));
const writings = [];
for (const { lang } of LANGS) writings.push({ lang, places, say: sayIn(JSON.parse(await read(`../words/${lang}.json`))) });
const text = (row) => row.value.map((child) => (child === null ? '' : typeof child === 'string' ? child : child.text)).join(' ').trim();

const SPOUSES = ['husband', 'wife'].flatMap((who) => ['name', 'born', 'birthplace', 'surname_after'].map((what) => `${who}.${what}`));
const ACT = ['act.number', 'certificate.issued', 'certificate.number', 'certificate.handle'];
const SEARCH = ['search.years', 'search.where', 'search.spellings', 'search.archives', 'search.loaded', 'office.name', ...ACT.slice(1)];
const BIRTH = ['document', 'child', 'birth.date', 'birth.place', 'father', 'mother', 'office.name', ...ACT];
const DEATH = ['document', 'deceased', 'birth.date', 'birth.place', 'deceased.citizenship', 'death.date', 'death.age', 'death.place', 'office.name', ...ACT];
const MARRIAGE = ['document', ...SPOUSES, 'marriage.date', 'office.name', ...ACT];
const DIVORCE = ['document', ...SPOUSES, 'marriage', 'divorce.ground', 'divorce.date', 'office.name', ...ACT];
const ROWS = new Map([
  ...[[1, BIRTH], [12, DEATH], [13, MARRIAGE], [14, DIVORCE], [15, BIRTH], [16, DEATH], [17, MARRIAGE], [18, DIVORCE]],
  [19, ['document', 'person.name', 'person.born', 'search.kind', ...SEARCH]],
  [20, ['document', 'person.name', 'person.born', ...SEARCH]],
]);

test('every document has the rows of its paper in every language, and without any value those of the paper alone', () => {
  let compared = 0;
  for (const { text: code, document, profile, note } of vectors.proofs) {
    const { proof } = verify(code, keys);
    assert.equal(profileOf(proof), profile, note);
    for (const writing of writings) {
      const rows = rowsOf(proof, writing);
      const own = ROWS.get(document);
      const expected = profile === 'none' ? ['document', ...(document > 18 ? ACT.slice(1) : ACT)] : own;
      assert.deepEqual(rows.map(({ id }) => id), expected, `${note}, ${writing.lang}`);
      for (const row of rows) {
        assert.ok(row.label !== '' && !/[{}]/.test(row.label), `${note}: ${row.id}`);
        assert.ok(text(row) !== '' && !/[{}]|undefined|null/.test(text(row)), `${note}: ${row.id}: ${text(row)}`);
      }
      compared += rows.length;
    }
  }
  assert.ok(compared > 3000);
});

test('a value in the code is shown as it stands, one that is not there as not stated, a group that is closed as not compared', () => {
  const english = writings.find(({ lang }) => lang === 'en');
  const shown = (document, profile, network = 'demo') => {
    const { text: code } = vectors.proofs.find((one) => one.document === document && one.profile === profile && one.note.includes(network));
    return new Map(rowsOf(verify(code, keys).proof, english).map((row) => [row.id, text(row)]));
  };
  const death = shown(12, 'full');
  assert.equal(death.get('document'), 'Certificate of death');
  assert.equal(death.get('deceased'), 'Rahimov Botir');
  assert.equal(death.get('birth.date'), '05.1931 May 1931');
  assert.equal(death.get('deceased.citizenship'), 'Uzbekistan');
  assert.equal(death.get('death.age'), '95');
  assert.match(death.get('death.place'), /Altinkul District, .*, uyda$|uyda$/);
  assert.match(death.get('birth.place'), /^Kazakhstan, Chimkent$/);
  const unknown = shown(16, 'full');
  assert.equal(unknown.get('deceased'), '— (unknown person)');
  assert.equal(unknown.get('birth.date'), '— (not stated)');
  assert.equal(unknown.get('death.date'), '2026');
  const marriage = shown(13, 'full');
  assert.equal(marriage.get('wife.name'), 'Qosımbaeva Gúlayım Jumabay qızı');
  assert.equal(marriage.get('marriage.date'), '23.11.2026 the day of the act record');
  assert.equal(shown(17, 'full').get('marriage.date'), '20.06.1998 20 June 1998');
  const divorce = shown(14, 'full');
  assert.equal(divorce.get('divorce.ground'), 'decision of a court');
  assert.equal(divorce.get('marriage'), '№ 3 1101 24 00017 01.06.2024 · 1 June 2024');
  assert.equal(divorce.get('husband.surname_after'), '— (not stated)');
  assert.equal(shown(18, 'full').get('divorce.ground'), 'application of one spouse');
  assert.match(shown(18, 'full').get('marriage'), /^123, Chilonzor/);
  const some = shown(14, 'some');
  assert.equal(some.get('divorce.ground'), 'not in the code: compare nothing here');
  const search = shown(19, 'full');
  assert.equal(search.get('search.kind'), 'marriages, divorces');
  assert.equal(search.get('search.years'), '1998  –  2026');
  assert.match(search.get('search.where'), /^Tashkent City, Andijan Region$/);
});
