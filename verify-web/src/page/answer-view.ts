/** The answer: a verdict that cannot be mistaken, the values to compare, what was proved and what is not known. */

import { type NetworkKey, printHandle, type Proof } from '../core/index.ts';
import { toHex } from '../core/bytes.ts';
import { openedHalf } from '../core/proof.ts';
import type { Outcome, Source } from './check.ts';
import { timeIn } from './days.ts';
import { all, type Child, h } from './dom.ts';
import { pattern } from './guilloche.ts';
import type { Home } from './home.ts';
import { clockAgainst, type Live } from './live.ts';
import { shape } from './shapes.ts';
import { profileOf, rowsOf, type Writing } from './values.ts';
import { headOf, type Match, type VerdictHead } from './verdict.ts';

/** What the view shows and whom it tells. */
export interface AnswerState {
  readonly writing: Writing;
  readonly home: Home;
  readonly outcome: Exclude<Outcome, { kind: 'problem' }>;
  readonly match: Match;
  readonly live: Live | 'asking' | null;
  readonly nowMs: number;
  readonly setMatch: (match: Match) => void;
  readonly ask: (handle: Uint8Array) => void;
  readonly again: () => void;
}

/** The whole view. */
export function answerView(state: AnswerState): HTMLElement {
  const { say } = state.writing;
  const head = headOf(state);
  return h(
    'div',
    { class: 'wrap', 'data-verdict': head.verdict, 'data-match': state.match, 'data-live': liveWord(state.live) },
    sheet(state, head),
    h(
      'p',
      { class: 'row' },
      h('button', { type: 'button', class: 'b', id: 'again', onclick: state.again }, say('again')),
      h('button', { type: 'button', class: 'b alt', id: 'print', onclick: () => window.print() }, say('print')),
    ),
  );
}

function sheet(state: AnswerState, head: VerdictHead): HTMLElement {
  // A code that cannot be judged has nothing to explain beside it.
  const bare = handleOf(state) === null && head.means.length === 0;
  return h(
    'div',
    { class: bare ? 'sheet one' : 'sheet' },
    verdictBox(head),
    facts(state, head),
    !bare && margin(state, head),
    proofFoot(state),
  );
}

function liveWord(live: AnswerState['live']): string {
  if (live === null) return 'not-asked';
  if (live === 'asking') return 'asking';
  return live.kind === 'proved' ? live.standing : live.kind;
}

function verdictBox({ shape: name, tone, title, text, note }: VerdictHead): HTMLElement {
  return h(
    'div',
    { class: `verdict v-${tone}` },
    shape(name),
    h('div', {}, h('h1', { tabindex: '-1' }, title), h('p', {}, text), note !== null && h('p', {}, h('b', {}, note))),
  );
}

interface Proved {
  readonly proof: Proof;
  readonly key: NetworkKey;
  readonly text: string;
  readonly source: Source;
  /** Whether the values are those of the file's attachment. */
  readonly attached: boolean;
}

function proved(state: AnswerState): Proved | null {
  const { outcome } = state;
  if (outcome.kind !== 'judged' || outcome.verdict.conclusion !== 'valid') return null;
  const { proof, key } = outcome.verdict;
  return { proof, key, text: outcome.text, source: outcome.source, attached: outcome.attached };
}

/** Whether the ledger said that the paper has ended: then its names are nobody's business. */
function ended({ live }: AnswerState): boolean {
  return live !== null && live !== 'asking' && live.kind === 'proved' && live.standing !== 'in-force';
}

function facts(state: AnswerState, head: VerdictHead): HTMLElement {
  const { writing } = state;
  const { say } = writing;
  const valid = proved(state);
  if (valid === null) return h('div', { class: 'facts' }, ...unproved(state, head));
  if (ended(state)) {
    return h('div', { class: 'facts' }, h('h2', {}, say('values.hidden')), h('p', {}, say('values.hidden.text')), endedRows(state, valid.proof));
  }
  const rows = rowsOf(valid.proof, writing).map(({ id, label, value }) =>
    h('div', { 'data-row': id }, h('dt', {}, label), h('dd', {}, ...value)),
  );
  return h(
    'div',
    { class: 'facts' },
    h('h2', {}, say('match.title')),
    h('p', {}, say('match.text')),
    leftOut(valid.proof, say),
    h('dl', { class: 'rows num' }, ...rows),
    h('div', { class: 'row pat' }, pattern(openedHalf(valid.proof)), h('p', {}, say('pattern'))),
    question(state),
  );
}

/** That values of the paper do not stand in its code. */
function leftOut(proof: Proof, say: Writing['say']): Child {
  switch (profileOf(proof)) {
    case 'full':
      return null;
    case 'some':
      return h('p', { class: 'note', 'data-profile': 'some' }, say('values.some'));
    case 'none':
      return h('p', { class: 'note att', 'data-profile': 'none' }, h('b', {}, say('values.in-file')));
  }
}

function question({ match, setMatch, writing: { say } }: AnswerState): HTMLElement {
  switch (match) {
    case 'asked':
      return h(
        'div',
        { class: 'match', role: 'group', 'aria-labelledby': 'match' },
        h('h3', { id: 'match' }, say('match.question')),
        h(
          'p',
          { class: 'row' },
          h('button', { type: 'button', class: 'b', id: 'match-yes', onclick: () => setMatch('yes') }, say('match.yes')),
          h('button', { type: 'button', class: 'b stop', id: 'match-no', onclick: () => setMatch('no') }, say('match.no')),
        ),
      );
    case 'yes':
    case 'no':
      return h(
        'p',
        { class: 'match' },
        h('b', {}, say(match === 'yes' ? 'match.yes' : 'match.no')),
        ' ',
        h('button', { type: 'button', class: 'link', onclick: () => setMatch('asked') }, say('match.again')),
      );
  }
}

function endedRows({ writing: { say, lang }, live }: AnswerState, proof: Proof): HTMLElement {
  const at = live !== null && live !== 'asking' && live.kind === 'proved' ? timeIn(live.timeMs, lang) : '';
  return h(
    'dl',
    { class: 'rows' },
    h('div', {}, h('dt', {}, say('label.handle')), h('dd', {}, h('span', { class: 'm' }, printHandle(proof.handle)))),
    h('div', {}, h('dt', {}, say('label.state')), h('dd', {}, say('verdict.not-in-force'), h('small', {}, at))),
    h('div', {}, h('dt', {}, say('label.paper')), h('dd', {}, say('paper.genuine'))),
  );
}

function unproved({ outcome, writing: { say } }: AnswerState, head: VerdictHead): Child[] {
  const handle = outcome.kind === 'handle' ? outcome.handle : null;
  return [
    h('h2', {}, say('values.none')),
    head.reason !== null && h('p', {}, head.reason),
    handle !== null &&
      h('dl', { class: 'rows' }, h('div', {}, h('dt', {}, say('label.handle')), h('dd', {}, h('span', { class: 'm' }, printHandle(handle))))),
  ];
}

function margin(state: AnswerState, head: VerdictHead): HTMLElement {
  const { say } = state.writing;
  const valid = proved(state);
  const sentences = head.means.map((text) => h('p', {}, text));
  return h(
    'div',
    { class: 'mar' },
    h('h2', {}, say('means.title')),
    valid !== null
      ? provedThread(state, valid.proof, valid.key)
      : handleOf(state) !== null && h('ol', { class: 'thread' }, statusStep(state)),
    ...sentences,
    statusAsk(state),
  );
}

function provedThread(state: AnswerState, proof: Proof, key: NetworkKey): HTMLElement {
  const { say, lang } = state.writing;
  const step = (title: string, text: string): HTMLElement => h('li', {}, h('h3', {}, title), h('p', { class: 's' }, text));
  const agencies = key.agencies.join(', ');
  return h(
    'ol',
    { class: 'thread draw' },
    step(say('proved.values'), say('proved.values.text')),
    step(say('proved.included'), say('proved.included.text', { height: proof.height, time: timeIn(proof.timeMs, lang) })),
    step(say('proved.quorum'), say('proved.quorum.text', { quorum: key.quorum, members: key.members, agencies })),
    key.origin === 'dealer' && h('li', { class: 'odd' }, h('p', { class: 's' }, say('proved.dealt'))),
    statusStep(state),
  );
}

function statusStep(state: AnswerState): HTMLElement | null {
  const { say } = state.writing;
  if (handleOf(state) === null) return null;
  const [cls, text] = statusWords(state);
  return h('li', { class: cls, id: 'status' }, h('h3', {}, say('open.status')), h('p', { class: 's', role: 'status' }, text));
}

function statusWords({ live, home, nowMs, writing: { say, lang } }: AnswerState): readonly [string, string] {
  if (live === null) return ['open', say(home.status === null ? 'open.status.none' : 'open.status.text')];
  if (live === 'asking') return ['open', say('status.asking')];
  switch (live.kind) {
    case 'no-answer':
      return ['open', say('status.no-answer')];
    case 'cannot-tell':
      return ['open', say('status.cannot-tell')];
    case 'unknown':
      return ['odd', say('status.unknown.text')];
    case 'bad-proof':
      return ['cut', say('status.bad-proof')];
    case 'proved': {
      const time = timeIn(live.timeMs, lang);
      const ends = live.standing !== 'in-force';
      const words = say(ends ? 'status.ended.text' : live.clock === 'ahead' ? 'status.old.text' : 'status.in-force.text', { time });
      const now = timeIn(BigInt(nowMs), lang);
      const clock =
        live.clock === 'agrees' ? '' : ` ${say(live.clock === 'behind' ? 'clock.behind' : 'clock.ahead', { now, time })}`;
      return [ends ? 'cut' : live.clock === 'ahead' ? 'odd' : '', words + clock];
    }
  }
}

/** The handle that can be asked about: that of a proved certificate, of a provisional one, or the one typed. */
function handleOf({ outcome }: AnswerState): Uint8Array | null {
  switch (outcome.kind) {
    case 'handle':
      return outcome.handle;
    case 'differ':
      return null;
    case 'judged':
      switch (outcome.verdict.conclusion) {
        case 'valid':
          return outcome.verdict.proof.handle;
        case 'cannot-tell':
          // A provisional extract proves nothing; whether the ledger has it by now can be asked all the same.
          return outcome.verdict.code === 'cannot-tell.provisional' ? (outcome.verdict.proof?.handle ?? null) : null;
        case 'not-valid':
          return null;
      }
  }
}

function statusAsk(state: AnswerState): Child {
  const { writing, home, live } = state;
  const handle = handleOf(state);
  if (home.status === null || handle === null) return null;
  const words = writing.say(live === null || live === 'asking' ? 'ask.status' : 'ask.status.again');
  return all(
    h('button', { type: 'button', class: 'b alt', id: 'ask-status', disabled: live === 'asking', onclick: () => state.ask(handle) }, words),
    h('p', { class: 's mu' }, writing.say('ask.status.hint', { origin: home.status.origin })),
  );
}

function proofFoot(state: AnswerState): Child {
  const { say, lang } = state.writing;
  const valid = proved(state);
  if (valid === null) return null;
  const hash = (title: string, text: string): DocumentFragment => all(h('h3', {}, title), h('p', { class: 'hash' }, text));
  const grouped = (text: string): string => (text.match(/.{1,4}/g) ?? []).join(' ');
  const late = clockAgainst(valid.proof.timeMs, state.nowMs) === 'behind';
  const now = timeIn(BigInt(state.nowMs), lang);
  return h(
    'div',
    { class: 'foot' },
    fromNote(say, valid.source),
    valid.attached && h('p', { class: 'note' }, say('from.attachment')),
    late && h('p', { class: 'note att', id: 'clock' }, say('clock.behind', { now })),
    h(
      'details',
      {},
      h('summary', {}, say('details')),
      h('p', {}, say('details.check')),
      hash(say('details.code'), valid.text),
      hash(say('details.opened'), grouped(toHex(openedHalf(valid.proof)))),
      hash(say('details.key'), grouped(toHex(valid.key.key))),
    ),
  );
}

function fromNote(say: Writing['say'], source: Source): Child {
  switch (source) {
    case 'keyword-only':
      return h('p', { class: 'note att' }, say('from.keyword'));
    case 'code-only':
      return h('p', { class: 'note att' }, say('from.code'));
    case 'code':
    case 'both':
      return null;
  }
}
