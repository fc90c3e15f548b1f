/** The official names of places and countries by their codes, for the reader's language. */

import { cyrillic } from './cyrillic.ts';
import type { Lang } from './words.ts';

/**
 * Names by code: of a place of Uzbekistan its SOATO digits, of a country its two letters. The names are those in Uzbek
 * (Latin, Cyrillic), Russian and English; an empty one means that the list has none in that language.
 */
export type PlaceNames = ReadonlyMap<string, readonly string[]>;

/**
 * Reads the lists as the build packs them: blocks of lines – codes, then the names in each language – with an empty line
 * between blocks. A code of digits stands as what it is more than the one before, or whole after an equals sign. A hyphen is a name that the list does not have, an equals sign a Cyrillic name that the rule gives.
 */
export function readPlaces(text: string): PlaceNames {
  const [packed = [], latin = [], cyrl = [], ru = [], en = []] = text.split('\n\n').map((block) => block.split('\n'));
  let before = 0;
  const codes = packed.map((line) => {
    if (/^[A-Z]/.test(line)) return line;
    before = line.startsWith('=') ? Number(line.slice(1)) : before + Number(line);
    return String(before);
  });
  const name = (block: readonly string[], at: number): string => (block[at] === '-' ? '' : (block[at] ?? ''));
  return new Map(
    codes.map((code, at) => {
      const own = name(latin, at);
      return [code, [own, cyrl[at] === '=' ? cyrillic(own) : name(cyrl, at), name(ru, at), name(en, at)]];
    }),
  );
}

function column(lang: Lang): number {
  switch (lang) {
    case 'uz-Latn':
    case 'kaa-Latn': // the lists have no Karakalpak names
      return 0;
    case 'uz-Cyrl':
      return 1;
    case 'ru':
      return 2;
    case 'en':
      return 3;
  }
}

/**
 * The name of a code with the larger units before it, as the paper prints it: `Toshkent shahri, Chilonzor tumani`.
 * `null` for a code that is in no list.
 */
export function officialName(places: PlaceNames, code: string, lang: Lang): string | null {
  const names = places.get(code);
  if (names === undefined) return null;
  const own = names[column(lang)] || names[0] || code;
  const above = code.slice(0, -3);
  const larger = /^\d{7,10}$/.test(code) ? officialName(places, above, lang) : null;
  return larger === null ? own : `${larger}, ${own}`;
}
