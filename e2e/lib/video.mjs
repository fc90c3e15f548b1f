// Videos for Chromium's camera: a printed page held before it by a hand. Y4M, three seconds that repeat.
import { open } from 'node:fs/promises';
import { cornered } from '../../verify-web/measure/page.mjs';
import { blotted, blurred, lit, photograph } from '../../verify-web/measure/scene.mjs';

const FRAMES = 24;
const FRAMES_A_SECOND = 8;
/** In how many frames the focus comes in. */
const FOCUS_FRAMES = 6;
/** Samples along each side of a pixel: enough for a video. */
const SAMPLES = 2;

/** The camera's pictures, in pixels, and how large a module of the code is in them. */
const SIZES = {
  small: { width: 640, height: 480, pixels: 3.4 },
  large: { width: 1280, height: 720, pixels: 5 },
};

/**
 * What can be held before the camera. `damaged` and `cropped` cannot be read by any decoder, and `no code` is a page
 * without one (made by paperOf(null)); the others can.
 */
const VARIANTS = {
  'clear': {},
  'tilted': { view: { tilt: 32, axis: 25, roll: 12 } },
  'low light': { light: { white: 85, noise: 5 } },
  'damaged': { spoil: (paper) => blotted(paper.page, { x: paper.x, y: paper.y, radius: paper.side * 0.36 }) },
  'cropped': { spoil: (paper) => cornered(paper, 0.3, [-1, -1]) },
  'no code': {},
};

export const VIDEO_SIZES = Object.keys(SIZES);
export const VIDEO_VARIANTS = Object.keys(VARIANTS);

/**
 * Writes a video of a paper.
 * @param {string} file where to
 * @param {import('./paper.mjs').Paper} paper
 * @param {{ size?: keyof SIZES, variant?: keyof VARIANTS, seed?: number }} [options]
 */
export async function makeVideo(file, paper, { size = 'large', variant = 'clear', seed = 1 } = {}) {
  const { width, height, pixels } = SIZES[size];
  const { spoil = ({ page }) => page, view = {}, light = {} } = VARIANTS[variant];
  const page = spoil(paper);
  const scale = (pixels * paper.modules) / paper.side;
  const out = await open(file, 'w');
  try {
    await out.write(`YUV4MPEG2 W${width} H${height} F${FRAMES_A_SECOND}:1 Ip A1:1 C420\n`);
    // Half and half again as many samples of colour, all of them none.
    const colour = Buffer.alloc((width * height) / 2, 128);
    for (let frame = 0; frame < FRAMES; frame += 1) {
      const hand = handAt(frame / FRAMES, paper.side);
      const seen = photograph(page, {
        width, height, scale: scale * hand.nearer, samples: SAMPLES, x: paper.x + hand.x, y: paper.y + hand.y,
        tilt: (view.tilt ?? 4) + hand.tilt, axis: (view.axis ?? 40) + hand.axis, roll: (view.roll ?? 0) + hand.roll,
      });
      const { gray } = lit(blurred(seen, blurAt(frame)), { ...light, seed: seed * 1000 + frame });
      await out.write('FRAME\n');
      await out.write(gray);
      await out.write(colour);
    }
  } finally {
    await out.close();
  }
}

/** A slow hand: its turns are whole ones, so the last frame leads to the first. */
function handAt(turn, side) {
  const wave = (times, phase) => Math.sin(2 * Math.PI * (times * turn + phase));
  return {
    x: side * 0.06 * wave(1, 0), y: side * 0.04 * wave(2, 0.3), nearer: 1 + 0.04 * wave(1, 0.6),
    tilt: 2 * wave(1, 0.2), axis: 15 * wave(1, 0.8), roll: 3 * wave(1, 0.45),
  };
}

/** The focus comes in at the beginning of each turn. */
function blurAt(frame) {
  return frame < FOCUS_FRAMES ? 0.7 + 2.5 * (1 - frame / FOCUS_FRAMES) : 0.7;
}
