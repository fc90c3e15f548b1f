/** From what a person gives – a file, a typed text, a code the camera saw – to what can be said of it. */

import { encodeBase45 } from '../core/base45.ts';
import { equal } from '../core/bytes.ts';
import { type NetworkKey, type Proof, readHandle, verify, type Verdict } from '../core/index.ts';
import { entryDigestOf } from '../core/proof.ts';
import { agree, type Decoder, type PdfRead } from '../read/index.ts';
import type { FileReader, Home } from './home.ts';
import type { Gaps, WordKey } from './words.ts';

/** The largest file that is looked at, in bytes. */
const FILE_BYTES_MAX = 32 * 1024 * 1024;
/** The longest text that is looked at: a proof has at most 8,192 bytes, three characters for two. */
const TEXT_MAX = 16_384;

/** Where the text that was judged stood. */
export type Source = 'code' | 'both' | 'keyword-only' | 'code-only';

/** What came of it. */
export type Outcome =
  | {
      readonly kind: 'judged';
      readonly verdict: Verdict;
      readonly text: string;
      readonly source: Source;
      /** Whether the values are those of the file's attachment, because the code had no room for all of them. */
      readonly attached: boolean;
    }
  /** Code and keyword of one file differ: not valid, whatever either says. */
  | { readonly kind: 'differ' }
  /** A status code was typed: only the ledger can say more. */
  | { readonly kind: 'handle'; readonly handle: Uint8Array }
  | Problem;

/** Nothing could be judged; the sentence says what to do. */
export interface Problem {
  readonly kind: 'problem';
  readonly typed: boolean;
  readonly key: WordKey;
  readonly gaps: Gaps;
}

function problem(key: WordKey, gaps: Gaps = {}, typed = false): Problem {
  return { kind: 'problem', typed, key, gaps };
}

/** Judges the text of a code. */
export function judge(text: string, source: Source, keys: readonly NetworkKey[]): Outcome {
  return { kind: 'judged', verdict: verify(text, keys), text, source, attached: false };
}

/** The greatest proof, in bytes. */
const PROOF_BYTES_MAX = 8192;

/** The same with the proof that is attached to a PDF, where it is of the same paper and holds more values. */
function judgeWith(text: string, attachment: Uint8Array | null, source: Source, keys: readonly NetworkKey[]): Outcome {
  const verdict = verify(text, keys);
  if (verdict.conclusion === 'valid' && attachment !== null && attachment.length <= PROOF_BYTES_MAX) {
    const whole = verify(`${verdict.prefix}:${encodeBase45(attachment)}`, keys);
    const isOfIt = whole.conclusion === 'valid' && equal(entryDigestOf(whole.proof), entryDigestOf(verdict.proof));
    if (isOfIt && openGroups(whole.proof) > openGroups(verdict.proof)) return { kind: 'judged', verdict: whole, text, source, attached: true };
  }
  return { kind: 'judged', verdict, text, source, attached: false };
}

function openGroups({ groups }: Proof): number {
  return groups.filter(({ kind }) => kind === 'open').length;
}

/**
 * Judges the bytes of a proof, as a certificate's PDF has them attached. They name no kind of network, so they are judged
 * as those of the register and then as those of a sample.
 */
function checkProof(bytes: Uint8Array, keys: readonly NetworkKey[]): Outcome {
  const code = encodeBase45(bytes);
  const live = judge(`DAL1:${code}`, 'code', keys);
  if (live.kind !== 'judged') return live;
  switch (live.verdict.code) {
    case 'not-valid.network':
      return judge(`DALX:${code}`, 'code', keys);
    case 'not-valid.cbor':
      return problem('problem.kind');
    default:
      return live;
  }
}

/** Judges what was typed or pasted: the text of a code, or a status code. */
export function checkTyped(typed: string, keys: readonly NetworkKey[]): Outcome {
  if (typed.length > TEXT_MAX) return problem('problem.too-large', { limit: '16 KB' }, true);
  // A pasted text often brings line ends and spaces around it. The code itself never begins or ends in a space.
  const text = typed.trim();
  if (text === '') return problem('problem.empty', {}, true);
  if (/^DAL.:/i.test(text)) return judge(text.replace(/[\r\n]+/g, ''), 'code', keys);
  // People paste a code over two lines, or with the spaces of a document; the reader of codes knows plain ones alone.
  const read = readHandle(text.replace(/\s/g, ''));
  if (read.ok) return { kind: 'handle', handle: read.handle };
  switch (read.fault) {
    case 'length':
      return problem('problem.length', { count: text.replace(/[\s-]/g, '').length }, true);
    case 'character':
      return problem('problem.character', {}, true);
    case 'range':
    case 'check':
      return problem('problem.check', {}, true);
  }
}

/** The decoders for still pictures, the best first; what cannot be loaded is left out. */
async function decoders(home: Home, reader: FileReader, native: Decoder | null): Promise<readonly Decoder[]> {
  const zxing = await home.zxing().catch(() => null);
  return [native, zxing, reader.qrDecoder].filter((decoder) => decoder !== null);
}

/** Judges a file. Its bytes stay here. */
export async function checkFile(
  file: Blob,
  home: Home,
  native: Decoder | null,
  keys: readonly NetworkKey[],
): Promise<Outcome> {
  if (file.size > FILE_BYTES_MAX) return problem('problem.too-large', { limit: '32 MB' });
  const head = new Uint8Array(await file.slice(0, 1024).arrayBuffer());
  // The head of an array of twenty-one values.
  if (head[0] === 0x95 && file.size <= PROOF_BYTES_MAX) return checkProof(new Uint8Array(await file.arrayBuffer()), keys);
  const reader = await home.reader().catch(() => null);
  if (isPdf(head)) return reader === null ? problem('problem.reader') : checkPdf(file, reader, native, keys);
  if (file.size <= TEXT_MAX && isText(head)) return checkTyped(await file.text(), keys);
  if (!file.type.startsWith('image/') && !isPicture(head)) return problem('problem.kind');
  return reader === null ? problem('problem.reader') : checkPicture(file, home, reader, native, keys);
}

async function checkPdf(file: Blob, reader: FileReader, native: Decoder | null, keys: readonly NetworkKey[]): Promise<Outcome> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  // The code in a certificate's PDF is a clean bitmap: the small decoder reads it, and nothing has to be loaded.
  const small = [reader.qrDecoder, native].filter((decoder) => decoder !== null);
  return ofPdf(await reader.readPdf(bytes, small), keys);
}

function ofPdf(read: PdfRead, keys: readonly NetworkKey[]): Outcome {
  switch (read.kind) {
    case 'encrypted':
      return problem('problem.encrypted');
    case 'broken':
      return problem('problem.broken');
    case 'too-large':
      return problem('problem.too-large', { limit: '16 MB' });
    case 'read': {
      const agreed = agree(read);
      switch (agreed.kind) {
        case 'text':
          return judgeWith(agreed.text, read.attachment, agreed.from, keys);
        case 'differ':
          return { kind: 'differ' };
        case 'several':
          return problem('problem.several');
        case 'none':
          return problem(agreed.other ? 'problem.other-code' : 'problem.no-code');
      }
    }
  }
}

async function checkPicture(
  file: Blob,
  home: Home,
  reader: FileReader,
  native: Decoder | null,
  keys: readonly NetworkKey[],
): Promise<Outcome> {
  const read = await reader.readPicture(file, await decoders(home, reader, native));
  switch (read.kind) {
    case 'broken':
      return problem('problem.broken');
    case 'too-large':
      return problem('problem.too-large', { limit: '32 MB, 40 MP' });
    case 'read': {
      const [text, ...more] = read.codes;
      if (more.length > 0) return problem('problem.several');
      if (text !== undefined) return judge(text, 'code', keys);
      return problem(read.otherCodes > 0 ? 'problem.other-code' : 'problem.no-code');
    }
  }
}

function isPdf(head: Uint8Array): boolean {
  return latin(head).includes('%PDF-');
}

function isPicture(head: Uint8Array): boolean {
  const text = latin(head);
  return text.startsWith('\x89PNG') || text.startsWith('\xff\xd8\xff') || text.startsWith('RIFF') || text.slice(4, 8) === 'ftyp';
}

function isText(head: Uint8Array): boolean {
  return head.length > 0 && head.every((byte) => byte === 9 || byte === 10 || byte === 13 || (byte >= 32 && byte < 127));
}

function latin(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}
