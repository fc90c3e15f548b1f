import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadRead } from './load.mjs';

const { agree, isProofText, claimedPixels } = await loadRead();
const [one, two] = ['DAL1:A', 'DAL1:B'];

test('code and keyword come together as the format says', () => {
  const cases = [
    [one, [one], 0, { kind: 'text', text: one, from: 'both' }],
    [one, [one], 1, { kind: 'text', text: one, from: 'both' }],
    [one, [], 2, { kind: 'text', text: one, from: 'keyword-only' }],
    [null, [one], 2, { kind: 'text', text: one, from: 'code-only' }],
    [one, [two], 0, { kind: 'differ' }],
    [one, [one, two], 0, { kind: 'several' }],
    [null, [one, two], 0, { kind: 'several' }],
    [null, [], 0, { kind: 'none', other: false }],
    [null, [], 1, { kind: 'none', other: true }],
  ];
  for (const [keyword, codes, otherCodes, agreed] of cases) assert.deepEqual(agree({ keyword, codes, otherCodes }), agreed);
});

test('a text of a proof begins with DAL, a letter or digit, and a colon', () => {
  for (const text of ['DAL1:', 'DALX:A', 'DALP: ', 'DAL2:Z', 'DALz:']) assert.equal(isProofText(text), true, text);
  for (const text of ['', 'DAL', 'DAL:', 'DAL-:A', 'dal1:A', ' DAL1:A', 'DAL11:']) assert.equal(isProofText(text), false, text);
});

test('a picture tells its size before it is opened', () => {
  const png = Buffer.alloc(33);
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(png);
  png.writeUInt32BE(60_000, 16);
  png.writeUInt32BE(50_000, 20);
  assert.equal(claimedPixels(png), 3_000_000_000);
  const jpeg = Buffer.from('ffd8ffe000040000ffc200110807d00bb8030122', 'hex');
  assert.equal(claimedPixels(jpeg), 2000 * 3000);
  assert.equal(claimedPixels(Buffer.from('ffd8ffc400040000ffd9', 'hex')), null);
  for (const size of [0, 1, 3, 23]) assert.equal(claimedPixels(png.subarray(0, size)), null);
});
