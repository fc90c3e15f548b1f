/**
 * The shapes of the verdicts. Each says by form alone what the words beside it say, so that colour is never needed: the
 * star is earned by a proof that holds and by nothing else.
 */

import { type Child, s } from './dom.ts';

const PETALS = [
  'M60 3L76.6 19.9L71.5 32.3L48.5 32.3L43.4 19.9z',
  'M100.3 19.7L100.1 43.4L87.7 48.5L71.5 32.3L76.6 19.9z',
  'M117 60L100.1 76.6L87.7 71.5L87.7 48.5L100.1 43.4z',
  'M100.3 100.3L76.6 100.1L71.5 87.7L87.7 71.5L100.1 76.6z',
  'M60 117L43.4 100.1L48.5 87.7L71.5 87.7L76.6 100.1z',
  'M19.7 100.3L19.9 76.6L32.3 71.5L48.5 87.7L43.4 100.1z',
  'M3 60L19.9 43.4L32.3 48.5L32.3 71.5L19.9 76.6z',
  'M19.7 19.7L43.4 19.9L48.5 32.3L32.3 48.5L19.9 43.4z',
];
const EIGHT = 'M70.3 35.1L84.9 49.7L84.9 70.3L70.3 84.9L49.7 84.9L35.1 70.3L35.1 49.7L49.7 35.1z';
const HATCH =
  'M4 42 16 30M4 58 32 30M4 74 48 30M4 90 64 30M20 90 80 30M36 90 96 30M52 90 112 30M68 90l48-48M84 90l32-32M100 90l16-16';

/** The name of a shape. */
export type Shape =
  | 'star' // proved, and the person compared
  | 'star-open' // proved, not compared yet
  | 'tick' // in force by its code, values not checked
  | 'slab' // a sample
  | 'half' // a provisional extract
  | 'barred' // no longer in force
  | 'torn' // a code that cannot be read
  | 'cross' // not valid
  | 'pair' // the paper is another one
  | 'question'; // cannot tell

/** Draws a shape, 120 units square. It says nothing to a screen reader: the words do. */
export function shape(name: Shape): SVGElement {
  const size = { viewBox: '0 0 120 120', width: '112', height: '112', 'aria-hidden': 'true', 'data-shape': name };
  return s('svg', size, ...strokes(name));
}

function strokes(name: Shape): Child[] {
  const line = (d: string, width = '6'): SVGElement =>
    s('path', { d, fill: 'none', stroke: 'currentColor', 'stroke-width': width });
  const ring = (attributes: Record<string, string>): SVGElement =>
    s('circle', { cx: '60', cy: '60', r: '48', fill: '#fff', stroke: 'currentColor', ...attributes });
  switch (name) {
    case 'star':
      return [...petals('currentColor', '#fff'), eight('#fff'), line('M48 61l9 9 16-19')];
    case 'star-open':
      return [...petals('none', 'currentColor'), eight('#fff', '5 4')];
    case 'tick':
      return [ring({ 'stroke-width': '5' }), line('M38 61l15 15 29-33', '7')];
    case 'slab':
      return [
        s('path', { d: 'M4 30h112v60H4z', fill: '#fff', stroke: '#0c2b36', 'stroke-width': '4' }),
        s('path', { d: HATCH, stroke: '#e6a417', 'stroke-width': '3' }),
        s('path', { d: 'M10 45h100v30H10z', fill: '#fff' }),
        s('text', { x: '60', y: '67.5', 'text-anchor': 'middle', class: 'slab' }, 'NAMUNA'),
      ];
    case 'half':
      // Half a star and its place still empty: the seal is to come.
      return [
        ...PETALS.slice(4, 8).map((d) => petal(d, 'none', 'currentColor')),
        s('path', { d: EIGHT, fill: '#fff', stroke: 'currentColor', 'stroke-width': '2.5' }),
        line('M60 44v17l11 8', '5'),
        line('M60 3v12M60 105v12M100 20l-8 8M117 60h-12M100 100l-8-8', '3'),
      ];
    case 'barred':
      return [ring({ 'stroke-width': '7' }), line('M28 92 92 28', '7')];
    case 'torn':
      // A square code torn through.
      return [
        s('path', {
          d: 'M12 12h96v38l-14 10-12-12-14 14-14-12-14 14-14-10-14 8z',
          fill: '#fff',
          stroke: 'currentColor',
          'stroke-width': '5',
        }),
        s('path', {
          d: 'M12 78l14-8 14 10 14-14 14 12 14-14 12 12 14-10v42H12z',
          fill: '#fff',
          stroke: 'currentColor',
          'stroke-width': '5',
        }),
        s('path', { d: 'M22 22h16v16H22zM82 22h16v16H82zM22 88h10v10H22zM54 90h8v8h-8zM78 86h14v12H78z', fill: 'currentColor' }),
      ];
    case 'cross':
      // The knot of the thread, cut through.
      return [
        s('path', { d: 'M60 6l54 54-54 54L6 60z', fill: '#fff', stroke: 'currentColor', 'stroke-width': '7' }),
        line('M42 42l36 36M78 42 42 78', '8'),
      ];
    case 'pair':
      return [
        s('path', { d: 'M8 22h46v76H8zM66 22h46v76H66z', fill: '#fff', stroke: 'currentColor', 'stroke-width': '5' }),
        line('M18 40h26M18 54h26M18 68h16M76 40h26M76 54h14M76 68h26', '5'),
        line('M48 112 72 8', '7'),
      ];
    case 'question':
      return [
        ring({ 'stroke-width': '5', 'stroke-dasharray': '13 8' }),
        line('M46 48c0-18 28-18 28 0 0 12-14 11-14 24M60 80v7'),
      ];
  }
}

function petals(fill: string, stroke: string): SVGElement[] {
  return PETALS.map((d) => petal(d, fill, stroke));
}

function petal(d: string, fill: string, stroke: string): SVGElement {
  return s('path', { d, fill, stroke, 'stroke-width': '2', 'stroke-linejoin': 'round' });
}

function eight(fill: string, dash: string | null = null): SVGElement {
  return s('path', { d: EIGHT, fill, stroke: 'currentColor', 'stroke-width': '2.5', 'stroke-dasharray': dash });
}
