// The page without a line: kept on the device, or as one file in somebody's hand.
import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { codeOf } from '../lib/demo.mjs';
import { answer, askStatus, DECODER, giveFile, kept, keptOf, match, place, row, toldNobody, visit } from '../lib/visit.mjs';

/** How long a page is watched that must not say that the camera is kept: many times what keeping it takes here. */
const UNKEPT_MS = 2_000;

/** The journeys without a line, over a browser and a demo network. */
export function install({ browser, demo, work }) {
  test('after one visit the page opens and judges in flight mode', async () => {
    const { page, context, requests, faults, close } = await visit(browser(), `${demo().origin}/verify`);
    await kept(page);
    await context.setOffline(true);
    const asked = requests.length;
    await page.goto(`${demo().origin}/verify`);
    await page.locator('.ask').waitFor();
    assert.equal(await giveFile(page, demo().pdf('111012600001')), 'sample');
    assert.equal(await place(page, 'birth.place'), 'Tashkent City, Chilanzar District', 'the lists of places are kept too');
    assert.equal(await match(page, true), 'sample');
    assert.equal(await askStatus(page), 'no-answer');
    toldNobody(requests.slice(asked).filter(({ url }) => !url.endsWith('/v1/status')), demo().origin);
    for (const lang of ['ru', 'uz-Latn']) await page.click(`.langs [lang="${lang}"]`);
    await page.locator('html[lang="uz-Latn"]').waitFor();
    assert.equal(await page.getAttribute('html', 'lang'), 'uz-Latn', 'all languages are kept');
    assert.deepEqual(faults.filter((fault) => !/Failed to load resource|ERR_INTERNET_DISCONNECTED/.test(fault)), []);
    await close();
  });

  test('the camera’s decoder is kept from a page that its worker does not control', async () => {
    const { page, context, close } = await visit(browser(), `${demo().origin}/verify`);
    await kept(page);
    await page.evaluate(async (parts) => {
      for (const name of await caches.keys()) for (const part of parts) await (await caches.open(name)).delete(part);
    }, DECODER);
    // What a person does by reloading with the shift key; on a first visit it is so for a moment.
    const devtools = await context.newCDPSession(page);
    await Promise.all([page.waitForEvent('load'), devtools.send('Page.reload', { ignoreCache: true })]);
    await page.locator('.ask').waitFor();
    assert.equal(await page.evaluate(() => navigator.serviceWorker.controller), null);
    await kept(page);
    await close();
  });

  test('a page that cannot keep the camera’s decoder does not say that the camera works without a line', async () => {
    const { page, context, close } = await visit(browser(), `${demo().origin}/verify`, {
      before: (_, context) => context.route('**/verify/zxing.wasm', (route) => route.abort('connectionreset')),
    });
    const line = page.locator('.place .st.ok');
    await line.waitFor();
    await page.waitForTimeout(UNKEPT_MS);
    assert.equal(await line.innerText(), 'Works without internet on this device');
    await context.unroute('**/verify/zxing.wasm');
    await page.reload();
    await kept(page);
    await close();
  });

  test('a browser with a decoder is given no other, and a new version takes along what the one before had', async () => {
    const native = (page) =>
      page.addInitScript(() => {
        globalThis.BarcodeDetector = class {
          static getSupportedFormats = () => Promise.resolve(['qr_code']);
        };
      });
    const before = async (page) => {
      await native(page);
      await page.goto(`${demo().origin}/verify/keys.json`);
      await page.evaluate(async (parts) => (await caches.open('dalolat-verify-before')).addAll(parts), DECODER);
    };
    for (const [how, expected] of [[native, []], [before, DECODER]]) {
      const { page, close } = await visit(browser(), `${demo().origin}/verify`, { before: how });
      await page.locator('.place .st.ok', { hasText: 'the camera too' }).waitFor();
      // The worker drops the cache before when it takes the page over.
      await page.evaluate(async () => {
        while (navigator.serviceWorker.controller === null) await new Promise((resolve) => setTimeout(resolve, 20));
      });
      assert.deepEqual(await page.evaluate(async () => (await caches.keys()).length), 1);
      assert.deepEqual(await keptOf(page, DECODER), expected);
      await close();
    }
  });

  test('the one file opens from disk, judges a PDF without any request, and asks only where it was told to', async () => {
    const file = join(work(), 'check.html');
    await demo().dalolat('verify-page', '--out', file, '--portal', demo().origin);
    assert.ok((await stat(file)).size < 400_000);
    const { page, requests, faults, close } = await visit(browser(), pathToFileURL(file).href);
    assert.equal(await giveFile(page, demo().pdf('111012600001')), 'sample');
    assert.equal(await row(page, 'child'), 'Toʻraqulova\nOʻgʻiloy Eʼzoz qizi');
    const beyond = requests.filter(({ url }) => !/^(file|data|blob):/.test(url));
    assert.deepEqual(beyond, []);
    assert.equal(await askStatus(page), 'in-force');
    assert.deepEqual(faults, []);
    await close();
  });

  test('the one file without an address offers no status and says so', async () => {
    const file = join(work(), 'alone.html');
    await demo().dalolat('verify-page', '--out', file);
    const { page, close } = await visit(browser(), pathToFileURL(file).href);
    assert.equal(await giveFile(page, demo().pdf('111012600001')), 'sample');
    assert.equal(await page.locator('#ask-status').count(), 0);
    assert.match(await page.locator('#status').innerText(), /knows no address/);
    await close();
  });

  test('the page downloaded from the registry is the file that judges by its network', async () => {
    const { page, close } = await visit(browser(), `${demo().origin}/verify`);
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('a[download]')]);
    const file = join(work(), 'downloaded.html');
    await download.saveAs(file);
    await close();
    const alone = await visit(browser(), pathToFileURL(file).href);
    assert.equal(await giveFile(alone.page, demo().pdf('111012600005')), 'sample');
    await alone.close();
  });

  test('on a bad line the words are asked for until they come', async () => {
    let refused = 0;
    const { page, close } = await visit(browser(), `${demo().origin}/verify`, {
      before: (page) =>
        page.route('**/verify/words/*.json', (route) => {
          refused += 1;
          return refused <= 2 ? route.abort('connectionreset') : route.continue();
        }),
    });
    assert.equal(refused, 3);
    assert.equal(await giveFile(page, demo().pdf('111012600001')), 'sample');
    await close();
  });

  test('without script the registry answers, and says that it is its word', async () => {
    const { page, close } = await open(browser(), `${demo().origin}/verify`);
    const text = await codeOf(demo().pdf('111012600001'));
    await page.fill('textarea[name="code"]', text);
    await page.selectOption('select[name="lang"]', 'en');
    await page.click('button');
    await page.locator('.verdict').waitFor();
    assert.equal(new URL(page.url()).search, '');
    const words = await page.locator('main').innerText();
    assert.match(words, /Toʻraqulova/);
    assert.match(words, /word of the registry’s server/);
    await close();
  });

  test('a slow phone comes to its first answer with the tables not yet made', async () => {
    const { page, context, close } = await visit(browser(), `${demo().origin}/verify`);
    const devtools = await context.newCDPSession(page);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: 6 });
    assert.equal(await giveFile(page, demo().pdf('111012600001')), 'sample');
    assert.equal(await answer(page), 'sample');
    await close();
  });
}

async function open(browser, address) {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.goto(address);
  return { page, close: () => context.close() };
}
