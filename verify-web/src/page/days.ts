/** Days and times as a sentence of each language has them. Our own tables: the browsers' lack Karakalpak. */

import type { CivilDay } from '../core/index.ts';
import type { Lang } from './words.ts';

const MONTHS: Readonly<Record<Lang, readonly string[]>> = {
  'uz-Latn': 'yanvar fevral mart aprel may iyun iyul avgust sentabr oktabr noyabr dekabr'.split(' '),
  'uz-Cyrl': 'январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь'.split(' '),
  ru: 'января февраля марта апреля мая июня июля августа сентября октября ноября декабря'.split(' '),
  'kaa-Latn': 'yanvar fevral mart aprel may iyun iyul avgust sentyabr oktyabr noyabr dekabr'.split(' '),
  en: 'January February March April May June July August September October November December'.split(' '),
};

const MONTHS_ALONE_RU = 'январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь'.split(' ');

/** Tashkent is UTC+5 all year; the country has had no other time since 1992. */
const OFFSET_MS = 5 * 3_600_000;
const DAY_MS = 86_400_000;

function monthName(month: number, lang: Lang): string {
  return MONTHS[lang][month - 1] ?? String(month);
}

/** A day with the month's name: `2026-yil 14-noyabr`, `14 ноября 2026 года`. */
export function dayIn({ year, month, day }: CivilDay, lang: Lang): string {
  const name = monthName(month, lang);
  switch (lang) {
    case 'uz-Latn':
      return `${year}-yil ${day}-${name}`;
    case 'uz-Cyrl':
      return `${year} йил ${day} ${name}`;
    case 'kaa-Latn':
      return `${year}-jıl ${day}-${name}`;
    case 'ru':
      return `${day} ${name} ${year} года`;
    case 'en':
      return `${day} ${name} ${year}`;
  }
}

function monthIn(year: number, month: number, lang: Lang): string {
  const name = monthName(month, lang);
  switch (lang) {
    case 'uz-Latn':
      return `${year}-yil ${name}`;
    case 'uz-Cyrl':
      return `${year} йил ${name}`;
    case 'kaa-Latn':
      return `${year}-jıl ${name}`;
    case 'ru':
      return `${MONTHS_ALONE_RU[month - 1] ?? name} ${year} года`;
    case 'en':
      return `${name} ${year}`;
  }
}

/**
 * A date of a record (`2026-11-14`, `2026-11`, `2026`) with its figures first, as the paper prints them. What is no
 * date is given back as it is: the reader compares with the paper.
 */
export function writtenDate(text: string, lang: Lang): { readonly figures: string; readonly words: string | null } {
  const match = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text);
  if (match === null) return { figures: text, words: null };
  const [, year = '', month, day] = match;
  if (month === undefined) return { figures: year, words: null };
  if (day === undefined) return { figures: `${month}.${year}`, words: monthIn(Number(year), Number(month), lang) };
  const words = dayIn({ year: Number(year), month: Number(month), day: Number(day) }, lang);
  return { figures: `${day}.${month}.${year}`, words };
}

/** A day in figures, as the paper prints it: `14.11.2026`. */
export function figures({ year, month, day }: CivilDay): string {
  return `${two(day)}.${two(month)}.${String(year).padStart(4, '0')}`;
}

/** A time of a block in Tashkent, with day and minute. A time beyond what a calendar holds is given in milliseconds. */
export function timeIn(timeMs: bigint, lang: Lang): string {
  const ms = Number(timeMs) + OFFSET_MS;
  if (!(ms < 253_402_300_800_000)) return `${timeMs} ms`;
  const date = new Date(ms);
  const day = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
  const minute = Math.floor((ms % DAY_MS) / 60_000);
  return `${dayIn(day, lang)}, ${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}
