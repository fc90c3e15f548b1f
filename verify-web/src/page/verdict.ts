/** The verdict as a person meets it: one word, one shape, one sentence. Every state has a shape of its own. */

import type { CannotTellVerdict, NotValidVerdict, ValidVerdict } from '../core/index.ts';
import type { AnswerState } from './answer-view.ts';
import { dayIn, timeIn } from './days.ts';
import type { Live } from './live.ts';
import type { Shape } from './shapes.ts';
import { profileOf } from './values.ts';
import type { Say, WordKey } from './words.ts';

/** What the person said of the paper: not asked yet, the same, or different. */
export type Match = 'asked' | 'yes' | 'no';

/** The names of the verdicts. */
export type VerdictName =
  | 'valid'
  | 'in-force'
  | 'mismatch'
  | 'sample'
  | 'provisional'
  | 'not-in-force'
  | 'stolen'
  | 'unknown'
  | 'damaged'
  | 'not-valid'
  | 'code-in-force'
  | 'code-unknown';

/** The head of an answer. */
export interface VerdictHead {
  readonly verdict: VerdictName;
  readonly shape: Shape;
  readonly tone: 'ok' | 'no' | 'try' | 'dunno';
  readonly title: string;
  readonly text: string;
  /** Stands under the text in strong letters. */
  readonly note: string | null;
  /** Why no values are shown. */
  readonly reason: string | null;
  /** What follows from it, for the margin. */
  readonly means: readonly string[];
}

type Proved = Extract<Live, { kind: 'proved' }>;

function proved(live: AnswerState['live']): Proved | null {
  return live !== null && live !== 'asking' && live.kind === 'proved' ? live : null;
}

/** The head for a state of the answer. */
export function headOf(state: AnswerState): VerdictHead {
  const { outcome } = state;
  switch (outcome.kind) {
    case 'differ':
      return notValid(state.writing.say, 'verdict.differ.text', state.writing.say('why.damaged'), null);
    case 'handle':
      return ofHandle(state);
    case 'judged':
      switch (outcome.verdict.conclusion) {
        case 'valid':
          return ofValid(state, outcome.verdict);
        case 'not-valid':
          return ofNotValid(state, outcome.verdict);
        case 'cannot-tell':
          return ofCannotTell(state, outcome.verdict);
      }
  }
}

function head(
  verdict: VerdictName,
  shape: Shape,
  tone: VerdictHead['tone'],
  title: string,
  text: string,
  more: Partial<Pick<VerdictHead, 'note' | 'reason' | 'means'>> = {},
): VerdictHead {
  return { verdict, shape, tone, title, text, note: null, reason: null, means: [], ...more };
}

function ended(live: Proved, say: Say, note: string | null): VerdictHead {
  const stolen = live.standing === 'stolen';
  const words = stolen ? (['verdict.stolen', 'verdict.stolen.text'] as const) : (['verdict.not-in-force', 'verdict.not-in-force.text'] as const);
  const means = stolen ? [] : [say('next.not-in-force'), say('next.not-in-force.do')];
  return head(stolen ? 'stolen' : 'not-in-force', 'barred', 'no', say(words[0]), say(words[1]), { note, means });
}

function ofValid(state: AnswerState, { proof, key, prefix }: ValidVerdict): VerdictHead {
  const { say, lang } = state.writing;
  const sample = prefix === 'DALX' ? say('sample.note') : null;
  const live = proved(state.live);
  if (live !== null && live.standing !== 'in-force') return ended(live, say, sample);
  if (state.match === 'no') {
    return head('mismatch', 'pair', 'no', say('verdict.mismatch'), say('verdict.mismatch.text'), { note: sample, means: [say('reporting')] });
  }
  if (prefix === 'DALX') {
    const text = say('verdict.sample.text', { class: say(`class.${key.network.class}`) });
    return head('sample', 'slab', 'try', say('verdict.sample'), text, { means: [say('reporting')] });
  }
  // Who has compared the numbers alone has not compared the paper, so a code without values never makes it genuine.
  if (profileOf(proof) === 'none') {
    return head('valid', 'star-open', 'try', say('verdict.valid.none'), say('values.none'), { means: [say('next.valid')] });
  }
  if (state.match === 'asked') {
    return head('valid', 'star-open', 'ok', say('verdict.valid.ask'), say('verdict.valid.ask.text'), { means: [say('next.valid')] });
  }
  if (live !== null && live.clock !== 'ahead') {
    return head('in-force', 'star', 'ok', say('verdict.in-force'), say('verdict.in-force.text', { time: timeIn(live.timeMs, lang) }));
  }
  const text = say('verdict.valid.text', { day: dayIn(proof.date, lang) });
  return head('valid', 'star', 'ok', say('verdict.valid'), text, { means: [say('next.valid')] });
}

function notValid(say: Say, text: WordKey, reason: string, note: string | null): VerdictHead {
  return head('not-valid', 'cross', 'no', say('verdict.not-valid'), say(text), { reason, note, means: [say('reporting')] });
}

function ofNotValid({ writing: { say } }: AnswerState, { code, prefix }: NotValidVerdict): VerdictHead {
  const note = prefix === 'DALX' ? say('sample.note') : null;
  switch (code) {
    case 'not-valid.prefix':
    case 'not-valid.base45':
    case 'not-valid.cbor':
      return head('damaged', 'torn', 'no', say('verdict.damaged'), say('verdict.damaged.text'), { note, reason: say('why.damaged') });
    case 'not-valid.network':
      return notValid(say, 'verdict.not-valid.text', say('why.network'), note);
    case 'not-valid.path':
      return notValid(say, 'verdict.not-valid.text', say('why.path'), note);
    case 'not-valid.signature':
      return notValid(say, 'verdict.not-valid.text', say('why.signature'), note);
    case 'not-valid.height':
      return notValid(say, 'verdict.not-valid.text', say('why.height'), note);
  }
}

function ofCannotTell({ writing: { say } }: AnswerState, { code, prefix, keyId }: CannotTellVerdict): VerdictHead {
  const note = prefix === 'DALX' ? say('sample.note') : null;
  const unknown = (reason: string): VerdictHead =>
    head('unknown', 'question', 'dunno', say('verdict.unknown'), say('verdict.unknown.text'), { note, reason });
  switch (code) {
    case 'cannot-tell.provisional':
      return head('provisional', 'half', 'dunno', say('verdict.provisional'), say('verdict.provisional.text'), {
        means: [say('next.provisional.do')],
      });
    case 'cannot-tell.unknown-key':
      return unknown(say('why.unknown-key', { key: keyId ?? '?' }));
    case 'cannot-tell.version':
      return unknown(say('why.version'));
    case 'cannot-tell.document':
      return unknown(say('why.document'));
  }
}

function ofHandle({ live: asked, writing: { say, lang } }: AnswerState): VerdictHead {
  const unknown = (text: string): VerdictHead => head('unknown', 'question', 'dunno', say('verdict.unknown'), text);
  if (asked === null || asked === 'asking') return unknown(say(asked === null ? 'open.status.none' : 'status.asking'));
  switch (asked.kind) {
    case 'no-answer':
      return unknown(say('status.no-answer'));
    case 'cannot-tell':
      return unknown(say('status.cannot-tell'));
    case 'bad-proof':
      return unknown(say('status.bad-proof'));
    case 'unknown':
      return head('code-unknown', 'question', 'dunno', say('verdict.code-unknown'), say('verdict.code-unknown.text'));
    case 'proved': {
      if (asked.standing !== 'in-force') return ended(asked, say, null);
      const text = say('verdict.code-in-force.text', { time: timeIn(asked.timeMs, lang) });
      if (asked.clock === 'ahead') return unknown(say('status.old.text', { time: timeIn(asked.timeMs, lang) }));
      return head('code-in-force', 'tick', 'ok', say('verdict.code-in-force'), text);
    }
  }
}
