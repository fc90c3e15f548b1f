/**
 * JSON by RFC 8259, read strictly: numbers are unsigned integers in digits alone and keep all their 64 bits, no name
 * stands twice in an object, no half of a surrogate pair in a text. `JSON.parse` can tell none of that.
 */

/** A value of JSON. Fractions, exponents, signs and numbers above 64 bits are no value here. */
export type Json =
  | { readonly kind: 'null' | 'boolean' }
  | { readonly kind: 'number'; readonly value: bigint }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'array'; readonly items: readonly Json[] }
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, Json> };

class NotJson extends Error {}

/** Deeper nesting is refused, so that no text can exhaust the stack. Nothing that is read here nests deeper than three. */
const MAX_DEPTH = 16;

/** The value of all of a text, or `null` where it is none. */
export function parseJson(text: string): Json | null {
  try {
    const parser = new Parser(text);
    const value = parser.value(0);
    parser.end();
    return value;
  } catch (fault) {
    if (fault instanceof NotJson) return null;
    throw fault;
  }
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  end(): void {
    this.#space();
    if (this.#at !== this.#text.length) throw new NotJson();
  }

  value(depth: number): Json {
    if (depth > MAX_DEPTH) throw new NotJson();
    this.#space();
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#array(depth);
      case '"':
        return { kind: 'text', value: this.#string() };
      default:
        return this.#word();
    }
  }

  #space(): void {
    while (/[ \t\n\r]/.test(this.#text.charAt(this.#at))) this.#at += 1;
  }

  /** Takes a character that must stand next, after white space. */
  #expect(character: string): void {
    if (!this.#takes(character)) throw new NotJson();
  }

  #takes(character: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #object(depth: number): Json {
    const members = new Map<string, Json>();
    this.#expect('{');
    if (this.#takes('}')) return { kind: 'object', members };
    do {
      this.#space();
      const name = this.#string();
      if (members.has(name)) throw new NotJson();
      this.#expect(':');
      members.set(name, this.value(depth + 1));
    } while (this.#takes(','));
    this.#expect('}');
    return { kind: 'object', members };
  }

  #array(depth: number): Json {
    const items: Json[] = [];
    this.#expect('[');
    if (this.#takes(']')) return { kind: 'array', items };
    do items.push(this.value(depth + 1));
    while (this.#takes(','));
    this.#expect(']');
    return { kind: 'array', items };
  }

  #string(): string {
    if (this.#text[this.#at] !== '"') throw new NotJson();
    this.#at += 1;
    let read = '';
    for (;;) {
      const character = this.#text.charAt(this.#at);
      if (character < ' ') throw new NotJson();
      this.#at += 1;
      if (character === '"') break;
      read += character === '\\' ? this.#escape() : character;
    }
    if (/\p{Surrogate}/u.test(read)) throw new NotJson();
    return read;
  }

  #escape(): string {
    const letter = this.#text.charAt(this.#at);
    this.#at += 1;
    if (letter !== 'u') return ESCAPES.get(letter) ?? refuse();
    const digits = this.#text.slice(this.#at, this.#at + 4);
    if (!/^[0-9A-Fa-f]{4}$/.test(digits)) throw new NotJson();
    this.#at += 4;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  #word(): Json {
    const rest = this.#text.slice(this.#at, this.#at + 32);
    const word = /^[-+.0-9A-Za-z]*/.exec(rest)?.[0] ?? '';
    this.#at += word.length;
    if (word === 'null') return { kind: 'null' };
    if (word === 'true' || word === 'false') return { kind: 'boolean' };
    if (!/^(0|[1-9][0-9]{0,19})$/.test(word)) throw new NotJson();
    const value = BigInt(word);
    if (value > 0xffff_ffff_ffff_ffffn) throw new NotJson();
    return { kind: 'number', value };
  }
}

function refuse(): never {
  throw new NotJson();
}
