// A visit to the page: a context of its own, what it asked of whom, and what a person would do there.
import assert from 'node:assert/strict';
import AxeBuilder from '@axe-core/playwright';

const PHONE = { width: 390, height: 844 };

/**
 * Opens the page at an address. Everything that it asks for is kept in `requests`, and every word of the console and
 * every fault in `faults`, which a journey ends by finding empty.
 */
export async function visit(browser, address, { lang = 'en', viewport = PHONE, before = null, ...options } = {}) {
  const context = await browser.newContext({ viewport, serviceWorkers: 'allow', ...options });
  await context.addInitScript((chosen) => {
    if (localStorage.getItem('dalolat-lang') === null) localStorage.setItem('dalolat-lang', chosen);
  }, lang);
  const page = await context.newPage();
  const requests = [];
  const faults = [];
  context.on('request', (request) => requests.push({ method: request.method(), url: request.url(), body: request.postData() }));
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
  });
  if (before !== null) await before(page, context);
  await page.goto(address);
  await page.locator('.ask').waitFor();
  return { context, page, requests, faults, close: () => context.close() };
}

/** What the camera is read with where the browser has no decoder of its own. */
export const DECODER = ['/verify/zxing.js', '/verify/zxing.wasm'];

/** Waits until the page says in English that it is kept on the device, the camera too; and what it says is so. */
export async function kept(page) {
  await page.locator('.place .st.ok', { hasText: 'the camera too' }).waitFor({ timeout: 30_000 });
  assert.deepEqual(await keptOf(page, DECODER), DECODER);
}

/** Which of these files are kept on the device. */
export function keptOf(page, paths) {
  return page.evaluate(async (asked) => {
    const found = await Promise.all(asked.map((path) => caches.match(path)));
    return asked.filter((_, at) => found[at] !== undefined);
  }, paths);
}

/** Gives the page a file and waits for the answer. */
export async function giveFile(page, file) {
  await page.setInputFiles('#file', file);
  return answer(page);
}

/** Types or pastes a text and waits for the answer. */
export async function giveText(page, text) {
  await page.fill('#code', text);
  await page.press('#code', 'Enter');
  return answer(page);
}

/** The answer that stands on the page: its verdict, or the problem that was told. */
export async function answer(page) {
  const shown = page.locator('[data-verdict], [data-problem]').first();
  await shown.waitFor({ timeout: 30_000 });
  return (await shown.getAttribute('data-verdict')) ?? (await shown.getAttribute('data-problem'));
}

/** What stands in the answer beside a label's row. */
export async function row(page, id) {
  return (await page.locator(`[data-row="${id}"] dd`).innerText()).trim();
}

/** What stands beside the label of a place: its code, until the lists of places have come. */
export async function place(page, id) {
  await page.locator(`[data-row="${id}"] dd`, { hasText: /\p{L}/u }).waitFor();
  return row(page, id);
}

/** Says whether the paper shows the same. */
export async function match(page, same) {
  await page.click(same ? '#match-yes' : '#match-no');
  return answer(page);
}

/** Asks whether the paper is in force now, and waits for what comes. */
export async function askStatus(page) {
  await page.click('#ask-status');
  const end = page.locator('[data-verdict]:not([data-live="asking"]):not([data-live="not-asked"])');
  await end.waitFor({ timeout: 40_000 });
  return end.getAttribute('data-live');
}

/** Axe's rules for WCAG 2.2 AA and good practice find nothing, and nothing is wider than the screen. */
export async function accessible(page, what) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  assert.deepEqual(found, [], `${what}: axe`);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wider <= 0, `${what}: ${wider} pixels wider than the screen`);
}

/** Nothing left the device but questions for the page's own files. */
export function toldNobody(requests, origin) {
  for (const { method, url } of requests) {
    const told = method === 'GET' && (url.startsWith(`${origin}/verify`) || /^(data|blob):/.test(url));
    assert.ok(told, `${method} ${url}`);
    assert.equal(new URL(url).search, '', url);
  }
}
