// The page by keyboard alone, and on paper.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { codeOf } from '../lib/demo.mjs';
import { giveFile, match, visit } from '../lib/visit.mjs';

const run = promisify(execFile);

/** The journeys of keyboard and printer, over a browser and a demo network. */
export function access({ browser, demo, work }) {
  test('by keyboard alone a person pastes a code, compares, asks, and starts again', async () => {
    const { page, close } = await visit(browser(), `${demo().origin}/verify`);
    const press = async (key, times = 1) => {
      for (let at = 0; at < times; at += 1) await page.keyboard.press(key);
    };
    const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent || '');
    const tabTo = async (wanted) => {
      for (let at = 0; at < 40; at += 1) {
        await press('Tab');
        if (await page.evaluate((id) => document.activeElement?.matches(id) === true, wanted)) return;
      }
      assert.fail(`the tab key never comes to ${wanted}; it stands at ${await focused()}`);
    };
    await press('Tab');
    assert.match(await focused(), /To the content/, 'the first stop skips the cover');
    await tabTo('#camera');
    await tabTo('#file');
    await tabTo('#code');
    await page.keyboard.insertText(await codeOf(demo().pdf('111012600001')));
    await press('Enter');
    await page.locator('[data-verdict="sample"]').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1', 'the verdict is read first');
    await tabTo('#match-yes');
    await press('Enter');
    await page.locator('[data-match="yes"]').waitFor();
    await tabTo('#ask-status');
    await press('Enter');
    await page.locator('[data-live="in-force"]').waitFor();
    await tabTo('summary');
    await press('Enter');
    assert.ok(await page.locator('.hash').first().isVisible());
    await tabTo('#again');
    await press('Enter');
    await page.locator('.ask').waitFor();
    await close();
  });

  test('every stop of the tab key is on the screen and has an outline', async () => {
    const { page, close } = await visit(browser(), `${demo().origin}/verify`);
    let stops = 0;
    for (; stops < 60; stops += 1) {
      await page.keyboard.press('Tab');
      const seen = await page.evaluate(() => {
        const at = document.activeElement;
        if (at === null || at === document.body) return 'end';
        const drawn = at.classList.contains('vh') ? at.nextElementSibling : at;
        const { width, height } = drawn.getBoundingClientRect();
        const outline = getComputedStyle(drawn).outlineStyle;
        return width > 20 && height > 20 && outline === 'solid' ? 'good' : `${at.outerHTML.slice(0, 120)} ${width}x${height} ${outline}`;
      });
      if (seen === 'end') break;
      assert.equal(seen, 'good');
    }
    assert.ok(stops >= 12, `${stops} stops`);
    await close();
  });

  test('a printed answer is one sheet, in the longest of the languages too', async () => {
    const { page, close } = await visit(browser(), `${demo().origin}/verify`, { lang: 'ru' });
    await giveFile(page, demo().pdf('135032600005'));
    await match(page, true);
    const file = join(work(), 'answer.pdf');
    await page.pdf({ path: file, format: 'A4', margin: { top: '12mm', bottom: '12mm', left: '10mm', right: '10mm' } });
    const { stdout } = await run('pdfinfo', [file]);
    assert.match(stdout, /^Pages:\s+1$/m);
    await close();
  });

  test('the back button leads from the answer to the first view', async () => {
    const { page, close } = await visit(browser(), `${demo().origin}/verify`);
    await page.fill('#code', 'DALZ:');
    await page.press('#code', 'Enter');
    await page.locator('[data-verdict="unknown"]').waitFor();
    assert.equal(page.url(), `${demo().origin}/verify`, 'nothing of the code is in the address');
    await page.goBack();
    await page.locator('.ask').waitFor();
    await close();
  });
}
