/** The page's words in five languages. The files in `words/` are shared with the registry's own pages. */

import type english from '../../words/en.json';

/** The name of a sentence. The English file lists them; a test compares the others with it. */
export type WordKey = keyof typeof english;

/** The words of one language. */
export type Words = Readonly<Record<WordKey, string>>;

/** A language with its script. */
export type Lang = 'uz-Latn' | 'uz-Cyrl' | 'ru' | 'kaa-Latn' | 'en';

/** The languages in the order of the header: code, name, and the short form for narrow screens. */
export const LANGS: readonly { readonly lang: Lang; readonly name: string; readonly short: string }[] = [
  { lang: 'uz-Latn', name: 'Oʻzbekcha', short: 'Oʻz' },
  { lang: 'uz-Cyrl', name: 'Ўзбекча', short: 'Ўз' },
  { lang: 'ru', name: 'Русский', short: 'Ру' },
  { lang: 'kaa-Latn', name: 'Qaraqalpaqsha', short: 'Qq' },
  { lang: 'en', name: 'English', short: 'En' },
];

/** What stands in the gaps of a sentence. */
export type Gaps = Readonly<Record<string, string | number | bigint>>;

/** Says a sentence. */
export type Say = (key: WordKey, gaps?: Gaps) => string;

/** The sentences of a language. What fills a gap is not read as a gap. */
export function sayIn(words: Words): Say {
  return (key, gaps = {}) =>
    words[key].replace(/\{(\w+)\}/g, (gap, name: string) => {
      const value = gaps[name];
      return value === undefined ? gap : String(value);
    });
}

/** Reads a language's name; `null` where it is none of ours. */
export function readLang(text: string | null): Lang | null {
  return LANGS.find(({ lang }) => lang === text)?.lang ?? null;
}

/**
 * The first of a reader's languages (BCP 47) that the page has. Uzbek without a script is Latin, as the state writes it;
 * the neighbours' languages that are closest to Russian in offices get Russian.
 */
export function preferred(languages: readonly string[]): Lang {
  for (const tag of languages) {
    const [language, ...rest] = tag.toLowerCase().split('-');
    if (language === 'uz') return rest.includes('cyrl') ? 'uz-Cyrl' : 'uz-Latn';
    if (language === 'kaa') return 'kaa-Latn';
    if (language === 'ru' || language === 'be' || language === 'kk' || language === 'ky' || language === 'tg') return 'ru';
    if (language === 'en') return 'en';
  }
  return 'uz-Latn';
}
