// Which sizes, angles and faults of a photographed code are read, by ZXing, by ZXing with the treatments that a
// camera's frames and a photograph get, and by the small decoder.
//
//     node measure/read-matrix.mjs FOLDER-OF-CERTIFICATES [WORD] > table.md
//
// Takes up to six certificates of a folder, those with the smallest and the largest codes among them. Needs pdftoppm.
// With a word, only the series that have it in their name.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { loadRead, zxingBytes } from '../test-read/load.mjs';
import { DPI, codeOf, cornered, pageOfPdf, trimmed } from './page.mjs';
import { blotted, blurred, lit, photograph, rgba } from './scene.mjs';

const CODES = 6;
/** Pixels a module where something else than the size is measured. */
const USUAL = 4;
const WHITE = 240;
/** What is tried where a picture is not read as it is. */
const TREATMENTS = ['calm', 'sharp'];
/** The softness of any lens, in pixels. */
const LENS = 0.6;

/** One picture to make: how the page is spoilt, how the camera stands, how far out of focus, in which light. */
const plain = { spoil: (code) => code.page, fade: [255, 0], view: {}, pixels: USUAL, blur: LENS, light: {} };

const series = [
  ['pixels a module', [1.5, 2, 2.5, 3, 3.5, 4, 6, 8, 10].map((pixels) => [`${pixels}`, { pixels }])],
  ['turned, degrees', [0, 5, 10, 20, 30, 45, 90, 180].map((roll) => [`${roll}`, { view: { roll } }])],
  ['tilted, degrees', [0, 10, 20, 30, 40, 50, 60].map((tilt) => [`${tilt}`, { view: { tilt, axis: 20 } }])],
  ['tilted 30, turned 20, pixels a module', [2.5, 3, 4, 6].map((pixels) => [`${pixels}`, { pixels, view: { tilt: 30, roll: 20, axis: 60 } }])],
  ['out of focus, in modules', [0.15, 0.3, 0.4, 0.5, 0.6, 0.75].map((blur) => [`${blur}`, { blur: blur * USUAL }])],
  ['dark: paper of 255 / noise', [[120, 4], [80, 6], [50, 6], [50, 10], [30, 6], [30, 10]].map(([white, noise]) => [`${white}/${noise}`, { light: { white, noise } }])],
  ['faded: gray of paper / ink', [[240, 120], [230, 180], [220, 200], [215, 205]].map((fade) => [fade.join('/'), { fade }])],
  ['half in shadow, its light', [0.7, 0.5, 0.35, 0.2].map((shadow) => [`${shadow}`, { light: { shadow } }])],
  ['quiet zone left, modules', [4, 3, 2, 1, 0].map((quiet) => [`${quiet}`, { spoil: (code) => trimmed(code, quiet) }])],
  ['corner at a square mark torn off, dark table, % of side', torn([1, 3, 5, 10], [-1, -1])],
  ['the same on a white table', torn([1, 3, 5, 10, 15], [-1, -1], WHITE)],
  ['the corner without a mark torn off, % of side', torn([10, 30, 50, 60], [1, 1])],
  ['dark blot, % of the code', [2, 5, 10, 12, 15, 20, 25].map((share) => [`${share}`, { spoil: (code) => spot(code, share, 30) }])],
  ['white blot, % of the code', [2, 5, 10, 12, 15, 20, 25].map((share) => [`${share}`, { spoil: (code) => spot(code, share, 255) }])],
];

function torn(shares, corner, fill) {
  return shares.map((share) => [`${share}`, { spoil: (code) => cornered(code, share / 100, corner, fill) }]);
}

function spot({ page, x, y, side }, share, ink) {
  return blotted(page, { x: x + side * 0.1, y: y + side * 0.06, radius: side * Math.sqrt(share / 100 / Math.PI), ink });
}

function picture(code, change, seed) {
  const { spoil, fade: [paper, ink], view, pixels, blur, light } = { ...plain, ...change };
  const scale = (pixels * code.modules) / code.side;
  // The frame of a camera; where the code needs more, as large as it needs.
  const [width, height] = [Math.max(1280, pixels * 130), Math.max(960, pixels * 130)].map(Math.round);
  const seen = photograph(spoil(code), { width, height, x: code.x + 3, y: code.y - 2, scale, ...view });
  const faded = { ...seen, gray: seen.gray.map((value) => ink + ((paper - ink) * value) / 255) };
  return rgba(lit(blurred(faded, blur), { ...light, seed }));
}

async function codes(folder) {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.pdf')).sort();
  const all = [];
  for (const name of files) all.push(await codeOf(await pageOfPdf(join(folder, name))));
  all.sort((one, other) => one.text.length - other.text.length);
  return Array.from({ length: Math.min(CODES, all.length) }, (_, at) => all[Math.round((at * (all.length - 1)) / Math.max(1, CODES - 1))]);
}

const [, , folder, word = ''] = process.argv;
if (folder === undefined) throw new Error('usage: read-matrix.mjs FOLDER-OF-CERTIFICATES [WORD]');
const { reader, qrDecoder, treated } = await loadRead();
const zxing = reader({ wasm: zxingBytes });
const times = { zxing: [], qr: [] };

async function reads(decoder, pixels, code) {
  const began = performance.now();
  const texts = await decoder.decode(pixels);
  times[decoder.name].push(performance.now() - began);
  if (texts.some((text) => text !== code.text)) throw new Error(`${decoder.name} read another text`);
  return texts.includes(code.text);
}

async function readsTreated(pixels, code) {
  for (const treatment of TREATMENTS) if (await reads(zxing, treated(pixels, treatment), code)) return true;
  return false;
}

const taken = await codes(folder);
console.log(`| code | ${taken.map((_, at) => at + 1).join(' | ')} |\n| --- |${' --- |'.repeat(taken.length)}`);
console.log(`| characters | ${taken.map(({ text }) => text.length).join(' | ')} |`);
console.log(`| modules a side | ${taken.map(({ modules }) => modules).join(' | ')} |`);
console.log(`| a module, mm | ${taken.map(({ modules, side }) => ((side / modules / DPI) * 25.4).toFixed(2)).join(' | ')} |\n`);
console.log('| what | at | ZXing | treated | small |\n| --- | --- | --- | --- | --- |');
for (const [what, steps] of series.filter(([name]) => name.includes(word))) {
  for (const [step, change] of steps) {
    const read = [0, 0, 0];
    for (const [at, code] of taken.entries()) {
      const pixels = picture(code, change, 1000 + at);
      const isPlain = await reads(zxing, pixels, code);
      const isTreated = isPlain || (await readsTreated(pixels, code));
      const isSmall = await reads(qrDecoder, pixels, code);
      for (const [column, is] of [isPlain, isTreated, isSmall].entries()) if (is) read[column] += 1;
    }
    console.log(`| ${what} | ${step} | ${read.join(' | ')} |`);
  }
}
for (const [name, list] of Object.entries(times)) {
  list.sort((one, other) => one - other);
  console.log(`\n${name}: ${list[list.length >> 1].toFixed(0)} ms in the middle, ${list.at(-1).toFixed(0)} ms at most, of ${list.length} looks.`);
}
