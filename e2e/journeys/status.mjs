// Whether a paper is in force now: the one question that leaves the device.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askStatus, answer, giveFile, giveText, kept, match, toldNobody, visit } from '../lib/visit.mjs';

const YEAR_MS = 365 * 86_400_000;

/** The journeys of the status, over a browser and a demo network. */
export function status({ browser, demo }) {
  test('the status is asked on request alone, with the status code and nothing else, and its proof is checked here', async () => {
    const { page, requests, faults, close } = await visit(browser(), `${demo().origin}/verify`);
    await giveFile(page, demo().pdf('111012600001'));
    const before = requests.length;
    toldNobody(requests, demo().origin);
    assert.equal(await askStatus(page), 'in-force');
    const asked = requests.slice(before).filter(({ method }) => method === 'POST');
    assert.equal(asked.length, 1);
    assert.equal(new URL(asked[0].url).pathname, '/v1/status');
    assert.deepEqual(Object.keys(JSON.parse(asked[0].body)), ['handle']);
    assert.deepEqual(faults, []);
    await close();
  });

  test('a revoked certificate is no longer in force, and its names are not repeated', async () => {
    await demo().dalolat('certificate', 'revoke', '--certificate', '1101-26-00003', '--reason', 'lost', '--as', '1101-1');
    const { page, close } = await visit(browser(), `${demo().origin}/verify`);
    await giveFile(page, demo().pdf('111012600003'));
    const name = await page.locator('[data-row="child"] .name').first().innerText();
    assert.equal(await askStatus(page), 'no-longer-in-force');
    assert.equal(await answer(page), 'not-in-force');
    assert.equal(await page.locator('[data-shape]').getAttribute('data-shape'), 'barred');
    assert.ok(!(await page.locator('main').innerText()).includes(name), 'the name is gone');
    await close();
  });

  test('a stolen certificate says so, and a typed code is told the same', async () => {
    const { page, close } = await visit(browser(), `${demo().origin}/verify`);
    await giveFile(page, demo().pdf('111012600004'));
    const code = await page.locator('[data-row="certificate.handle"] .m').innerText();
    await demo().dalolat('certificate', 'revoke', '--certificate', '1101-26-00004', '--reason', 'stolen', '--as', '1101-1');
    assert.equal(await askStatus(page), 'stolen');
    assert.equal(await answer(page), 'stolen');
    await page.click('#again');
    await giveText(page, code.toLowerCase().replace('-', '\n').replaceAll('-', '\u00a0'));
    await page.locator('[data-verdict="stolen"]').waitFor();
    await close();
  });

  test('a typed code gives the live status alone, and says that no value was checked', async () => {
    const { page, close } = await visit(browser(), `${demo().origin}/verify`);
    await giveFile(page, demo().pdf('111012600001'));
    const code = await page.locator('[data-row="certificate.handle"] .m').innerText();
    await page.click('#again');
    await giveText(page, code);
    await page.locator('[data-verdict="code-in-force"]').waitFor();
    assert.equal(await page.locator('[data-shape]').getAttribute('data-shape'), 'tick', 'the star is not given for a code');
    assert.match(await page.locator('.verdict').innerText(), /values on the paper were not checked/);
    await page.click('#again');
    await giveText(page, '0004-1061-050R-3GG2-8A1C-60T3-GF5E');
    await page.locator('[data-verdict="code-unknown"]').waitFor();
    await close();
  });

  test('with the server down the proof stands and the state is not known', async () => {
    const { page, context, close } = await visit(browser(), `${demo().origin}/verify`);
    await context.route('**/v1/status', (route) => route.abort('connectionrefused'));
    await giveFile(page, demo().pdf('111012600001'));
    assert.equal(await askStatus(page), 'no-answer');
    assert.equal(await answer(page), 'sample', 'never more, never less');
    assert.equal(await match(page, true), 'sample');
    await context.unroute('**/v1/status');
    assert.equal(await askStatus(page), 'in-force', 'asked again when it is back');
    await close();
  });

  test('an answer that a server made up, or gave for another paper, counts for nothing', async () => {
    const { page, context, close } = await visit(browser(), `${demo().origin}/verify`);
    await giveFile(page, demo().pdf('111012600002'));
    let real = '';
    await context.route('**/v1/status', async (route) => {
      const response = await route.fetch();
      real = await response.text();
      await route.fulfill({ response, body: real });
    });
    assert.equal(await askStatus(page), 'in-force');
    await context.unroute('**/v1/status');
    const { answer: proof } = JSON.parse(real);
    const flipped = proof.slice(0, 400) + (proof[400] === '0' ? '1' : '0') + proof.slice(401);
    for (const body of [{ result: 'proved', answer: flipped }, { result: 'proved', answer: '8103' }]) {
      await context.route('**/v1/status', (route) => route.fulfill({ json: body }));
      assert.equal(await askStatus(page), 'bad-proof');
      await context.unroute('**/v1/status');
    }
    await page.click('#again');
    await giveFile(page, demo().pdf('111012600003'));
    await context.route('**/v1/status', (route) => route.fulfill({ body: real, contentType: 'application/json' }));
    assert.equal(await askStatus(page), 'bad-proof', 'the answer for another paper');
    await close();
  });

  test('a clock years off changes no verdict, and is told', async () => {
    for (const [years, live, words] of [
      [-7, 'in-force', /clock of this device is wrong/],
      [9, 'in-force', /Either the clock is wrong or the answer is old/],
    ]) {
      const { page, close } = await visit(browser(), `${demo().origin}/verify`, {
        before: (page) => page.clock.setFixedTime(Date.now() + years * YEAR_MS),
      });
      assert.equal(await giveFile(page, demo().pdf('111012600001')), 'sample');
      assert.equal(await page.locator('#clock').count(), years < 0 ? 1 : 0, 'a seal from the future shows a slow clock');
      assert.equal(await askStatus(page), live);
      assert.match(await page.locator('#status').innerText(), words);
      await close();
    }
  });
}

/** The last journey: after it there is no network any more. */
export function stopped({ browser, demo }) {
  test('with the registry stopped the kept page opens, judges, and says that nobody answered', async () => {
    const { page, close } = await visit(browser(), `${demo().origin}/verify`);
    await kept(page);
    await demo().stop();
    await page.reload();
    await page.locator('.ask').waitFor();
    assert.equal(await giveFile(page, demo().pdf('122072600001')), 'sample');
    assert.equal(await askStatus(page), 'no-answer');
    assert.equal(await match(page, false), 'mismatch');
    await close();
  });
}
