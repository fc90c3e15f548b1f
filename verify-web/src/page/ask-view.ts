/** The first view: what can be given to the page, and why its answer can be believed. */

import type { NetworkKey } from '../core/index.ts';
import { toHex } from '../core/bytes.ts';
import type { Problem } from './check.ts';
import { all, type Child, h, icon, s } from './dom.ts';
import type { Home } from './home.ts';
import type { Say } from './words.ts';

/** What the view is told and tells. */
export interface AskState {
  readonly home: Home;
  readonly keys: readonly NetworkKey[];
  /** A file whose keys are used in place of the page's own. */
  readonly keyFile: string | null;
  readonly keyFault: string | null;
  readonly problem: Problem | null;
  readonly typed: string;
  readonly camera: () => void;
  readonly file: (file: File) => void;
  readonly code: (text: string) => void;
  readonly keep: (text: string) => void;
  readonly keyFileChosen: (file: File) => void;
}

const CAMERA = 'M1 4.500h3l1.500-2h5l1.500 2h3V13H1zM8 6a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5';
const PICTURE = 'M1.500 2.500h13v11h-13zM2 12l4-5 3 3.500 2-2 3 3.500';
const WARN = 'M8 1.500 15 14.500H1zM8 6v4.500M8 11.800v1.200';

/** The whole view. */
export function askView(say: Say, state: AskState): DocumentFragment {
  return all(threshold(say, state), h('div', { class: 'wrap' }, h('div', { class: 'two' }, whyBelieve(say, state), aside(say, state))));
}

function threshold(say: Say, state: AskState): HTMLElement {
  return h(
    'div',
    { class: 'sill' },
    h(
      'div',
      { class: 'wrap hero' },
      h(
        'div',
        {},
        h('h1', { tabindex: '-1' }, say('ask.title')),
        h('p', { class: 'lead' }, say('ask.lead')),
        sampleNote(say, state.keys),
        card(say, state),
      ),
      h('figure', {}, paper(say)),
    ),
  );
}

function sampleNote(say: Say, keys: readonly NetworkKey[]): Child {
  const [key] = keys;
  if (key === undefined || keys.some(({ network }) => network.class === 'live')) return null;
  const words = say('ask.sample', { class: say(`class.${key.network.class}`) });
  return h('p', { class: 'sample' }, h('b', {}, 'NAMUNA · ОБРАЗЕЦ · SAMPLE'), ` ${words}`);
}

function card(say: Say, state: AskState): HTMLElement {
  return h(
    'div',
    { class: 'ask' },
    state.problem !== null && problemBox(say, state.problem),
    h(
      'div',
      { class: 'ways' },
      h('button', { type: 'button', class: 'b', id: 'camera', onclick: state.camera }, icon(CAMERA), say('ask.camera')),
      fileWay(say, state),
    ),
    h('p', { class: 'hint' }, say('ask.file.hint')),
    typedForm(say, state),
  );
}

function fileWay(say: Say, state: AskState): DocumentFragment {
  const chosen = (event: Event): void => {
    const input = event.currentTarget;
    if (!(input instanceof HTMLInputElement)) return;
    const file = input.files?.[0];
    input.value = ''; // so that the same file can be chosen again
    if (file !== undefined) state.file(file);
  };
  const accept = 'image/*,application/pdf,.pdf,.txt';
  return all(
    h('input', { type: 'file', id: 'file', class: 'vh', accept, onchange: chosen }),
    h('label', { for: 'file', class: 'b alt' }, icon(PICTURE), say('ask.file')),
  );
}

function typedForm(say: Say, state: AskState): HTMLElement {
  const field = h('textarea', {
    id: 'code',
    name: 'code',
    class: 'code',
    rows: '2',
    maxlength: '16384',
    'aria-describedby': state.problem?.typed === true ? 'code-hint problem' : 'code-hint',
    'aria-invalid': state.problem?.typed === true ? 'true' : null,
    autocomplete: 'off',
    autocapitalize: 'characters',
    spellcheck: 'false',
  });
  field.value = state.typed;
  field.addEventListener('input', () => state.keep(field.value));
  field.addEventListener('keydown', (event) => {
    // A code is one line: Enter asks, as it does in a line of input.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    state.code(field.value);
  });
  const asked = (event: Event): void => {
    event.preventDefault();
    state.code(field.value);
  };
  return h(
    'form',
    { class: state.problem?.typed === true ? 'f bad' : 'f', onsubmit: asked, novalidate: true },
    h('label', { for: 'code' }, say('ask.code')),
    h('span', { class: 'hint', id: 'code-hint' }, say('ask.code.hint')),
    h('div', { class: 'row' }, field, h('button', { class: 'b' }, say('ask.code.go'))),
  );
}

function problemBox(say: Say, { typed, key, gaps }: Problem): HTMLElement {
  return h(
    'div',
    { class: 'errs', role: 'alert', tabindex: '-1', id: 'problem', 'data-problem': key },
    h('h2', {}, icon(WARN, 20), say(typed ? 'problem.typed' : 'problem.title')),
    h('p', {}, say(key, gaps)),
  );
}

function whyBelieve(say: Say, { keys }: AskState): HTMLElement {
  const quorum = keys[0]?.quorum ?? '…';
  const members = keys[0]?.members ?? '…';
  const step = (title: string, text: string, cls: string | null = null): HTMLElement =>
    h('li', { class: cls }, h('h3', {}, title), h('p', {}, text));
  return h(
    'section',
    {},
    h('h2', {}, say('why.title')),
    h(
      'ol',
      { class: 'thread' },
      step(say('why.1'), say('why.1.text')),
      step(say('why.2'), say('why.2.text', { quorum, members })),
      step(say('why.3'), say('why.3.text')),
      step(say('why.4'), say('why.4.text'), 'open'),
    ),
  );
}

function aside(say: Say, state: AskState): HTMLElement {
  return h(
    'div',
    {},
    state.home.form === 'served' &&
      h(
        'section',
        {},
        h('h2', {}, say('take.title')),
        h('p', {}, say('take.text')),
        h('p', {}, h('a', { href: '/verify/single.html', download: 'dalolat-verify.html' }, say('take.link'))),
      ),
    trust(say, state),
  );
}

function trust(say: Say, state: AskState): HTMLElement {
  const chosen = (event: Event): void => {
    const input = event.currentTarget;
    if (!(input instanceof HTMLInputElement)) return;
    const file = input.files?.[0];
    input.value = '';
    if (file !== undefined) state.keyFileChosen(file);
  };
  return h(
    'section',
    { id: 'trust' },
    h('h2', {}, say('trust.title')),
    ...state.keys.map((key) => trusted(say, key)),
    state.keys.length === 0 && h('p', { class: 'note ill', role: 'alert' }, say('trust.none')),
    state.keyFile !== null && h('p', { class: 'note', role: 'status' }, say('trust.added', { name: state.keyFile })),
    state.keyFault !== null && h('p', { class: 'note ill', role: 'alert' }, say('trust.bad', { code: state.keyFault })),
    h('input', { type: 'file', id: 'key-file', class: 'vh', accept: '.json,application/json', onchange: chosen }),
    h('label', { for: 'key-file', class: 'b alt sm' }, say('trust.add')),
    h('p', { class: 's mu' }, say('trust.add.hint')),
  );
}

function trusted(say: Say, key: NetworkKey): HTMLElement {
  const row = (name: string, ...value: Child[]): HTMLElement => h('div', {}, h('dt', {}, name), h('dd', {}, ...value));
  return h(
    'dl',
    { class: 'plain' },
    row(say('trust.network'), say(`class.${key.network.class}`)),
    row(say('trust.agencies'), key.agencies.join(', ')),
    row(say('trust.digest'), h('span', { class: 'm' }, (toHex(key.key).slice(0, 24).match(/.{4}/g) ?? []).join(' '))),
  );
}

/** A drawing of the paper: where the square code stands, and the place of the seal still empty. */
function paper(say: Say): SVGElement {
  const line = (d: string, stroke: string, width: string): SVGElement => s('path', { d, stroke, 'stroke-width': width, fill: 'none' });
  const corner = (x: number, y: number): SVGElement =>
    s('path', { d: `M${x} ${y}h21v21h-21zM${x + 6} ${y + 6}h9v9h-9z`, fill: '#0c2b36', 'fill-rule': 'evenodd' });
  // Squares strewn as in a code, none where its three corners stand.
  const dots = Array.from({ length: 169 }, (_, at) => {
    const [column, row] = [at % 13, Math.floor(at / 13)];
    const free = (column > 4 || row > 4) && (column < 8 || row > 4) && (column > 4 || row < 8);
    const dark = (at * at * 7 + column * 31 + row * row * 13) % 23 < 11;
    return free && dark ? `M${84 + column * 6} ${202 + row * 6}h6v6h-6z` : '';
  });
  return s(
    'svg',
    { viewBox: '0 0 420 330', role: 'img', 'aria-label': say('ask.figure') },
    s('path', { d: 'M44 14h330v302H44z', fill: '#fbf9f4' }),
    line('M52 22h314v286H52z', '#0e5a70', '1'),
    line('M76 52h170', '#0c2b36', '9'),
    line('M80 96h150M80 124h256M80 152h220M80 180h256', '#c9c3b4', '1.5'),
    line('M80 88h96M80 116h170M80 144h120M80 172h140', '#8a8f8c', '5'),
    s('path', { d: dots.join(''), fill: '#0c2b36' }),
    corner(81, 199),
    corner(144, 199),
    corner(81, 262),
    line('M72 190h102v114H72z', '#9a3b26', '3'),
    line('M84 296h78', '#0c2b36', '4'),
    s('circle', { cx: '292', cy: '244', r: '46', fill: 'none', stroke: '#0e5a70', 'stroke-width': '2', 'stroke-dasharray': '5 5' }),
  );
}
