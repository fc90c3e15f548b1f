// Gray pictures as BMP files, which browsers open and which need no compression (BITMAPINFOHEADER, 8 bits, from the top).

const FILE_HEADER = 14;
const INFO_HEADER = 40;
const PALETTE = 256 * 4;

/** @param {import('../../verify-web/measure/scene.mjs').Raster} picture */
export function bitmapOf({ width, height, gray }) {
  const rowBytes = Math.ceil(width / 4) * 4;
  const start = FILE_HEADER + INFO_HEADER + PALETTE;
  const bytes = Buffer.alloc(start + rowBytes * height);
  bytes.write('BM', 0, 'latin1');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(start, 10);
  bytes.writeUInt32LE(INFO_HEADER, 14);
  bytes.writeInt32LE(width, 18);
  // A negative height says that the first row is the top one.
  bytes.writeInt32LE(-height, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(8, 28);
  for (let value = 0; value < 256; value += 1) bytes.fill(value, FILE_HEADER + INFO_HEADER + 4 * value, FILE_HEADER + INFO_HEADER + 4 * value + 3);
  for (let row = 0; row < height; row += 1) bytes.set(gray.subarray(row * width, (row + 1) * width), start + row * rowBytes);
  return bytes;
}
