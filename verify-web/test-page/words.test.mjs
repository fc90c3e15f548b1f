// The words of the page: the same sentences with the same gaps in every language, all of them used.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { loadPage } from './load.mjs';

const WORDS = new URL('../words/', import.meta.url);
const SOURCES = [new URL('../src/page/', import.meta.url), new URL('../build/', import.meta.url), new URL('../../crates/portal/src/', import.meta.url)];
const { LANGS, preferred, sayIn } = await loadPage();
const words = new Map();
for (const { lang } of LANGS) words.set(lang, JSON.parse(await readFile(new URL(`${lang}.json`, WORDS), 'utf8')));
const gaps = (text) => (text.match(/\{\w+\}/g) ?? []).sort();

test('every language has every sentence, with the same gaps, and no other file stands beside', async () => {
  const english = words.get('en');
  assert.ok(Object.keys(english).length > 150);
  assert.deepEqual((await readdir(WORDS)).sort(), LANGS.map(({ lang }) => `${lang}.json`).sort());
  for (const [lang, own] of words) {
    assert.deepEqual(Object.keys(own), Object.keys(english), lang);
    for (const [key, text] of Object.entries(own)) {
      assert.deepEqual(gaps(text), gaps(english[key]), `${lang}: ${key}`);
      assert.ok(text.trim() === text && text !== '' && !text.includes('  '), `${lang}: ${key}`);
    }
  }
});

test('no sentence is there that nothing says', async () => {
  let sources = '';
  for (const folder of SOURCES) {
    for (const name of await readdir(folder, { recursive: true })) {
      if (/\.(ts|mjs|rs)$/.test(name)) sources += await readFile(new URL(name, folder), 'utf8');
    }
  }
  // Some keys are put together from a word and a gap, such as `class.${…}`.
  const made = [/^class\./, /^label\.(father|mother)$/];
  const unused = Object.keys(words.get('en')).filter((key) => !sources.includes(`'${key}'`) && !sources.includes(`"${key}"`));
  assert.deepEqual(unused.filter((key) => !made.some((pattern) => pattern.test(key))), []);
});

test('letters are those of the script: apostrophes of Uzbek, no Latin in Cyrillic words, no straight quotes', () => {
  for (const [lang, own] of words) {
    for (const [key, text] of Object.entries(own)) {
      const plain = text.replace(/\{\w+\}|DAL…?|dalolat\.cbor|PDF|QR|dalolat verify|\bU\b/g, '');
      assert.ok(!/['"`‘´]/.test(plain), `${lang}: ${key}: ${plain}`);
      if (lang === 'uz-Cyrl' || lang === 'ru') assert.ok(!/[A-Za-z]/.test(plain), `${lang}: ${key}: ${plain}`);
      else assert.ok(!/[Ѐ-ӿ]/.test(plain), `${lang}: ${key}: ${plain}`);
    }
  }
});

test('a gap is filled once, and what fills it is not read as a gap', () => {
  const say = sayIn({ a: '{x} and {y}' });
  assert.equal(say('a', { x: '{y}', y: 2n }), '{y} and 2');
  assert.equal(say('a', { x: 1 }), '1 and {y}');
});

test('a reader gets the first of their languages that the page has, and Uzbek where it has none', () => {
  assert.equal(preferred(['de-DE', 'ru-RU', 'en']), 'ru');
  assert.equal(preferred(['uz']), 'uz-Latn');
  assert.equal(preferred(['uz-Cyrl-UZ']), 'uz-Cyrl');
  assert.equal(preferred(['kaa']), 'kaa-Latn');
  assert.equal(preferred(['fr', 'en-GB']), 'en');
  assert.equal(preferred([]), 'uz-Latn');
});
