// What the page makes of a file beside its code: the values that the code has no room for.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { loadPage } from './load.mjs';

const { checkFile, decodeBase45, profileOf, readKeyFile } = await loadPage();
const vectors = JSON.parse(await readFile(new URL('../../testdata/proofs-3.json', import.meta.url), 'utf8'));
const { keys } = readKeyFile(new TextEncoder().encode(vectors.keys));
const found = (document, profile) => vectors.proofs.find((one) => one.document === document && one.profile === profile && one.note.includes(', demo,'));
const bytes = ({ text }) => decodeBase45(text.slice(5), 8192);

/** What comes of a PDF with a code and an attachment. */
function checked(code, attachment) {
  const read = { kind: 'read', keyword: code, attachment, codes: [code], otherCodes: 0, unread: 0, pages: 1 };
  const home = { reader: async () => ({ readPdf: async () => read, qrDecoder: null }) };
  return checkFile(new Blob(['%PDF-1.7']), home, null, keys);
}

test('the values that a code has no room for are those of the attachment, where it is of the same paper', async () => {
  for (const document of [12, 13, 14, 15, 16, 17, 18, 19, 20]) {
    const [full, none] = [found(document, 'full'), found(document, 'none')];
    const outcome = await checked(none.text, bytes(full));
    assert.equal(outcome.attached, true, `${document}`);
    assert.equal(profileOf(outcome.verdict.proof), 'full', `${document}`);
    assert.equal(outcome.text, none.text, 'the code stays the one that was read');
  }
});

test('an attachment of another paper, a changed or a smaller one is left', async () => {
  const [full, none, other] = [found(13, 'full'), found(13, 'none'), found(14, 'full')];
  const changed = bytes(full);
  changed[60] ^= 1;
  for (const attachment of [bytes(other), changed, bytes(none), new Uint8Array(9000), new Uint8Array(0), null]) {
    const outcome = await checked(none.text, attachment);
    assert.equal(outcome.attached, false);
    assert.equal(outcome.verdict.conclusion, 'valid');
    assert.equal(profileOf(outcome.verdict.proof), 'none');
  }
  const whole = await checked(full.text, bytes(none));
  assert.equal(profileOf(whole.verdict.proof), 'full');
});

test('the attachment alone is judged as what its network is', async () => {
  const home = { reader: async () => null };
  for (const network of ['live', 'practice', 'demo']) {
    const vector = vectors.proofs.find((one) => one.document === 12 && one.note.includes(`, ${network},`) && one.profile === 'full');
    const outcome = await checkFile(new Blob([bytes(vector)]), home, null, keys);
    assert.equal(outcome.verdict.code, 'valid', network);
    assert.equal(outcome.verdict.prefix, network === 'live' ? 'DAL1' : 'DALX', network);
  }
  const nothing = await checkFile(new Blob([Uint8Array.of(0x95, 1, 2)]), home, null, keys);
  assert.equal(nothing.key, 'problem.kind');
});
