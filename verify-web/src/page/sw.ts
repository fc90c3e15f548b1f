/**
 * Keeps the page on the device. A version is kept whole: its files come from its own cache, so that no page is made of
 * two builds. Only the network's keys are asked for anew each time there is a line. Nothing that a person gives the page
 * passes here.
 *
 * The camera's decoder weighs more than all else, and many a browser has its own: so a slow line first brings the page, and
 * the decoder where the page wants it kept.
 */

import { KEEP_CAMERA } from './keep.ts';

interface WorkerEvent {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchEvent extends WorkerEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Message extends WorkerEvent {
  readonly data: unknown;
  readonly ports: readonly MessagePort[];
}
interface Worker {
  addEventListener(type: 'install' | 'activate', listener: (event: WorkerEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void;
  addEventListener(type: 'message', listener: (event: Message) => void): void;
  readonly clients: { claim(): Promise<void> };
  readonly location: Location;
}

/** Filled in by the build: what is kept at once, the parts of the camera's decoder, and the version. */
declare const KEPT: readonly string[];
declare const CAMERA: readonly string[];
declare const VERSION: string;

const PAGE = '/verify';
const KEYS = '/verify/keys.json';
const CACHE = `dalolat-verify-${VERSION}`;
/** How long the keys are waited for before the kept ones serve, in milliseconds. */
const KEYS_WAIT_MS = 3_000;

const worker = globalThis as unknown as Worker;

worker.addEventListener('install', (event) => {
  event.waitUntil(install());
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(dropOthers().then(() => worker.clients.claim()));
});

worker.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== worker.location.origin) return;
  if (pathname === KEYS) event.respondWith(freshKeys());
  else if (pathname === PAGE || KEPT.includes(pathname)) event.respondWith(kept(pathname));
  else if (CAMERA.includes(pathname)) event.respondWith(cameraPart(event, pathname));
});

// Asked by message and not by fetching: a page that is not controlled yet fetches past its worker, and nothing is kept.
worker.addEventListener('message', (event) => {
  const [port] = event.ports;
  if (event.data !== KEEP_CAMERA || port === undefined) return;
  event.waitUntil(keepCamera().then((kept) => port.postMessage(kept)));
});

async function install(): Promise<void> {
  // The version before goes with all that it kept; where that had the camera, the next one must not be without.
  const parts = await Promise.all(CAMERA.map((path) => caches.match(path)));
  const camera = parts.every((part) => part !== undefined) ? CAMERA : [];
  const all = [PAGE, KEYS, ...KEPT, ...camera].map((path) => new Request(path, { cache: 'reload', credentials: 'omit' }));
  await (await caches.open(CACHE)).addAll(all);
}

async function dropOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith('dalolat-verify-') && name !== CACHE).map((name) => caches.delete(name)));
}

async function kept(path: string): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? fetch(path);
}

/** A file on its way: the answer, and its being kept. */
interface Coming {
  readonly answer: Promise<Response>;
  readonly kept: Promise<void>;
}
const coming = new Map<string, Coming>();

/** Fetches a file and keeps it. Who asks for it meanwhile gets the same: a slow line carries it once. */
function bring(path: string): Coming {
  const begun = coming.get(path);
  if (begun !== undefined) return begun;
  const answer = fetch(path, { credentials: 'omit' });
  const keep = async (): Promise<void> => {
    const response = await answer;
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    const copy = response.clone();
    await (await caches.open(CACHE)).put(path, copy);
  };
  const started = { answer, kept: keep().finally(() => coming.delete(path)) };
  coming.set(path, started);
  return started;
}

async function cameraPart(event: FetchEvent, path: string): Promise<Response> {
  const held = await (await caches.open(CACHE)).match(path);
  if (held !== undefined) return held;
  const { answer, kept } = bring(path);
  // A device without room still gets the part.
  event.waitUntil(kept.catch(() => undefined));
  return (await answer).clone();
}

/** Whether the camera's decoder is kept, all of it, after what could be done for that. */
async function keepCamera(): Promise<boolean> {
  const keep = async (path: string): Promise<void> => {
    if ((await (await caches.open(CACHE)).match(path)) === undefined) await bring(path).kept;
  };
  const kept = await Promise.allSettled(CAMERA.map(keep));
  return kept.every(({ status }) => status === 'fulfilled');
}

async function freshKeys(): Promise<Response> {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(KEYS, { cache: 'no-store', credentials: 'omit', signal: AbortSignal.timeout(KEYS_WAIT_MS) });
    if (response.ok) {
      await cache.put(KEYS, response.clone());
      return response;
    }
  } catch {
    // No line: the kept keys serve.
  }
  return (await cache.match(KEYS)) ?? Response.error();
}
