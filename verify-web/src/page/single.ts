/** The page as one file: everything is in it, and nothing is asked of anybody unless a registry's address was put in. */

import { inflateSync } from 'fflate';
import { readKeyFile } from '../core/index.ts';
import { qrDecoder } from '../read/decoder-qr.ts';
import type { Decoder } from '../read/index.ts';
import { readPdf } from '../read/pdf.ts';
import { readPicture } from '../read/picture.ts';
import { App } from './app.ts';
import type { Home } from './home.ts';
import { readPlaces } from './places.ts';
import type { Lang, Words } from './words.ts';

/** What the file with a camera brings besides, set by its own script. */
interface WithCamera {
  dalolatZxing?: { reader(source: { wasm(): Promise<ArrayBuffer> }): Decoder };
}

/** What is packed into the file: the words of all languages, and the lists of places. */
interface Packed {
  readonly keys: readonly string[];
  /** The sentences of each language, in the order of the keys. */
  readonly sentences: Readonly<Record<Lang, readonly string[]>>;
  readonly places: string;
}

function slot(id: string): string {
  return document.getElementById(id)?.textContent ?? '';
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

const packed = JSON.parse(new TextDecoder().decode(inflateSync(fromBase64(slot('dalolat-data'))))) as Packed;
const portal = document.querySelector<HTMLMetaElement>('meta[name="dalolat-portal"]')?.content ?? '';

// Read before the first view replaces what the file brought.
const keys = readKeyFile(new TextEncoder().encode(slot('dalolat-keys')));
const wasm = slot('dalolat-wasm');
const zxing = (globalThis as WithCamera).dalolatZxing?.reader({ wasm: () => Promise.resolve(fromBase64(wasm).buffer) });

const home: Home = {
  form: 'single',
  keys: () => Promise.resolve(keys.ok ? keys.keys : []),
  status: portal === '' ? null : { url: `${portal}/v1/status`, origin: new URL(portal).host },
  words: (lang) => Promise.resolve(Object.fromEntries(packed.keys.map((key, at) => [key, packed.sentences[lang][at]])) as Words),
  places: () => Promise.resolve(readPlaces(packed.places)),
  reader: () => Promise.resolve({ readPdf, readPicture, qrDecoder }),
  zxing: () => Promise.resolve(wasm === '' || zxing === undefined ? null : zxing),
};

void App.open(home);
