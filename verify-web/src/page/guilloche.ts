/**
 * The pattern of a certificate, drawn from the opened half of the entry that issued it, as the press draws it on the
 * paper: the same 32 bytes, the same lines. A person compares the two by eye; it proves nothing by itself.
 */

import { s } from './dom.ts';

const TURN = 2 * Math.PI;
const RADIUS = 2000;

/** Where a ring runs and how far it swings, as shares of the radius; its least waves, and how many more there can be. */
const RINGS = [
  { mid: 0.815, swing: 0.175, waves: 18, more: 7, lines: 8 },
  { mid: 0.575, swing: 0.215, waves: 10, more: 6, lines: 8 },
  { mid: 0.335, swing: 0.19, waves: 6, more: 5, lines: 7 },
  { mid: 0.155, swing: 0.11, waves: 4, more: 4, lines: 5 },
] as const;

interface Braid {
  readonly mid: number;
  readonly swing: number;
  readonly waves: number;
  readonly lobes: number;
  readonly depth: number;
  readonly turn: number;
}

function ring(mark: Uint8Array, place: number): Braid {
  const { mid, swing, waves, more } = RINGS[place] ?? RINGS[0];
  const byte = (at: number): number => mark[at] ?? 0;
  const from = 1 + 6 * place;
  return {
    mid: mid * RADIUS,
    swing: swing * RADIUS,
    waves: waves + (byte(from) % more),
    lobes: place % 2 === 0 ? 3 + (byte(0) % 6) : 2 + (byte(from + 1) % 5),
    depth: 0.2 + (byte(from + 2) / 255) * 0.45,
    turn: (byte(from + 3) / 255) * TURN,
  };
}

/** The distance from the centre at an angle, and its derivative. */
function reach(braid: Braid, t: number, phase: number): readonly [number, number] {
  const slow = Math.sin(braid.lobes * t + braid.turn);
  const slowSlope = Math.cos(braid.lobes * t + braid.turn);
  const quick = Math.sin(braid.waves * t + phase);
  const quickSlope = Math.cos(braid.waves * t + phase);
  const full = braid.swing / (1 + braid.depth);
  const swing = full * (1 + braid.depth * slow);
  const swingSlope = full * braid.depth * braid.lobes * slowSlope;
  return [braid.mid + swing * quick, swingSlope * quick + swing * braid.waves * quickSlope];
}

/** One line around the centre, as cubics through the places where its sine turns. */
function line(braid: Braid, phase: number): string {
  const step = Math.PI / braid.waves / (braid.waves < 9 ? 2 : 1);
  const origin = (Math.PI / 2 - phase) / braid.waves;
  const first = Math.ceil((0 - origin) / step);
  const count = Math.round(TURN / step + 1e-9);
  let path = '';
  let last: readonly [number, number] | null = null;
  for (let k = 0; k <= count; k++) {
    const t = origin + (first + k) * step;
    const [r, slope] = reach(braid, t, phase);
    const [sin, cos] = [Math.sin(t), Math.cos(t)];
    const x = RADIUS + r * cos;
    const y = RADIUS + r * sin;
    const dx = ((slope * cos - r * sin) * step) / 3;
    const dy = ((slope * sin + r * cos) * step) / 3;
    if (last === null) path += `M${round(x)} ${round(y)}`;
    else path += `C${round(last[0])} ${round(last[1])} ${round(x - dx)} ${round(y - dy)} ${round(x)} ${round(y)}`;
    last = [x + dx, y + dy];
  }
  return path;
}

function round(n: number): number {
  return Math.round(n);
}

/** Draws the pattern of a mark of 32 bytes. */
export function pattern(mark: Uint8Array): SVGElement {
  const rings = RINGS.map(({ lines }, place) => {
    const braid = ring(mark, place);
    const d = Array.from({ length: lines }, (_, at) => line(braid, (TURN * at) / lines)).join('');
    return s('path', { d, stroke: place % 2 === 0 ? '#0e5a70' : '#9a3b26', 'stroke-width': '14' });
  });
  const size = { viewBox: '-20 -20 4040 4040', width: '132', height: '132', 'aria-hidden': 'true', class: 'pattern' };
  return s('svg', size, s('g', { fill: 'none' }, ...rings));
}
