// Days and places as the paper prints them.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { loadPage } from './load.mjs';

const { clockAgainst, cyrillic, dayIn, figures, officialName, readPlaces, timeIn, writtenDate } = await loadPage();
const read = (path) => readFile(new URL(path, import.meta.url), 'utf8');
const rows = async (name) => (await read(`../../data/dhp/${name}`)).trimEnd().split('\n').slice(1).map((line) => line.split('\t'));
const packed = readPlaces(await read('../dist/places.txt'));

test('a day is written as the press writes it in each language', () => {
  const day = { year: 2026, month: 11, day: 14 };
  assert.equal(dayIn(day, 'uz-Latn'), '2026-yil 14-noyabr');
  assert.equal(dayIn(day, 'uz-Cyrl'), '2026 йил 14 ноябрь');
  assert.equal(dayIn(day, 'ru'), '14 ноября 2026 года');
  assert.equal(dayIn(day, 'kaa-Latn'), '2026-jıl 14-noyabr');
  assert.equal(dayIn(day, 'en'), '14 November 2026');
  assert.equal(figures({ year: 2026, month: 3, day: 4 }), '04.03.2026');
});

test('a date says no more than is known, and what is no date is shown as it stands', () => {
  assert.deepEqual(writtenDate('2026-11-14', 'en'), { figures: '14.11.2026', words: '14 November 2026' });
  assert.deepEqual(writtenDate('1931-05', 'ru'), { figures: '05.1931', words: 'май 1931 года' });
  assert.deepEqual(writtenDate('1931', 'en'), { figures: '1931', words: null });
  assert.deepEqual(writtenDate('14 Nov', 'en'), { figures: '14 Nov', words: null });
});

test('a time of a block is that of Tashkent, and an impossible one is a number', () => {
  assert.equal(timeIn(1795410001000n, 'en'), '23 November 2026, 10:00');
  assert.equal(timeIn(1795460399999n, 'ru'), '23 ноября 2026 года, 23:59');
  assert.equal(timeIn(2n ** 64n - 1n, 'en'), '18446744073709551615 ms');
});

test('every place and country of the lists is named in every language as the lists have it', async () => {
  let compared = 0;
  const languages = ['uz-Latn', 'uz-Cyrl', 'ru', 'en'];
  const soato = (await rows('soato.tsv')).map(([code, , ...names]) => [code, ...names]);
  const countries = (await rows('countries.tsv')).filter(([code]) => code.length === 2);
  for (const [code, ...names] of [...soato, ...countries]) {
    for (const [at, lang] of languages.entries()) {
      const name = officialName(packed, code, lang);
      assert.ok(name === (names[at] || names[0]) || name?.endsWith(`, ${names[at] || names[0]}`), `${code} ${lang}: ${name}`);
      compared += 1;
    }
  }
  assert.equal(packed.size, soato.length + countries.length);
  assert.ok(compared > 12_000);
});

test('a place is named with the larger units before it', () => {
  assert.equal(officialName(packed, '1726294', 'uz-Latn'), 'Toshkent shahri, Chilonzor tumani');
  assert.equal(officialName(packed, '1726294', 'ru'), 'город Ташкент, Чиланзарский район');
  assert.equal(officialName(packed, '1703202552', 'uz-Cyrl'), 'Андижон вилояти, Олтинкўл тумани, Бўстон');
  assert.equal(officialName(packed, 'DE', 'kaa-Latn'), 'Germaniya');
  assert.equal(officialName(packed, '1799999', 'en'), null);
});

test('Cyrillic is made by the rule of the alphabet', () => {
  assert.equal(cyrillic('Toʻraqoʻrgʻon'), 'Тўрақўрғон');
  assert.equal(cyrillic('Yoyilma, Eʼzoz, Isʼhoq'), 'Ёйилма, Эъзоз, Исҳоқ');
  assert.equal(cyrillic('Yevropa'), 'Европа');
});

test('a clock agrees within five minutes, and is certainly slow before a block that is final', () => {
  assert.equal(clockAgainst(1_000_000n, 1_000_000 + 5 * 60_000), 'agrees');
  assert.equal(clockAgainst(1_000_000n, 1_000_001 + 5 * 60_000), 'ahead');
  assert.equal(clockAgainst(1_000_000n, 1_000_000 - 5 * 60_000), 'agrees');
  assert.equal(clockAgainst(1_000_000n, 999_999 - 5 * 60_000), 'behind');
});
