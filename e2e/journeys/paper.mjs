// What a person has in hand: a PDF, a photo, a text. And what the page makes of it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { codeOf } from '../lib/demo.mjs';
import { accessible, answer, giveFile, giveText, match, place, row, toldNobody, visit } from '../lib/visit.mjs';

const run = promisify(execFile);
const LANGS = ['uz-Latn', 'uz-Cyrl', 'ru', 'kaa-Latn', 'en'];
const vectors = JSON.parse(await readFile(new URL('../../testdata/proofs-1.json', import.meta.url), 'utf8'));
const live = vectors.proofs.find(({ note }) => note === 'of the register');

/** The journeys of papers, over a browser and a demo network. */
export function paper({ browser, demo, work }) {
  test('a newcomer drops the PDF of a sample, sees its values and that nothing left the device', async () => {
    const { page, requests, faults, close } = await visit(browser(), `${demo().origin}/verify`);
    assert.equal(await giveFile(page, demo().pdf('111012600001')), 'sample');
    assert.equal(await row(page, 'child'), 'Toʻraqulova\nOʻgʻiloy Eʼzoz qizi');
    assert.match(await row(page, 'birth.date'), /^14\.11\.2026/);
    assert.equal(await place(page, 'birth.place'), 'Tashkent City, Chilanzar District');
    assert.equal(await row(page, 'father'), 'Toʻraqulov Eʼzoz Yoʻldosh oʻgʻli');
    assert.match(await row(page, 'act.number'), /№ 1 1101 26 00001/);
    assert.equal(await match(page, true), 'sample', 'a sample stays one, whatever the paper shows');
    assert.equal(await page.locator('[data-shape="slab"]').count(), 1);
    toldNobody(requests, demo().origin);
    assert.deepEqual(faults, []);
    await close();
  });

  test('every certificate of the demo is a sample whose values stand on its paper', async () => {
    const { page, close } = await visit(browser(), `${demo().origin}/verify`);
    let compared = 0;
    for (const name of demo().certificates) {
      const pdf = join(demo().data, 'certificates', name);
      assert.equal(await giveFile(page, pdf), 'sample', name);
      // Where a line breaks at a hyphen, pdftotext leaves the hyphen out.
      const whole = (text) => text.replace(/[\s-]/g, '');
      const printed = whole((await run('pdftotext', [pdf, '-'], { maxBuffer: 1 << 24 })).stdout);
      for (const id of ['father', 'mother']) {
        const value = await row(page, id);
        if (value.startsWith('—') || value.startsWith('not in the code')) continue;
        for (const word of value.split(' ')) assert.ok(printed.includes(whole(word)), `${name}: ${id}`);
        compared += 1;
      }
      for (const word of (await row(page, 'child')).split(/\s+/)) assert.ok(printed.includes(whole(word)), `${name}: child`);
      await page.click('#again');
    }
    assert.ok(compared >= 20, `${compared} parents compared`);
    await close();
  });

  test('a paper of the register is genuine once the person has compared it, and another one when it differs', async () => {
    const { page, close } = await visit(browser(), `${demo().origin}/verify`);
    await page.setInputFiles('#key-file', await keyFile(work()));
    await page.locator('#trust [role="status"]').waitFor();
    assert.equal(await giveText(page, live.text), 'valid');
    assert.equal(await page.locator('[data-shape]').getAttribute('data-shape'), 'star-open', 'the star is not earned yet');
    assert.equal(await match(page, false), 'mismatch');
    assert.equal(await page.locator('[data-shape]').getAttribute('data-shape'), 'pair');
    await page.click('.match .link');
    assert.equal(await match(page, true), 'valid');
    assert.equal(await page.locator('[data-shape]').getAttribute('data-shape'), 'star');
    await close();
  });

  test('each verdict has words and a shape of its own, in every language, on a phone and for axe', async () => {
    const cases = [
      ['valid', 'star-open', live.text],
      ['provisional', 'half', vectors.verdicts.find(({ verdict }) => verdict === 'cannot-tell.provisional').text],
      ['unknown', 'question', 'DALZ:'],
      ['damaged', 'torn', `DAL1:${'A'.repeat(40)}`],
      ['not-valid', 'cross', vectors.verdicts.find(({ verdict }) => verdict === 'not-valid.network').text],
      ['sample', 'slab', await codeOf(demo().pdf('111012600001'))],
    ];
    for (const lang of LANGS) {
      const viewport = { width: lang === 'ru' ? 320 : 390, height: 844 };
      const { page, faults, close } = await visit(browser(), `${demo().origin}/verify`, { lang, viewport });
      await page.setInputFiles('#key-file', await keyFile(work(), JSON.parse(await readFile(join(demo().data, 'network-key.json'), 'utf8'))));
      await page.locator('#trust [role="status"]').waitFor();
      await accessible(page, `${lang}: the first view`);
      const seen = new Set();
      for (const [verdict, shape, text] of cases) {
        assert.equal(await giveText(page, text), verdict, lang);
        assert.equal(await page.locator('[data-shape]').getAttribute('data-shape'), shape, lang);
        seen.add(await page.locator('main h1').innerText());
        assert.equal(await page.getAttribute('html', 'lang'), lang);
        await accessible(page, `${lang}: ${verdict}`);
        await page.click('#again');
      }
      assert.equal(seen.size, cases.length, `${lang}: ${[...seen].join(', ')}`);
      assert.deepEqual(faults, []);
      await close();
    }
  });

  test('a code of another network is not valid under this one, and cannot be judged where its key is not known', async () => {
    const { page, close } = await visit(browser(), `${demo().origin}/verify`);
    assert.equal(await giveText(page, live.text), 'unknown', 'the key of another register');
    assert.match(await page.locator('.facts').innerText(), /network key 9/);
    await page.click('#again');
    // The same code, judged by a network that has given the same number to another key.
    const own = JSON.parse(await readFile(join(demo().data, 'network-key.json'), 'utf8'));
    await page.setInputFiles('#key-file', await keyFile(work(), { ...own, key_id: 9 }, true));
    await page.locator('#trust [role="status"]').waitFor();
    assert.equal(await giveText(page, live.text), 'not-valid');
    await close();
  });

  test('files that are no certificates are told apart, and each says what to do', async () => {
    const { page, close } = await visit(browser(), `${demo().origin}/verify`);
    for (const [file, problem] of await badFiles(demo(), work())) {
      await page.setInputFiles('#file', file);
      const told = page.locator('[data-problem], [data-verdict]').first();
      await told.waitFor({ timeout: 30_000 });
      await page.waitForFunction((wanted) => document.querySelector('[data-problem]')?.dataset.problem === wanted, problem, { timeout: 30_000 }).catch(() => undefined);
      assert.equal(await answer(page), problem, file);
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'problem', 'the reader is led to it');
    }
    await close();
  });

  test('a code put together from two papers is not valid', async () => {
    const { page, close } = await visit(browser(), `${demo().origin}/verify`);
    const other = await codeOf(demo().pdf('111012600002'));
    assert.equal(await giveFile(page, await withKeyword(demo().pdf('111012600001'), other, work())), 'not-valid');
    assert.match(await page.locator('.verdict').innerText(), /put together from two/);
    await close();
  });

  test('typed codes with a slip are told where it is', async () => {
    const { page, close } = await visit(browser(), `${demo().origin}/verify`);
    for (const [typed, problem] of [
      ['', 'problem.empty'],
      ['1R4P-K2DH', 'problem.length'],
      ['0004-1061-050R-3GG2-8A1C-60T3-GF5U', 'problem.character'],
      ['0004-1061-050R-3GG2-8A1C-60T3-GF5F', 'problem.check'],
    ]) {
      await page.fill('#code', typed);
      await page.press('#code', 'Enter');
      await page.locator(`[data-problem="${problem}"]`).waitFor();
      assert.equal(await page.inputValue('#code'), typed, 'what was typed is kept');
    }
    await close();
  });
}

/** A key file with the keys of the vectors, and another key where one is given. */
async function keyFile(work, more = null, alone = false) {
  const file = join(work, `keys-${Math.random().toString(36).slice(2)}.json`);
  await writeFile(file, JSON.stringify([...(alone ? [] : JSON.parse(vectors.keys)), ...(more === null ? [] : [more])]));
  return file;
}

async function badFiles(demo, work) {
  const at = (name) => join(work, name);
  const pdf = demo.pdf('111012600001');
  await run('qpdf', ['--encrypt', 'secret', 'secret', '256', '--', pdf, at('locked.pdf')]);
  const bytes = await readFile(pdf);
  await writeFile(at('cut.pdf'), bytes.subarray(0, 900));
  await writeFile(at('note.docx'), Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0]));
  await writeFile(at('large.pdf'), Buffer.concat([bytes, Buffer.alloc(17 * 1024 * 1024)]));
  await run('qpdf', ['--empty', '--pages', pdf, '1', demo.pdf('111012600002'), '1', '--', at('two.pdf')]);
  await run('pdftoppm', ['-r', '60', '-png', '-singlefile', '-H', '200', pdf, at('no-code')]);
  return [
    [at('locked.pdf'), 'problem.encrypted'],
    [at('cut.pdf'), 'problem.broken'],
    [at('note.docx'), 'problem.kind'],
    [at('large.pdf'), 'problem.too-large'],
    [at('two.pdf'), 'problem.several'],
    [at('no-code.png'), 'problem.no-code'],
  ];
}

/** The PDF with another text in its keywords. */
async function withKeyword(pdf, keyword, work) {
  const [plain, changed] = [join(work, 'plain.json'), join(work, 'differs.pdf')];
  await run('qpdf', ['--json-output', '--json-stream-data=inline', pdf, plain], { maxBuffer: 1 << 26 });
  const document = JSON.parse(await readFile(plain, 'utf8'));
  let put = 0;
  for (const value of Object.values(document.qpdf[1])) {
    if (value.value?.['/Keywords'] === undefined) continue;
    value.value['/Keywords'] = `u:${keyword}`;
    put += 1;
  }
  assert.equal(put, 1, 'one document information with keywords');
  await writeFile(plain, JSON.stringify(document));
  await run('qpdf', ['--json-input', plain, changed]);
  return changed;
}
