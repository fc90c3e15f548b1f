// A printed page as a camera sees it: gray pictures of one byte a pixel, a pinhole camera over a flat page, and what
// spoils a picture. Everything is the same for the same seed.

/** @typedef {{ width: number, height: number, gray: Uint8Array }} Raster */
/**
 * A camera over a page. Lengths are in pixels of the page's picture ("dots") or of the camera's.
 * @typedef {object} View
 * @property {number} width pixels of the camera
 * @property {number} height
 * @property {number} x the dot in the middle of the picture
 * @property {number} y
 * @property {number} scale camera pixels a dot, in the middle
 * @property {number} [roll] degrees around the line of sight
 * @property {number} [tilt] degrees between the page and a page seen straight on
 * @property {number} [samples] samples along each side of a camera pixel; fewer are faster
 * @property {number} [axis] direction of the axis of the tilt, degrees; 0 tilts left and right apart
 */

/** What lies around the page. */
const TABLE_GRAY = 70;
/** The angle of view along the picture's width; phones have 60 to 70 degrees. */
const VIEW_DEGREES = 62;
/** Samples along each side of a camera pixel, where a view says nothing else. */
const SAMPLES_USUAL = 3;

const radians = (degrees) => (degrees * Math.PI) / 180;

/** Reads a picture as pdftoppm -gray writes it (PGM, P5, 8 bits). @returns {Raster} */
export function readPgm(bytes) {
  const head = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(Buffer.from(bytes.subarray(0, 64)).toString('latin1'));
  if (head === null) throw new Error('not a PGM of 8 bits');
  const [width, height] = [Number(head[1]), Number(head[2])];
  return { width, height, gray: new Uint8Array(bytes.subarray(head[0].length, head[0].length + width * height)) };
}

/** Numbers from 0 to 1 in the order of a seed (mulberry32). */
export function random(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Where on the page a camera pixel looks: a pinhole camera, whose distance gives the wanted scale in the middle. The
 * place is written into `to`, because it is asked for millions of times.
 * @param {View} view @returns {(x: number, y: number, to: Float64Array) => void}
 */
function onPage({ width, height, x, y, scale, roll = 0, tilt = 0, axis = 0 }) {
  const focal = width / 2 / Math.tan(radians(VIEW_DEGREES / 2));
  const distance = focal / scale;
  const [sinTilt, cosTilt] = [Math.sin(radians(tilt)), Math.cos(radians(tilt))];
  const [sinAxis, cosAxis] = [Math.sin(radians(axis)), Math.cos(radians(axis))];
  const [sinPage, cosPage] = [Math.sin(radians(axis + roll)), Math.cos(radians(axis + roll))];
  return (atX, atY, to) => {
    const fromX = atX - width / 2;
    const fromY = atY - height / 2;
    const acrossX = fromX * cosAxis + fromY * sinAxis;
    const alongY = fromY * cosAxis - fromX * sinAxis;
    const u = (acrossX * distance) / (focal * cosTilt - acrossX * sinTilt);
    const v = (alongY * (distance + u * sinTilt)) / focal;
    to[0] = x + u * cosPage - v * sinPage;
    to[1] = y + u * sinPage + v * cosPage;
  };
}

/** The gray at a place between dots. */
function between({ width, height, gray }, x, y) {
  const left = Math.floor(x - 0.5);
  const top = Math.floor(y - 0.5);
  if (!(left >= 0 && top >= 0 && left < width - 1 && top < height - 1)) return TABLE_GRAY;
  const right = x - 0.5 - left;
  const down = y - 0.5 - top;
  const at = top * width + left;
  const above = gray[at] * (1 - right) + gray[at + 1] * right;
  const below = gray[at + width] * (1 - right) + gray[at + width + 1] * right;
  return above * (1 - down) + below * down;
}

/** What the camera sees of a page. @param {Raster} page @param {View} view @returns {Raster} */
export function photograph(page, view) {
  const { width, height, samples = SAMPLES_USUAL } = view;
  const place = onPage(view);
  const dot = new Float64Array(2);
  const gray = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let sum = 0;
      for (let part = 0; part < samples * samples; part += 1) {
        place(x + ((part % samples) + 0.5) / samples, y + (Math.floor(part / samples) + 0.5) / samples, dot);
        sum += between(page, dot[0], dot[1]);
      }
      gray[y * width + x] = Math.round(sum / (samples * samples));
    }
  }
  return { width, height, gray };
}

/** Out of focus: a Gaussian of so many pixels. @param {Raster} picture @returns {Raster} */
export function blurred({ width, height, gray }, sigma) {
  if (sigma <= 0) return { width, height, gray };
  const reach = Math.ceil(3 * sigma);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, at) => Math.exp(-((at - reach) ** 2) / (2 * sigma * sigma)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const pass = (from, step, length) => {
    const out = new Float32Array(from.length);
    for (let at = 0; at < from.length; at += 1) {
      const place = Math.floor(at / step) % length;
      let sum = 0;
      for (let part = -reach; part <= reach; part += 1) {
        sum += weights[part + reach] * from[at + (Math.min(length - 1, Math.max(0, place + part)) - place) * step];
      }
      out[at] = sum / total;
    }
    return out;
  };
  return { width, height, gray: Uint8Array.from(pass(pass(gray, 1, width), width, height), Math.round) };
}

/**
 * The light of a room: paper comes out as `white`, ink as a tenth of it and a little, each pixel off by a Gaussian of
 * `noise`. `shadow` is how dark the darker half is, 1 for no shadow; its soft edge runs across the middle.
 * @param {Raster} picture @param {{ white?: number, noise?: number, shadow?: number, seed: number }} light
 * @returns {Raster}
 */
export function lit({ width, height, gray }, { white = 235, noise = 3, shadow = 1, seed }) {
  const next = random(seed);
  const black = 8 + white / 10;
  const out = new Uint8ClampedArray(gray.length);
  for (let at = 0; at < gray.length; at += 1) {
    const across = (at % width) / width + (0.3 * at) / gray.length - 0.65;
    const light = shadow === 1 ? 1 : 1 - (1 - shadow) / (1 + Math.exp(-40 * across));
    const normal = Math.sqrt(-2 * Math.log(next() + 1e-12)) * Math.cos(2 * Math.PI * next());
    out[at] = (black + (gray[at] / 255) * (white - black)) * light + normal * noise;
  }
  return { width, height, gray: new Uint8Array(out.buffer) };
}

/** A copy of a page with a filled circle on it. @param {Raster} page @returns {Raster} */
export function blotted({ width, height, gray }, { x, y, radius, ink = 30 }) {
  const out = new Uint8Array(gray);
  for (let row = Math.max(0, Math.floor(y - radius)); row < Math.min(height, y + radius); row += 1) {
    const half = Math.sqrt(Math.max(0, radius * radius - (row - y) ** 2));
    out.fill(ink, row * width + Math.max(0, Math.ceil(x - half)), row * width + Math.min(width, Math.floor(x + half)));
  }
  return { width, height, gray: out };
}

/**
 * A copy of a page without what lies beyond a cut: `keep(x, y)` is positive on what stays. The dark table is seen
 * there, or what else `fill` says.
 * @param {Raster} page @param {(x: number, y: number) => number} keep @returns {Raster}
 */
export function cut({ width, height, gray }, keep, fill = TABLE_GRAY) {
  const out = new Uint8Array(gray);
  for (let at = 0; at < out.length; at += 1) if (keep(at % width, Math.floor(at / width)) <= 0) out[at] = fill;
  return { width, height, gray: out };
}

/** Gray as four bytes a pixel. @param {Raster} picture */
export function rgba({ width, height, gray }) {
  const data = new Uint8ClampedArray(4 * gray.length).fill(255);
  for (let at = 0; at < gray.length; at += 1) data.fill(gray[at], 4 * at, 4 * at + 3);
  return { width, height, data };
}
