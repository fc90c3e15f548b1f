/** The page: one state, drawn anew when it changes. Nothing of a certificate is kept, put in an address or sent. */

import { readKeyFile, type NetworkKey, warm } from '../core/index.ts';
import type { Decoder } from '../read/index.ts';
import { nativeDecoder } from '../read/decoder-native.ts';
import { answerView } from './answer-view.ts';
import { askView } from './ask-view.ts';
import { openCamera, type CameraView } from './camera-view.ts';
import { checkFile, checkTyped, judge, type Outcome, type Problem } from './check.ts';
import { all, h } from './dom.ts';
import { cover, foot, type FrameState, type Offline, placeLine } from './frame.ts';
import type { Home } from './home.ts';
import { askStatus, type Live } from './live.ts';
import type { PlaceNames } from './places.ts';
import type { Match } from './verdict.ts';
import { type Lang, preferred, readLang, sayIn, type Say, type WordKey, type Words } from './words.ts';

type View =
  | { readonly kind: 'ask'; readonly problem: Problem | null }
  | { readonly kind: 'busy' }
  | { readonly kind: 'camera'; readonly camera: CameraView }
  | { readonly kind: 'answer'; readonly outcome: Exclude<Outcome, Problem>; readonly match: Match; readonly live: Live | 'asking' | null };

/** Where the focus can stand. */
const STOPS = 'a[href], button, input, textarea, summary, main h1';
const KEY_FILE_BYTES_MAX = 262_144;
const LANG_KEPT = 'dalolat-lang';

/** The page over its home. */
export class App {
  private lang: Lang;
  /** The language that was chosen last; its words may still be on the way. */
  private chosen: Lang;
  private words: Words;
  private keys: readonly NetworkKey[] = [];
  private keyFile: string | null = null;
  private keyFault: string | null = null;
  private places: PlaceNames = new Map();
  private native: Decoder | null = null;
  private offline: Offline = 'no';
  private typed = '';
  private view: View = { kind: 'ask', problem: null };
  /** Counts what was begun, so that a late answer to something left behind is dropped. */
  private turn = 0;

  private constructor(private readonly home: Home, lang: Lang, words: Words) {
    this.lang = lang;
    this.chosen = lang;
    this.words = words;
  }

  /** Opens the page. */
  static async open(home: Home): Promise<App> {
    const lang = readLang(keptLang()) ?? preferred(navigator.languages);
    const app = new App(home, lang, await home.words(lang));
    app.listen();
    app.draw();
    app.keys = await home.keys();
    app.draw();
    void nativeDecoder().then((decoder) => (app.native = decoder));
    // The curve's tables take longer than one check: they are made while the person reaches for the paper.
    idle(() => warm(app.keys[0]));
    return app;
  }

  /** What the page can do without a line has changed. */
  setOffline(offline: Offline): void {
    this.offline = offline;
    this.redrawUnlessBusy();
  }

  private get say(): Say {
    return sayIn(this.words);
  }

  private listen(): void {
    addEventListener('online', () => this.redrawUnlessBusy());
    addEventListener('offline', () => this.redrawUnlessBusy());
    addEventListener('popstate', () => this.show({ kind: 'ask', problem: null }));
    addEventListener('dragover', (event) => {
      event.preventDefault();
      document.body.classList.add('dropping');
    });
    addEventListener('dragleave', (event) => {
      if (event.relatedTarget === null) document.body.classList.remove('dropping');
    });
    addEventListener('drop', (event) => {
      event.preventDefault();
      document.body.classList.remove('dropping');
      const file = event.dataTransfer?.files[0];
      if (file !== undefined) void this.takeFile(file);
    });
    addEventListener('paste', (event) => {
      const file = event.clipboardData?.files[0];
      if (file !== undefined) void this.takeFile(file);
    });
  }

  /**
   * Draws the same view with what has come since, and leaves the reader where they were. A running camera and a check
   * under way draw themselves.
   */
  private redrawUnlessBusy(): void {
    if (this.view.kind !== 'ask' && this.view.kind !== 'answer') return;
    const stops = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(STOPS)];
    const at = document.activeElement;
    const [id, place] = [at?.id ?? '', stops().findIndex((stop) => stop === at)];
    const open = document.querySelector('details')?.open === true;
    this.draw();
    if (open) document.querySelector('details')?.setAttribute('open', '');
    const here = id === '' ? stops()[place] : document.getElementById(id);
    here?.focus({ preventScroll: true });
  }

  private async choose(lang: Lang): Promise<void> {
    if (this.view.kind === 'camera') this.view.camera.stop();
    this.chosen = lang;
    const words = await this.home.words(lang).catch(() => null);
    // Another one was chosen while these words were on the way, or they never came: the page stays as it is.
    if (words === null || this.chosen !== lang) return;
    this.words = words;
    this.lang = lang;
    keepLang(lang);
    if (this.view.kind === 'camera') this.view = { kind: 'ask', problem: null };
    this.draw();
    document.querySelector<HTMLElement>(`.langs [lang="${lang}"]`)?.focus();
  }

  private show(view: View, focus = 'h1'): void {
    if (this.view.kind === 'camera') this.view.camera.stop();
    this.turn += 1;
    this.view = view;
    this.draw();
    const target = document.querySelector<HTMLElement>(`main ${focus}`);
    target?.focus({ preventScroll: true });
    (focus === 'h1' ? document.querySelector('main') : target)?.scrollIntoView({ block: focus === 'h1' ? 'start' : 'nearest' });
  }

  private take(outcome: Outcome): void {
    if (outcome.kind === 'problem') {
      this.show({ kind: 'ask', problem: outcome }, '#problem');
      return;
    }
    this.typed = '';
    history.pushState({ answer: true }, '');
    this.show({ kind: 'answer', outcome, match: 'asked', live: null });
    if (this.places.size === 0) void this.loadPlaces();
    if (outcome.kind === 'handle') void this.ask(outcome.handle);
  }

  private async loadPlaces(): Promise<void> {
    // Without the lists a place is shown by its code, which is what the proof holds.
    this.places = await this.home.places().catch(() => new Map());
    if (this.places.size > 0) this.redrawUnlessBusy();
  }

  private async takeFile(file: File): Promise<void> {
    this.show({ kind: 'busy' });
    const turn = this.turn;
    await painted();
    const outcome = await checkFile(file, this.home, this.native, this.keys);
    if (turn === this.turn) this.take(outcome);
  }

  private async takeCamera(): Promise<void> {
    const camera = openCamera(this.say, this.home);
    this.show({ kind: 'camera', camera });
    const end = await camera.end;
    if (this.view.kind !== 'camera' || this.view.camera !== camera) return;
    switch (end.kind) {
      case 'text':
        this.take(judge(end.text, 'code', this.keys));
        return;
      case 'stopped':
        this.show({ kind: 'ask', problem: null }, '#camera');
        return;
      case 'fault':
        this.show({ kind: 'ask', problem: { kind: 'problem', typed: false, key: end.key, gaps: {} } }, '#problem');
    }
  }

  private async ask(handle: Uint8Array): Promise<void> {
    if (this.view.kind !== 'answer' || this.home.status === null) return;
    this.view = { ...this.view, live: 'asking' };
    this.redrawUnlessBusy();
    const turn = this.turn;
    const live = await askStatus(this.home.status.url, handle, this.keys);
    if (turn !== this.turn || this.view.kind !== 'answer') return;
    const typed = this.view.outcome.kind === 'handle';
    const ends = live.kind === 'proved' && live.standing !== 'in-force';
    this.view = { ...this.view, live };
    this.draw();
    document.querySelector<HTMLElement>(typed || ends ? 'main h1' : '#ask-status')?.focus();
  }

  private async takeKeyFile(file: File): Promise<void> {
    const bytes = file.size <= KEY_FILE_BYTES_MAX ? new Uint8Array(await file.arrayBuffer()) : null;
    const read = bytes === null ? { ok: false as const, code: 'too-large' } : readKeyFile(bytes);
    if (read.ok) {
      this.keys = read.keys;
      this.keyFile = file.name;
    }
    this.keyFault = read.ok ? null : read.code;
    this.draw();
    document.querySelector<HTMLElement>('#trust label')?.scrollIntoView({ block: 'nearest' });
  }

  private frame(): FrameState {
    return {
      lang: this.lang,
      home: this.home,
      online: navigator.onLine,
      offline: this.offline,
      sample: this.keys.length > 0 && this.keys.every(({ network }) => network.class !== 'live'),
      beyond: beyond(this.view),
      choose: (lang) => void this.choose(lang),
      back: () => this.again(),
    };
  }

  private again(): void {
    this.show({ kind: 'ask', problem: null });
  }

  private draw(): void {
    const { say } = this;
    const frame = this.frame();
    document.documentElement.lang = this.lang;
    const view = this.drawView();
    const main = h('main', { id: 'main', tabindex: '-1' });
    // On the first view the cover goes on into the threshold; the place line stands below it.
    if (this.view.kind === 'ask') main.append(view, placeLine(say, frame));
    else main.append(placeLine(say, frame), view);
    if (this.view.kind === 'ask') main.querySelector('.sill')?.after(main.lastElementChild ?? '');
    const skip = h('a', { class: 'skip', href: '#main' }, say('skip'));
    const shell = all(skip, cover(say, frame), main, foot(say, frame), h('div', { class: 'dropzone', 'aria-hidden': 'true' }, say('ask.drop')));
    document.body.className = '';
    document.body.replaceChildren(shell);
    const title = this.view.kind === 'answer' ? main.querySelector('h1')?.textContent : null;
    document.title = `${title ?? say('page.title')} — Dalolat`;
  }

  private drawView(): Node {
    const { say, view, lang, places, home } = this;
    switch (view.kind) {
      case 'ask':
        return askView(say, {
          home,
          keys: this.keys,
          keyFile: this.keyFile,
          keyFault: this.keyFault,
          problem: view.problem,
          typed: this.typed,
          camera: () => void this.takeCamera(),
          file: (file) => void this.takeFile(file),
          code: (text) => this.take(checkTyped(text, this.keys)),
          keep: (text) => (this.typed = text),
          keyFileChosen: (file) => void this.takeKeyFile(file),
        });
      case 'busy':
        return h('div', { class: 'wrap' }, h('h1', { tabindex: '-1', role: 'status' }, say('reading')));
      case 'camera':
        return view.camera.element;
      case 'answer':
        return answerView({
          writing: { say, lang, places },
          home,
          outcome: view.outcome,
          match: view.match,
          live: view.live,
          nowMs: Date.now(),
          setMatch: (match) => {
            this.view = { ...view, match };
            this.draw();
            const verdict = document.querySelector<HTMLElement>('main h1');
            verdict?.focus({ preventScroll: true });
            verdict?.scrollIntoView({ block: 'center' });
          },
          ask: (handle) => void this.ask(handle),
          again: () => this.again(),
        });
    }
  }
}

/** What stands beyond the first view, by its name. */
function beyond(view: View): WordKey | null {
  switch (view.kind) {
    case 'ask':
      return null;
    case 'busy':
      return 'reading';
    case 'camera':
      return 'camera.title';
    case 'answer':
      return 'place.answer';
  }
}

function keptLang(): string | null {
  try {
    return localStorage.getItem(LANG_KEPT);
  } catch {
    return null; // a page opened from disk may have no storage
  }
}

function keepLang(lang: Lang): void {
  try {
    localStorage.setItem(LANG_KEPT, lang);
  } catch {
    // The choice then lasts as long as the page is open.
  }
}

function idle(work: () => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(work, { timeout: 1500 });
  else setTimeout(work, 200);
}

/** Waits until what was drawn is on the screen. */
function painted(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
}
