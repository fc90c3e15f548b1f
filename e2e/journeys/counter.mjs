// The counter: a registrar registers a birth by hand, start to paper. All but the pages under axe run without script.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import AxeBuilder from '@axe-core/playwright';
import { codeOf } from '../lib/demo.mjs';
import { actNumber, fill, newTicket, openDesk, step, toSign, typeBirth } from '../lib/desk.mjs';

const [FIRST, SECOND, ELSEWHERE] = ['1101-1', '1101-2', '2207-1'];
const LANGS = ['uz-Latn', 'uz-Cyrl', 'ru', 'kaa', 'en'];

/** The journeys of the counter, over a browser and a demo network. */
export function counter({ browser, demo, work }) {
  const desk = (officer, options) => openDesk(browser(), demo(), officer, options);

  test('a birth by hand, without script, from the door to a paper whose code is read back', async () => {
    const { context, page, close } = await desk(FIRST);
    const ticket = await toSign(page, demo().origin, { given: 'Maʼmura', notice: 'E-1' });
    assert.match(await page.locator('.facts').innerText(), /Maʼmura[\s\S]*Uzbekistan[\s\S]*Medical notice/);
    await page.locator('button.big').click();
    assert.equal(page.url(), `${ticket}/qogoz`);
    assert.match(await actNumber(page), /^1110126/);
    await step(page, 'issue');
    const answer = await context.request.get(`${ticket}/qogoz.pdf`);
    assert.equal(answer.headers()['content-type'], 'application/pdf');
    const pdf = join(work(), 'counter.pdf');
    await writeFile(pdf, await answer.body());
    await step(page, 'printed');
    await fill(page, 'code', await codeOf(demo().pdf('111012600001')));
    await step(page, 'compare');
    assert.match(await page.locator('.errs').innerText(), /the code of another paper/);
    await fill(page, 'code', await codeOf(pdf));
    await step(page, 'compare');
    await step(page, 'hand');
    assert.match(await page.locator('.facts').innerText(), /in the holder’s hand/);
    assert.match(await demo().dalolat('verify', pdf), /valid/);
    await page.locator('a[href^="/ish/dalolatnoma/"]').click();
    assert.match(await page.locator('.mar').innerText(), /On the ledger[\s\S]*Certificate\s+in force/);
    assert.match(await page.locator('.facts').innerText(), /What proves this act/);
    await close();
  });

  test('a refusal names each field, and nothing that was typed is lost', async () => {
    const { page, close } = await desk(FIRST);
    await newTicket(page, demo().origin);
    await fill(page, 'child.name.given', 'Maʼmura');
    await fill(page, 'child.born.day', '31');
    await step(page, 'next');
    assert.match(await page.title(), /^Error: /);
    assert.match(await page.locator('.errs').innerText(), /Child, Date of birth: /);
    assert.equal(await page.locator('[name="child.name.given"]').inputValue(), 'Maʼmura');
    assert.equal(await page.locator('[name="child.born.day"]').inputValue(), '31');
    await close();
  });

  test('signed twice at once and again by the back button, an act has one number', async () => {
    const { context, page, close } = await desk(FIRST);
    const ticket = await toSign(page, demo().origin, { given: 'Oyniso', notice: 'E-2' });
    const entry = await page.locator('[name=entry]').inputValue();
    const press = () => context.request.post(`${ticket}/imzo`, { form: { entry }, headers: { origin: demo().origin } });
    const [one, two] = await Promise.all([press(), press()]);
    const statuses = [one.status(), two.status()].sort((a, b) => a - b);
    assert.ok(statuses[0] === 200 && [200, 409].includes(statuses[1]), statuses.join());
    await page.locator('button.big').click();
    const number = await actNumber(page);
    await page.goBack();
    await page.locator('button.big').click().catch(() => page.goto(`${ticket}/qogoz`));
    assert.equal(await actNumber(page), number);
    await close();
  });

  test('two registrars who sign at once get numbers that follow one another', async () => {
    const [left, right] = await Promise.all([desk(FIRST), desk(SECOND)]);
    await toSign(left.page, demo().origin, { given: 'Lola', notice: 'E-3' });
    await toSign(right.page, demo().origin, { given: 'Zulfiya', notice: 'E-4' });
    await Promise.all([left, right].map(({ page }) => page.locator('button.big').click()));
    const numbers = await Promise.all([left, right].map(({ page }) => actNumber(page)));
    assert.equal(Math.abs(Number(numbers[0]) - Number(numbers[1])), 1, numbers.join());
    await Promise.all([left.close(), right.close()]);
  });

  test('of two tabs with one ticket the second is told, and sees what it typed', async () => {
    const { context, page, close } = await desk(FIRST);
    const ticket = await newTicket(page, demo().origin);
    const other = await context.newPage();
    await other.goto(ticket);
    await fill(page, 'child.name.given', 'Lola');
    await step(page, 'save');
    await fill(other, 'child.name.given', 'Nargiza');
    await step(other, 'save');
    assert.match(await other.locator('.errs').innerText(), /changed this ticket meanwhile/);
    assert.equal(await other.locator('[name="child.name.given"]').inputValue(), 'Nargiza');
    await page.goto(ticket);
    assert.equal(await page.locator('[name="child.name.given"]').inputValue(), 'Lola');
    await close();
  });

  test('a colleague goes on with a draft, and another office sees no such ticket', async () => {
    const [mine, theirs, elsewhere] = await Promise.all([desk(FIRST), desk(SECOND), desk(ELSEWHERE)]);
    const ticket = await newTicket(mine.page, demo().origin);
    await typeBirth(mine.page, { given: 'Saodat', notice: 'E-5' });
    await step(mine.page, 'save');
    const refused = await elsewhere.page.goto(ticket);
    assert.equal(refused.status(), 404);
    await theirs.page.goto(ticket);
    await step(theirs.page, 'next');
    assert.equal(theirs.page.url(), `${ticket}/imzo`);
    await Promise.all([mine, theirs, elsewhere].map(({ close }) => close()));
  });

  test('what was changed after it was shown is not signed', async () => {
    const [mine, theirs] = await Promise.all([desk(FIRST), desk(SECOND)]);
    const ticket = await toSign(mine.page, demo().origin, { given: 'Dilbar', notice: 'E-6' });
    await theirs.page.goto(ticket);
    await fill(theirs.page, 'child.name.given', 'Gulbahor');
    await step(theirs.page, 'next');
    await mine.page.locator('button.big').click();
    assert.match(await mine.page.locator('.errs').innerText(), /changed since this page was shown/);
    assert.match(await mine.page.locator('.facts').innerText(), /Gulbahor/);
    await Promise.all([mine.close(), theirs.close()]);
  });

  test('markup and marks of direction in a name are text, and the law of names refuses them', async () => {
    const { page, close } = await desk(FIRST);
    await newTicket(page, demo().origin);
    const name = '<b onclick=x>Lola</b>\u202e';
    await typeBirth(page, { given: name, notice: 'E-7' });
    await step(page, 'next');
    assert.equal(await page.locator('main b[onclick]').count(), 0);
    assert.match(await page.locator('.errs').innerText(), /Child, Given name: /);
    await close();
  });

  test('a form of another site, or of nobody knows where, is refused; without a desk every page leads to the door', async () => {
    const { context, close } = await desk(FIRST);
    const { origin } = demo();
    const post = (headers) => context.request.post(`${origin}/ish/yangi`, { form: {}, headers });
    assert.equal((await post({ origin: 'https://elsewhere.example' })).status(), 403);
    assert.equal((await post({ 'sec-fetch-site': 'cross-site', origin })).status(), 403);
    assert.equal((await post({})).status(), 403);
    for (const path of ['/ish', '/ish/oyna', `/ish/talon/${'0'.repeat(32)}`, `/ish/talon/${'0'.repeat(32)}/qogoz.pdf`]) {
      const answer = await fetch(`${origin}${path}`, { redirect: 'manual' });
      assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/ish/kirish'], path);
    }
    await close();
  });

  test('a desk that is left is closed, and its cookie opens nothing', async () => {
    const { context, page, close } = await desk(FIRST);
    const [{ name, value }] = await context.cookies();
    const cookie = { cookie: `${name}=${value}` };
    const open = () => fetch(`${demo().origin}/ish`, { headers: cookie, redirect: 'manual' });
    assert.equal((await open()).status, 200);
    await page.locator('form[action="/ish/chiqish"] button').click();
    assert.equal(page.url(), `${demo().origin}/ish/kirish`);
    assert.equal((await open()).status, 303);
    await close();
  });

  for (const lang of LANGS) {
    test(`no page of the counter has a fault of access, nor is wider than a phone: ${lang}`, async () => {
      const { context, page, close } = await desk(SECOND, { lang, script: true, viewport: { width: 390, height: 844 } });
      const { origin } = demo();
      const faults = [];
      page.on('console', (message) => faults.push(message.text()));
      const look = async () => {
        const { violations } = await new AxeBuilder({ page }).analyze();
        assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), [], page.url());
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${page.url()} is too wide`);
        assert.equal(await page.evaluate(() => document.documentElement.lang), lang);
      };
      await page.goto(`${origin}/ish/oyna`);
      await look();
      const ticket = await newTicket(page, origin);
      await look();
      await step(page, 'next');
      await look();
      await typeBirth(page, { given: 'Lola', notice: `E-${lang}` });
      await step(page, 'next');
      await look();
      await page.locator('button.big').click();
      await look();
      await step(page, 'issue');
      await step(page, 'printed');
      await look();
      await page.locator('a[href^="/ish/dalolatnoma/"]').click();
      await look();
      await page.goto(`${origin}/ish`);
      await look();
      await context.clearCookies();
      await page.goto(`${origin}/ish/kirish?til=${lang}`);
      await look();
      assert.deepEqual(faults.filter((text) => !text.includes('422')), []);
      assert.ok(ticket.startsWith(origin));
      await close();
    });
  }
}
