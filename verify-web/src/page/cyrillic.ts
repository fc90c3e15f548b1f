/**
 * Uzbek Latin names of places in Uzbek Cyrillic, by the rule of the alphabet of 1995. The lists hold only the names that
 * the rule does not give; names of people are never converted.
 */

const SINGLE: Readonly<Record<string, string>> = {
  a: 'а', b: 'б', d: 'д', f: 'ф', g: 'г', h: 'ҳ', i: 'и', j: 'ж', k: 'к', l: 'л', m: 'м', n: 'н', o: 'о', p: 'п', q: 'қ',
  r: 'р', s: 'с', t: 'т', u: 'у', v: 'в', x: 'х', y: 'й', z: 'з',
};

/** The longer ones first. `ʻ` is U+02BB, `ʼ` U+02BC. */
const JOINED: readonly (readonly [string, string])[] = [
  ['yoʻ', 'йў'], ['sʼh', 'сҳ'], ['oʻ', 'ў'], ['gʻ', 'ғ'], ['sh', 'ш'], ['ch', 'ч'], ['yo', 'ё'], ['yu', 'ю'], ['ya', 'я'], ['ye', 'е'],
];

/** Writes a name in Cyrillic. What has no letter stays. */
export function cyrillic(latin: string): string {
  const lower = latin.toLowerCase();
  let out = '';
  for (let at = 0; at < latin.length; ) {
    const joined = JOINED.find(([from]) => lower.startsWith(from, at));
    const length = joined?.[0].length ?? 1;
    const letter = joined?.[1] ?? single(lower, at);
    const character = latin[at] ?? '';
    out += letter === null ? character : cased(letter, character);
    at += length;
  }
  return out;
}

function single(lower: string, at: number): string | null {
  const letter = lower[at] ?? '';
  if (letter === 'ʼ') return 'ъ';
  if (letter !== 'e') return SINGLE[letter] ?? null;
  // At the beginning of a word and behind a vowel the letter is э.
  const before = lower[at - 1] ?? ' ';
  return /[\p{L}ʼ]/u.test(before) && !/[aeiouʻ]/.test(before) ? 'е' : 'э';
}

function cased(letter: string, like: string): string {
  return like === like.toLowerCase() ? letter : letter.charAt(0).toUpperCase() + letter.slice(1);
}
