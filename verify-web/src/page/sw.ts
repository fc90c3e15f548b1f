/**
 * Keeps the page on the device. A version is kept whole: its files come from its own cache, so that no page is made of
 * two builds. Only the network's keys are asked for anew each time there is a line. Nothing that a person gives the page
 * passes here.
 */

interface WorkerEvent {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchEvent extends WorkerEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Worker {
  addEventListener(type: 'install' | 'activate', listener: (event: WorkerEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void;
  readonly clients: { claim(): Promise<void> };
  readonly location: Location;
}

/** Filled in by the build: what is kept at once, what is kept when it was first used, and the version. */
declare const KEPT: readonly string[];
declare const KEPT_WHEN_USED: readonly string[];
declare const VERSION: string;

const PAGE = '/verify';
const KEYS = '/verify/keys.json';
const CACHE = `dalolat-verify-${VERSION}`;
/** How long the keys are waited for before the kept ones serve, in milliseconds. */
const KEYS_WAIT_MS = 3_000;

const worker = globalThis as unknown as Worker;

worker.addEventListener('install', (event) => {
  const all = [PAGE, KEYS, ...KEPT].map((path) => new Request(path, { cache: 'reload', credentials: 'omit' }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(all)));
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
  else if (KEPT_WHEN_USED.includes(pathname)) event.respondWith(keptWhenUsed(pathname));
});

async function dropOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith('dalolat-verify-') && name !== CACHE).map((name) => caches.delete(name)));
}

async function kept(path: string): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? fetch(path);
}

async function keptWhenUsed(path: string): Promise<Response> {
  const cache = await caches.open(CACHE);
  const held = await cache.match(path);
  if (held !== undefined) return held;
  const response = await fetch(path, { credentials: 'omit' });
  if (response.ok) await cache.put(path, response.clone());
  return response;
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
