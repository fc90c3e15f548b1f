// The camera before a printed certificate of the demo, as the page shows it.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { launch } from '../lib/browser.mjs';
import { paperOf, paperOfPdf } from '../lib/paper.mjs';
import { makeVideo } from '../lib/video.mjs';
import { accessible, answer, kept, row, toldNobody, visit } from '../lib/visit.mjs';

/** How long a code is waited for that cannot be read. */
const UNREAD_MS = 6_000;

/** The journeys of the camera, over a demo network. Each has a browser of its own, whose only camera shows its video. */
export function camera({ demo, work }) {
  const before = async (variant, size, walk) => {
    const video = join(work(), `${variant.replaceAll(' ', '-')}-${size}.y4m`);
    if (!existsSync(video)) {
      const paper = variant === 'no code' ? paperOf(null) : await paperOfPdf(demo().pdf('111012600001'));
      await makeVideo(video, paper, { variant, size });
    }
    const browser = await launch({ video });
    try {
      const seen = await visit(browser, `${demo().origin}/verify`);
      await walk(seen);
      await seen.close();
    } finally {
      await browser.close();
    }
  };
  const running = (page) =>
    page.evaluate(() => [...document.querySelectorAll('video')].some(({ srcObject }) => srcObject?.getTracks().some(({ readyState }) => readyState === 'live')));

  for (const variant of ['clear', 'tilted', 'low light']) {
    test(`the camera reads a printed certificate: ${variant}`, async () => {
      await before(variant, 'large', async ({ page, requests, faults }) => {
        await page.click('#camera');
        assert.equal(await answer(page), 'sample');
        assert.equal(await row(page, 'child'), 'Toʻraqulova\nOʻgʻiloy Eʼzoz qizi');
        assert.equal(await running(page), false, 'the camera is off');
        toldNobody(requests, demo().origin);
        assert.deepEqual(faults, []);
      });
    });
  }

  test('the camera reads a printed certificate in flight mode', async () => {
    await before('clear', 'large', async ({ page, context }) => {
      await kept(page);
      await context.setOffline(true);
      await page.reload();
      await page.locator('.ask').waitFor();
      await page.click('#camera');
      assert.equal(await answer(page), 'sample');
    });
  });

  test('the one file reads with the camera from disk, whether it was made with the large decoder or without', async () => {
    const [file, without] = [join(work(), 'with-camera.html'), join(work(), 'without-camera.html')];
    await demo().dalolat('verify-page', '--out', file, '--camera');
    await demo().dalolat('verify-page', '--out', without);
    assert.ok((await stat(file)).size < 1_800_000);
    await before('clear', 'large', async ({ page }) => {
      const requests = [];
      page.on('request', (request) => requests.push(request.url()));
      await page.goto(pathToFileURL(file).href);
      requests.length = 0; // those of the page left behind
      await page.click('#camera');
      assert.equal(await answer(page), 'sample');
      assert.deepEqual(requests.filter((url) => !/^(file|data|blob):/.test(url)), []);
      await page.goto(pathToFileURL(without).href);
      await page.click('#camera');
      assert.equal(await answer(page), 'sample', 'by the small decoder');
    });
  });

  for (const variant of ['damaged', 'cropped', 'no code']) {
    test(`what the camera cannot read is never an answer, and it is still looked for: ${variant}`, async () => {
      await before(variant, 'small', async ({ page }) => {
        await page.click('#camera');
        await page.locator('.camera .state', { hasText: 'Looking for the code' }).waitFor();
        await page.waitForTimeout(UNREAD_MS);
        assert.equal(await page.locator('[data-verdict]').count(), 0);
        await accessible(page, 'the camera');
        await page.locator('.camera .b').first().click();
        await page.locator('.ask').waitFor();
        assert.equal(await running(page), false, 'the camera is off');
      });
    });
  }

  test('a device without a camera is told what to do instead', async () => {
    const browser = await launch();
    try {
      const { page } = await visit(browser, `${demo().origin}/verify`);
      await page.click('#camera');
      await page.locator('[data-problem="camera.none"]').waitFor();
    } finally {
      await browser.close();
    }
  });
}
