/** The view with the camera's picture. The picture stays on the device; the camera stops with the view. */

import type { Decoder } from '../read/index.ts';
import { nativeDecoder } from '../read/decoder-native.ts';
import { watch } from '../read/camera.ts';
import type { CameraFault, Torch, WatchEnd } from '../read/index.ts';
import { h } from './dom.ts';
import type { Home } from './home.ts';
import type { Say, WordKey } from './words.ts';

/** How the view ends. */
export type CameraEnd =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'fault'; readonly key: WordKey };

/** What the zxing decoder weighs, said to the person before it is loaded. */
const ZXING_SIZE = '1 MB';

function faultWords(fault: CameraFault): WordKey {
  switch (fault) {
    case 'denied':
      return 'camera.denied';
    case 'no-camera':
      return 'camera.none';
    case 'busy':
      return 'camera.busy';
    case 'unsupported':
      return 'camera.unsupported';
  }
}

/** A camera view that is open. */
export interface CameraView {
  readonly element: HTMLElement;
  /** Ends when a code was read, the person stopped, or the camera failed. */
  readonly end: Promise<CameraEnd>;
  /** Stops the camera. */
  stop(): void;
}

/** Opens the view and asks for the camera. */
export function openCamera(say: Say, home: Home): CameraView {
  const stopping = new AbortController();
  const video = h('video', { playsinline: true, muted: true, 'aria-label': say('camera.title') });
  video.muted = true;
  const state = h('p', { role: 'status', class: 'state' }, say('camera.loading'));
  const torch = h('button', { type: 'button', class: 'b alt', hidden: true, 'aria-pressed': 'false' }, say('camera.torch'));
  const element = h(
    'div',
    { class: 'wrap camera' },
    h('h1', { tabindex: '-1' }, say('camera.title')),
    h('p', {}, say('camera.hint')),
    h('div', { class: 'viewfinder' }, video, h('span', { class: 'aim', 'aria-hidden': 'true' })),
    state,
    h(
      'p',
      { class: 'row' },
      h('button', { type: 'button', class: 'b', onclick: () => stopping.abort() }, say('camera.stop')),
      torch,
    ),
  );
  const end = run(say, home, video, state, torch, stopping);
  return { element, end, stop: () => stopping.abort() };
}

async function run(
  say: Say,
  home: Home,
  video: HTMLVideoElement,
  state: HTMLElement,
  torch: HTMLButtonElement,
  stopping: AbortController,
): Promise<CameraEnd> {
  const decoders = await decodersFor(say, home, state);
  if (decoders === 'not-loaded') return { kind: 'fault', key: 'problem.reader' };
  let found: string | null = null;
  const ended = await watch(
    video,
    decoders,
    {
      started: (camera) => {
        state.textContent = say('camera.looking');
        if (camera.torch !== null) offerTorch(torch, camera.torch);
      },
      text: (text) => {
        found = text;
        stopping.abort();
      },
      several: () => {
        state.textContent = say('problem.several');
      },
      other: () => {
        state.textContent = say('camera.other');
      },
    },
    stopping.signal,
  );
  return found === null ? endOf(ended) : { kind: 'text', text: found };
}

function endOf(ended: WatchEnd): CameraEnd {
  switch (ended) {
    case 'stopped':
    case 'hidden':
    case 'ended':
      return { kind: 'stopped' };
    case 'denied':
    case 'no-camera':
    case 'busy':
    case 'unsupported':
      return { kind: 'fault', key: faultWords(ended) };
  }
}

/**
 * The browser's own decoder where there is one. Else the one that has to be loaded, and behind it the small one, which
 * reads torn corners and missing margins that the other does not; a file that came without the large one has the small
 * one alone, and wants the paper flat and near.
 */
async function decodersFor(say: Say, home: Home, state: HTMLElement): Promise<readonly Decoder[] | 'not-loaded'> {
  const native = await nativeDecoder();
  if (native !== null) return [native];
  state.textContent = say('camera.decoder', { size: ZXING_SIZE });
  try {
    const [zxing, { qrDecoder }] = await Promise.all([home.zxing(), home.reader()]);
    return zxing === null ? [qrDecoder] : [zxing, qrDecoder];
  } catch {
    return 'not-loaded';
  }
}

function offerTorch(button: HTMLButtonElement, torch: Torch): void {
  button.hidden = false;
  button.addEventListener('click', () => {
    const on = button.getAttribute('aria-pressed') !== 'true';
    void torch.set(on).then((obeyed) => {
      if (obeyed) button.setAttribute('aria-pressed', String(on));
    });
  });
}
