/** The page as a registry serves it at `/verify`: its parts are files of the same server, kept by the service worker. */

import { readKeyFile } from '../core/index.ts';
import { nativeDecoder } from '../read/decoder-native.ts';
import type { Decoder } from '../read/index.ts';
import type { FileReader, Home } from './home.ts';
import { App } from './app.ts';
import { KEEP_CAMERA } from './keep.ts';
import { readPlaces } from './places.ts';
import type { Lang, Words } from './words.ts';

/** What `zxing.js` exports. */
interface ZxingPart {
  reader(source: { wasm(): Promise<ArrayBuffer> }): Decoder;
}

/** Parts of the same build, named by address, so that the bundler leaves them where they are. */
const PARTS = { reader: '/verify/reader.js', zxing: '/verify/zxing.js' };

async function get(path: string): Promise<Response> {
  const response = await fetch(path, { credentials: 'omit' });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response;
}

/** Calls once, and again only if that failed. */
function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | null = null;
  return () => {
    loaded ??= load().catch((error: unknown) => {
      loaded = null;
      throw error;
    });
    return loaded;
  };
}

/** How often the words are asked for, and how long is waited between, in milliseconds. */
const [WORDS_TRIES, WORDS_WAIT_MS] = [8, 1_500];

/** Nothing can be said without words, not even that a line is bad: so they are asked for again. */
async function wordsOf(lang: Lang, tries = WORDS_TRIES): Promise<Words> {
  try {
    return (await (await get(`/verify/words/${lang}.json`)).json()) as Words;
  } catch (error) {
    if (tries <= 1) throw error;
    await new Promise((resolve) => setTimeout(resolve, WORDS_WAIT_MS));
    return wordsOf(lang, tries - 1);
  }
}

const home: Home = {
  form: 'served',
  keys: async () => {
    try {
      const read = readKeyFile(new Uint8Array(await (await get('/verify/keys.json')).arrayBuffer()));
      return read.ok ? read.keys : [];
    } catch {
      return []; // the view says that there is no key
    }
  },
  status: { url: '/v1/status', origin: location.host },
  words: (lang) => wordsOf(lang),
  places: once(async () => readPlaces(await (await get('/verify/places.txt')).text())),
  reader: once(() => import(PARTS.reader) as Promise<FileReader>),
  zxing: once(async () => {
    const part = (await import(PARTS.zxing)) as ZxingPart;
    return part.reader({ wasm: async () => (await get('/verify/zxing.wasm')).arrayBuffer() });
  }),
};

/** Has the worker keep the camera's decoder, and says whether it is kept. A worker that is active need not control the page yet. */
function keepCamera(worker: ServiceWorker): Promise<boolean> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data === true);
    worker.postMessage(KEEP_CAMERA, [port2]);
  });
}

/** Keeps the page on the device; where the browser has no decoder of its own, the camera's too. */
async function keep(app: App): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  await navigator.serviceWorker.register('/verify/sw.js', { scope: '/verify' });
  const { active } = await navigator.serviceWorker.ready;
  app.setOffline('ready');
  if ((await nativeDecoder()) !== null || (active !== null && (await keepCamera(active)))) app.setOffline('with-camera');
}

const app = await App.open(home);
// Without a worker the page works as long as there is a line; that is said by its place line staying empty.
keep(app).catch(() => undefined);
