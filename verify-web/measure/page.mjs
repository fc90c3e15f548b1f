// The printed page of a certificate and the place of its code.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { zxingBytes } from '../test-read/load.mjs';
import { cut, readPgm, rgba } from './scene.mjs';

/** Fine enough that a module of a code is ten dots and more. */
export const DPI = 600;
/** How much of the page around a code is kept, in sides of the code. */
const AROUND = 1.5;

const run = promisify(execFile);

/** The first page of a PDF as a printer would print it, by poppler's pdftoppm. */
export async function pageOfPdf(file, dpi = DPI) {
  const { stdout } = await run('pdftoppm', ['-r', String(dpi), '-gray', '-f', '1', '-l', '1', file], { encoding: 'buffer', maxBuffer: 256 * 1024 * 1024 });
  return readPgm(stdout);
}

/**
 * The code on a page: its text, the middle, its side without the quiet zone, how many modules that is, and the
 * picture of the page around it with these places.
 */
export async function codeOf(page) {
  await prepareZXingModule({ overrides: { wasmBinary: await zxingBytes() }, fireImmediately: true });
  const [found] = await readBarcodes({ ...rgba(page), colorSpace: 'srgb' }, { formats: ['QRCode'], textMode: 'Plain' });
  if (found === undefined) throw new Error('no code on the page');
  const corners = [found.position.topLeft, found.position.topRight, found.position.bottomRight, found.position.bottomLeft];
  const [x, y] = ['x', 'y'].map((key) => corners.reduce((sum, corner) => sum + corner[key], 0) / 4);
  const side = Math.hypot(corners[1].x - corners[0].x, corners[1].y - corners[0].y);
  const modules = 17 + 4 * Number(found.version);
  return { text: found.text, modules, side, ...around(page, x, y, side) };
}

function around(page, x, y, side) {
  const [left, top] = [Math.max(0, Math.floor(x - AROUND * side)), Math.max(0, Math.floor(y - AROUND * side))];
  const width = Math.min(page.width - left, Math.ceil(2 * AROUND * side));
  const height = Math.min(page.height - top, Math.ceil(2 * AROUND * side));
  const gray = new Uint8Array(width * height);
  for (let row = 0; row < height; row += 1) {
    gray.set(page.gray.subarray((top + row) * page.width + left, (top + row) * page.width + left + width), row * width);
  }
  return { page: { width, height, gray }, x: x - left, y: y - top };
}

/** A code with so many modules of its quiet zone left on every side. */
export function trimmed({ page, x, y, side, modules }, quiet) {
  const half = side / 2 + (quiet * side) / modules;
  return cut(page, (atX, atY) => half - Math.max(Math.abs(atX - x), Math.abs(atY - y)));
}

/** A code without a corner: a triangle whose legs are `share` of the code's side, and what lies beyond it. */
export function cornered({ page, x, y, side }, share, [towardsX, towardsY], fill = undefined) {
  return cut(page, (atX, atY) => side * (1 - share) - ((atX - x) * towardsX + (atY - y) * towardsY), fill);
}
