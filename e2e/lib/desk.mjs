// What a registrar does at the counter, step by step. People are invented.
import assert from 'node:assert/strict';

/** Opens a desk in a context of its own. Without script unless it is asked for. */
export async function openDesk(browser, demo, officer, { lang = 'en', script = false, viewport = { width: 1280, height: 900 } } = {}) {
  const context = await browser.newContext({ javaScriptEnabled: script, viewport });
  const page = await context.newPage();
  await page.goto(`${demo.origin}/ish/kirish?til=${lang}`);
  await page.locator(`button[name=desk][value="${officer}"]`).click();
  assert.equal(page.url(), `${demo.origin}/ish`);
  return { context, page, close: () => context.close() };
}

/** Takes a new ticket; its address. */
export async function newTicket(page, origin) {
  await page.goto(`${origin}/ish`);
  await page.locator('form[action="/ish/yangi"] button').click();
  return page.url();
}

export const fill = (page, name, value) => page.locator(`[name="${name}"]`).fill(value);
export const step = (page, value) => page.locator(`button[name=step][value="${value}"]`).click();

async function day(page, name, daysAgo) {
  const at = new Date(Date.now() + 5 * 3_600_000 - daysAgo * 86_400_000);
  await fill(page, `${name}.day`, String(at.getUTCDate()));
  await fill(page, `${name}.month`, String(at.getUTCMonth() + 1));
  await fill(page, `${name}.year`, String(at.getUTCFullYear()));
}

/** Types a birth whose father is not entered: as a clerk would, from the notice on the table. */
export async function typeBirth(page, { given, notice }) {
  await fill(page, 'evidence.number', notice);
  await day(page, 'evidence.issued', 2);
  await fill(page, 'evidence.facility', '9-son tugʻruqxona');
  await fill(page, 'evidence.signed_by', 'Rahimova D.');
  await fill(page, 'child.name.surname', 'Joʻraxoʻjayeva');
  await fill(page, 'child.name.given', given);
  await page.locator('[name="child.sex"][value=female]').check();
  await day(page, 'child.born', 3);
  await page.locator('[name="child.place.code"]').selectOption({ index: 1 });
  await fill(page, 'child.citizenship', 'UZ');
  await fill(page, 'mother.name.surname', 'Joʻraxoʻjayeva');
  await fill(page, 'mother.name.given', 'Nilufar');
  await fill(page, 'mother.born.day', '1');
  await fill(page, 'mother.born.month', '2');
  await fill(page, 'mother.born.year', '1998');
  await fill(page, 'mother.document.number', 'AD1234567');
  await page.locator('[name="father.known"][value=no]').check();
}

/** Types a birth and goes as far as the signature. */
export async function toSign(page, origin, birth) {
  const ticket = await newTicket(page, origin);
  await typeBirth(page, birth);
  await step(page, 'next');
  assert.equal(page.url(), `${ticket}/imzo`, await page.locator('main').innerText());
  return ticket;
}

/** The act number that the page of the paper shows. */
export async function actNumber(page) {
  const said = await page.locator('dd.n').innerText();
  return /№ (\d{12})/.exec(said)[1];
}
