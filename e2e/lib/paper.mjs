// A printed page for the camera: drawn here from a text, or printed from a certificate's PDF.
import { codeOf, pageOfPdf } from '../../verify-web/measure/page.mjs';
import { qrSamples } from '../../verify-web/test-read/make-pdf.mjs';

/** A4 at 300 dots an inch. */
const [WIDTH, HEIGHT, DPI] = [2480, 3508, 300];
const MODULE_DOTS = 5;
const MARGIN = 240;
const QUIET_MODULES = 4;

/** @typedef {{ page: import('../../verify-web/measure/scene.mjs').Raster, x: number, y: number, side: number, modules: number }} Paper */

/**
 * A page with a text's code at its foot and grey lines for words. Without a text there is a grey square instead.
 * @returns {Paper}
 */
export function paperOf(text) {
  const gray = new Uint8Array(WIDTH * HEIGHT).fill(250);
  const code = qrSamples(text ?? 'NO CODE', MODULE_DOTS);
  const [left, top] = [WIDTH - MARGIN - 600, HEIGHT - MARGIN - 600];
  for (let line = 0; line < 42; line += 1) drawWords(gray, MARGIN + line * 64, line);
  for (let y = 0; y < code.height; y += 1) {
    const row = text === null ? new Uint8Array(code.width).fill(170) : code.gray.subarray(y * code.width, (y + 1) * code.width);
    gray.set(row, (top + y) * WIDTH + left);
  }
  const modules = code.width / MODULE_DOTS - 2 * QUIET_MODULES;
  return {
    page: { width: WIDTH, height: HEIGHT, gray },
    x: left + code.width / 2, y: top + code.height / 2, side: modules * MODULE_DOTS, modules,
  };
}

/** Bars of the lengths of words; the same on every page. */
function drawWords(gray, top, line) {
  for (let x = MARGIN, word = 0; x < WIDTH - MARGIN - 700; word += 1) {
    const length = 50 + ((line * 37 + word * 53) % 160);
    for (let y = top; y < top + 22; y += 1) gray.fill(60, y * WIDTH + x, y * WIDTH + x + length);
    x += length + 24;
  }
}

/** The page of a certificate's PDF around its code, with the code's text. Needs pdftoppm. */
export async function paperOfPdf(file) {
  return codeOf(await pageOfPdf(file, DPI));
}
