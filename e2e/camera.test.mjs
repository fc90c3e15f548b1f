// The camera's own journey, without the page around it: the browser's camera shows a printed page, and watch() of
// verify-web/src/read/camera.ts reads its code.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { proofTexts } from '../verify-web/test-read/load.mjs';
import { serveBench } from './lib/bench.mjs';
import { paperOf } from './lib/paper.mjs';
import { makeVideo } from './lib/video.mjs';

/** How long a code may take to be read on a busy machine, and how long one is waited for that cannot be. */
const [READ_MS, UNREAD_MS] = [30_000, 6_000];

/** What the page under test does: watches until it has a text, or for a while. */
const SCRIPT = `
  import { watch } from './camera.ts';
  import { reader } from './decoder-zxing.ts';
  import { qrDecoder } from './decoder-qr.ts';
  const wasm = async () => (await fetch('/zxing.wasm')).arrayBuffer();
  const decoders = { zxing: () => reader({ wasm }), qr: () => qrDecoder };
  const seen = { started: null, texts: [], end: null };
  globalThis.seen = seen;
  globalThis.stopper = new AbortController();
  globalThis.look = async (name, ms) => {
    const video = document.querySelector('video');
    const timer = setTimeout(() => stopper.abort(), ms);
    seen.end = await watch(video, [decoders[name]()], {
      started: ({ width, height, torch }) => { seen.started = { width, height, torch: torch !== null }; seen.stream = video.srcObject; },
      text: (text, by) => { seen.texts.push({ text, by }); stopper.abort(); },
    }, stopper.signal);
    clearTimeout(timer);
    const live = (seen.stream?.getTracks() ?? []).filter(({ readyState }) => readyState === 'live').length;
    return { started: seen.started, texts: seen.texts, end: seen.end, live, shown: video.srcObject !== null };
  };
  globalThis.ready = true;`;

let bench;
let folder;
const [text] = await proofTexts();

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dalolat-camera-'));
  bench = await serveBench(SCRIPT);
});

after(async () => {
  bench?.close();
  await rm(folder, { recursive: true });
});

const beforeCamera = (video, work, options = {}) => bench.visit(work, { video, ...options });

/** Videos take seconds to make, so each is made once. */
const films = new Map();
async function film(variant, size) {
  const file = join(folder, `${variant.replace(' ', '-')}-${size}.y4m`);
  if (!films.has(file)) films.set(file, makeVideo(file, paperOf(variant === 'no code' ? null : text), { variant, size }));
  await films.get(file);
  return file;
}

const look = (decoder, ms) => (page) => page.evaluate(([name, time]) => globalThis.look(name, time), [decoder, ms]);

const readable = [['clear', 'large', 'zxing'], ['clear', 'small', 'zxing'], ['clear', 'large', 'qr'], ['tilted', 'large', 'zxing'], ['low light', 'large', 'zxing']];
for (const [variant, size, decoder] of readable) {
  test(`${decoder} reads the code of a page that is ${variant}, in a ${size} picture, and the camera is off afterwards`, { timeout: 120_000 }, async () => {
    const seen = await beforeCamera(await film(variant, size), look(decoder, READ_MS));
    const [width, height] = size === 'large' ? [1280, 720] : [640, 480];
    assert.deepEqual(seen, { started: { width, height, torch: false }, texts: [{ text, by: decoder }], end: 'stopped', live: 0, shown: false });
  });
}

for (const variant of ['damaged', 'cropped', 'no code']) {
  test(`nothing is read of a page that is ${variant}`, { timeout: 120_000 }, async () => {
    const { started, texts, end, live } = await beforeCamera(await film(variant, 'small'), look('zxing', UNREAD_MS));
    assert.deepEqual([started?.width, texts, end, live], [640, [], 'stopped', 0]);
  });
}

test('the camera goes off when the page is hidden', { timeout: 120_000 }, async () => {
  const seen = await beforeCamera(await film('no code', 'small'), async (page) => {
    const looking = look('zxing', READ_MS)(page);
    await page.waitForFunction(() => globalThis.seen.started !== null);
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: true, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    return looking;
  });
  assert.deepEqual([seen.end, seen.live, seen.shown], ['hidden', 0, false]);
});

test('a camera that was taken away ends the watch', { timeout: 120_000 }, async () => {
  const seen = await beforeCamera(await film('no code', 'small'), async (page) => {
    const looking = look('zxing', READ_MS)(page);
    await page.waitForFunction(() => globalThis.seen.started !== null);
    await page.evaluate(() => globalThis.seen.stream.getTracks()[0].dispatchEvent(new Event('ended')));
    return looking;
  });
  assert.deepEqual([seen.end, seen.live], ['ended', 0]);
});

test('without a camera, without leave, and over plain HTTP the fault is told', { timeout: 120_000 }, async () => {
  assert.equal((await beforeCamera(undefined, look('zxing', READ_MS), { args: ['--use-fake-ui-for-media-stream'] })).end, 'no-camera');
  assert.equal((await beforeCamera(undefined, look('zxing', READ_MS), { args: ['--use-fake-device-for-media-stream', '--deny-permission-prompts'] })).end, 'denied');
  const plain = { host: 'plain.test', args: ['--host-resolver-rules=MAP plain.test 127.0.0.1'] };
  assert.equal((await beforeCamera(undefined, look('zxing', READ_MS), plain)).end, 'unsupported');
});

test('a watch that was stopped before it began asks for no camera', { timeout: 120_000 }, async () => {
  const seen = await beforeCamera(undefined, (page) => page.evaluate(() => (globalThis.stopper.abort(), globalThis.look('zxing', 1000))));
  assert.deepEqual([seen.end, seen.started], ['stopped', null]);
});
