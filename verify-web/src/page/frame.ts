/** What stands around every view: cover with languages, place line, and the foot. */

import { all, h, icon, s } from './dom.ts';
import type { Home } from './home.ts';
import { LANGS, type Lang, type Say, type WordKey } from './words.ts';

/** How far the page can do without a line. */
export type Offline = 'no' | 'ready' | 'with-camera';

/** What the frame shows of the page's state. */
export interface FrameState {
  readonly lang: Lang;
  readonly home: Home;
  readonly online: boolean;
  readonly offline: Offline;
  /** Whether the trusted network is one for trials. */
  readonly sample: boolean;
  /** What is beyond the first view; `null` on it. */
  readonly beyond: WordKey | null;
  readonly choose: (lang: Lang) => void;
  readonly back: () => void;
}

/** The cover: name, languages, the tab that opens into the page, the woven band. */
export function cover(say: Say, state: FrameState): HTMLElement {
  const name = all(mark(), h('b', {}, 'Dalolat'), h('span', {}, say('brand.under')));
  const brand = state.home.form === 'served' ? h('a', { class: 'brand', href: '/' }, name) : h('div', { class: 'brand' }, name);
  return h(
    'header',
    { class: state.beyond === null ? 'top in' : 'top' },
    h(
      'div',
      { class: 'wrap' },
      brand,
      languages(say, state),
      h('nav', { class: 'ix', 'aria-label': say('tab.check') }, h('ul', { class: 'edge' }, tab(say, state))),
    ),
    h('div', { class: 'band' }),
  );
}

function mark(): SVGElement {
  return s(
    'svg',
    { viewBox: '0 0 32 38', width: '32', height: '38', 'aria-hidden': 'true' },
    s('path', { d: 'M2 2h28v34H2z', fill: 'none', stroke: '#fff', 'stroke-width': '2.5' }),
    s('path', { d: 'M6.5 10h10M6.5 15h10M6.5 20h10M6.5 25h10', stroke: '#8dbac5', 'stroke-width': '1.5' }),
    s('path', { d: 'M22 2v34', stroke: '#e6a417', 'stroke-width': '1.5' }),
    s('path', { d: 'M22 12.5l4.5 4.5-4.5 4.5-4.5-4.5z', fill: '#e6a417' }),
  );
}

function tab(say: Say, state: FrameState): HTMLElement {
  const words = say('tab.check');
  const inner =
    state.beyond === null
      ? h('span', { 'aria-current': 'page' }, words)
      : h('button', { type: 'button', onclick: state.back }, words);
  return h('li', { class: 'on' }, inner);
}

function languages(say: Say, state: FrameState): HTMLElement {
  const items = LANGS.map(({ lang, name, short }) => {
    const current = lang === state.lang;
    // Style shows one of the two, by the width of the screen; what is shown is also what is read aloud.
    const names = all(h('span', { class: 'l' }, name), h('span', { class: 'k' }, short));
    const pick = { type: 'button', lang, title: name, 'aria-pressed': String(current), onclick: () => state.choose(lang) };
    return h('li', {}, h('button', pick, names));
  });
  return h('ul', { class: 'langs', 'aria-label': say('langs') }, ...items);
}

/** The line that says where one is, and how the line to the world stands. */
export function placeLine(say: Say, state: FrameState): HTMLElement {
  const here =
    state.beyond === null
      ? h('li', { 'aria-current': 'page' }, say('place.check'))
      : all(
          h('li', {}, h('button', { type: 'button', class: 'link', onclick: state.back }, say('place.check'))),
          h('li', { 'aria-current': 'page' }, say(state.beyond)),
        );
  return h(
    'div',
    { class: 'wrap place' },
    h('nav', { 'aria-label': say('place.label') }, h('ol', {}, here)),
    lineState(say, state),
  );
}

const TICK = 'M2 2h12v12H2zM4.500 8.300l2.500 2.500 4.700-5.400';
const NO_LINE = 'M1 6.500a10 10 0 0 1 14 0M4 9.800a5.800 5.800 0 0 1 8 0M8 12.500v1M2.500 1l11 14';

function lineState(say: Say, { home, online, offline }: FrameState): HTMLElement | null {
  if (home.form === 'single') return h('p', { class: 'st ok' }, icon(TICK, 16), h('span', {}, say('file.here')));
  if (!online) return h('p', { class: 'st' }, icon(NO_LINE, 16), h('span', {}, say('offline.now')));
  switch (offline) {
    case 'no':
      return null;
    case 'ready':
      return h('p', { class: 'st ok' }, icon(TICK, 16), h('span', {}, say('offline.ready')));
    case 'with-camera':
      return h('p', { class: 'st ok' }, icon(TICK, 16), h('span', {}, say('offline.camera')));
  }
}

/** The foot. */
export function foot(say: Say, { home, sample }: FrameState): HTMLElement {
  const licences =
    home.form === 'served' && h('p', {}, h('a', { href: '/verify/LICENSES.txt' }, say('foot.licences')));
  return h(
    'footer',
    { class: 'bot' },
    h('div', { class: 'wrap' }, h('p', {}, say('foot.privacy')), sample && h('p', {}, say('foot.sample')), licences),
  );
}
