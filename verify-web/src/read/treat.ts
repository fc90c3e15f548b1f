import type { Pixels } from './types.ts';

/**
 * What is done to a picture before it is looked at. `calm` takes away grain and spreads the contrast: for the dark and
 * for faded print. `sharp` undoes some of a lens that is out of focus. What each of them gains and loses is
 * measured (docs/reading-codes.md), so none of them stands in for `plain`.
 */
export type Treatment = 'plain' | 'calm' | 'sharp';

/** How much of a picture may be darker, or lighter, than what is made black and white. */
const STRETCH_SHARE = 0.02;
/** Neighbours along each axis and their weights: a Gaussian of 0.7 pixels, and one of 1.6. */
const NARROW = [1, 2, 1];
const WIDE = [1, 2, 3, 4, 3, 2, 1];
/** How strongly the difference from the surroundings is added. */
const SHARPEN = 1.5;

/** The picture after a treatment; a treated one is gray. */
export function treated(pixels: Pixels, treatment: Treatment): Pixels {
  switch (treatment) {
    case 'plain':
      return pixels;
    case 'calm':
      return asPixels(pixels, stretch(smooth(grayOf(pixels), pixels.width, NARROW)));
    case 'sharp':
      return asPixels(pixels, sharpen(grayOf(pixels), pixels.width));
    default:
      return treatment satisfies never;
  }
}

/** The gray of each pixel, 0 to 255: luma of Rec. 601 in whole numbers. */
function grayOf({ width, height, data }: Pixels): Uint8Array {
  const gray = new Uint8Array(width * height);
  for (let at = 0; at < gray.length; at += 1) {
    gray[at] = (77 * (data[4 * at] ?? 0) + 150 * (data[4 * at + 1] ?? 0) + 29 * (data[4 * at + 2] ?? 0)) >> 8;
  }
  return gray;
}

function asPixels({ width, height }: Pixels, gray: Uint8Array): Pixels {
  const data = new Uint8ClampedArray(4 * gray.length).fill(255);
  for (let at = 0; at < gray.length; at += 1) data[4 * at] = data[4 * at + 1] = data[4 * at + 2] = gray[at] ?? 0;
  return { width, height, data };
}

/**
 * Weighs each pixel with its neighbours along both axes; beyond the edge the outermost pixel goes on. Works by whole
 * rows, because a frame of a camera has two million pixels and a phone has to keep up.
 */
function smooth(gray: Uint8Array, width: number, weights: readonly number[]): Uint8Array {
  const height = gray.length / width;
  const reach = weights.length >> 1;
  const between = new Uint8Array(gray.length);
  const sums = new Uint16Array(width);
  for (let y = 0; y < height; y += 1) {
    sums.fill(0);
    for (const [part, weight] of weights.entries()) {
      const row = width * Math.min(height - 1, Math.max(0, y + part - reach));
      for (let x = 0; x < width; x += 1) sums[x] = (sums[x] ?? 0) + weight * (gray[row + x] ?? 0);
    }
    averaged(sums, weights, between, y * width);
  }
  const out = new Uint8Array(gray.length);
  for (let y = 0; y < height; y += 1) {
    sums.fill(0);
    for (const [part, weight] of weights.entries()) addShifted(sums, between, y * width, part - reach, weight);
    averaged(sums, weights, out, y * width);
  }
  return out;
}

/** Adds a row, moved sideways, to the sums. */
function addShifted(sums: Uint16Array, from: Uint8Array, row: number, by: number, weight: number): void {
  const width = sums.length;
  const [first, last] = [from[row] ?? 0, from[row + width - 1] ?? 0];
  const [start, end] = [Math.min(width, Math.max(0, -by)), Math.max(0, Math.min(width, width - by))];
  for (let x = 0; x < start; x += 1) sums[x] = (sums[x] ?? 0) + weight * first;
  for (let x = start; x < end; x += 1) sums[x] = (sums[x] ?? 0) + weight * (from[row + x + by] ?? 0);
  for (let x = Math.max(start, end); x < width; x += 1) sums[x] = (sums[x] ?? 0) + weight * last;
}

function averaged(sums: Uint16Array, weights: readonly number[], to: Uint8Array, row: number): void {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  for (let x = 0; x < sums.length; x += 1) to[row + x] = ((sums[x] ?? 0) + total / 2) / total;
}

/** Spreads the darkest and the lightest parts to black and white, in place. */
function stretch(gray: Uint8Array): Uint8Array {
  const counts = new Uint32Array(256);
  for (const value of gray) counts[value] = (counts[value] ?? 0) + 1;
  const share = gray.length * STRETCH_SHARE;
  const [low, high] = [reached(counts, share), reached(counts, gray.length - share)];
  const spread = Uint8ClampedArray.from(counts, (_, value) => ((value - low) * 255) / Math.max(1, high - low));
  for (let at = 0; at < gray.length; at += 1) gray[at] = spread[gray[at] ?? 0] ?? 0;
  return gray;
}

/** The first value up to which at least `count` pixels lie. */
function reached(counts: Uint32Array, count: number): number {
  let sum = 0;
  for (const [value, here] of counts.entries()) {
    sum += here;
    if (sum >= count) return value;
  }
  return 255;
}

function sharpen(gray: Uint8Array, width: number): Uint8Array {
  const soft = smooth(gray, width, WIDE);
  const sharp = new Uint8ClampedArray(gray.length);
  for (let at = 0; at < gray.length; at += 1) {
    const value = gray[at] ?? 0;
    sharp[at] = value + SHARPEN * (value - (soft[at] ?? 0));
  }
  return new Uint8Array(sharp.buffer);
}
