/**
 * The live status: the one question that leaves the device, asked when a person asks it. It carries the status handle
 * and nothing else; the answer counts only with a proof that holds here.
 */

import { type NetworkKey, printHandle, verifyCertificateStatus } from '../core/index.ts';

/** How long an answer is waited for, in milliseconds. */
const WAIT_MS = 20_000;
/** The longest answer that is read: 131,072 bytes in hexadecimal, and the words around them. */
const ANSWER_CHARS_MAX = 300_000;
/** How far a block's time may be from this device's clock for the answer to be of now, in milliseconds. */
export const NOW_MS = 5 * 60_000;

/** What became of a question. */
export type Live =
  | { readonly kind: 'proved'; readonly standing: 'in-force' | 'no-longer-in-force' | 'stolen'; readonly timeMs: bigint; readonly clock: Clock }
  /** The word of those who answered; proved by nothing. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'cannot-tell' }
  /** What came is no proof of the state of this certificate under the keys that are trusted. */
  | { readonly kind: 'bad-proof' }
  | { readonly kind: 'no-answer' };

/** How this device's clock stands to the time that the agencies sealed. */
export type Clock =
  | 'agrees'
  /** The device is earlier than a block that is already final: its clock is certainly wrong. */
  | 'behind'
  /** The device is later: its clock is wrong, or the answer is old. */
  | 'ahead';

/** Compares the device's clock with the time of a block. */
export function clockAgainst(blockMs: bigint, nowMs: number): Clock {
  const ahead = BigInt(Math.trunc(nowMs)) - blockMs;
  if (ahead < BigInt(-NOW_MS)) return 'behind';
  return ahead > BigInt(NOW_MS) ? 'ahead' : 'agrees';
}

/** Asks a registry for the state of a certificate and verifies what it answers. Never rejects. */
export async function askStatus(url: string, handle: Uint8Array, keys: readonly NetworkKey[]): Promise<Live> {
  const body = await post(url, JSON.stringify({ handle: printHandle(handle) }));
  if (body === null) return { kind: 'no-answer' };
  const answer = readAnswer(body);
  switch (answer.result) {
    case 'cannot-tell':
      return { kind: 'cannot-tell' };
    case 'unknown':
      return { kind: 'unknown' };
    case 'malformed':
      return { kind: 'no-answer' };
    case 'proved': {
      const verdict = verifyCertificateStatus(answer.bytes, handle, keys);
      if (!verdict.ok) return { kind: 'bad-proof' };
      const { standing, timeMs } = verdict;
      return { kind: 'proved', standing, timeMs, clock: clockAgainst(timeMs, Date.now()) };
    }
  }
}

async function post(url: string, body: string): Promise<string | null> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(WAIT_MS),
    });
    if (!response.ok) return null;
    const text = await response.text();
    return text.length <= ANSWER_CHARS_MAX ? text : null;
  } catch {
    // No line, no server, no permission, or too late: all the same to the person, and said as such.
    return null;
  }
}

type Answer =
  | { readonly result: 'proved'; readonly bytes: Uint8Array }
  | { readonly result: 'unknown' | 'cannot-tell' | 'malformed' };

function readAnswer(body: string): Answer {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { result: 'malformed' };
  }
  if (typeof value !== 'object' || value === null || !('result' in value)) return { result: 'malformed' };
  if (value.result === 'unknown' || value.result === 'cannot-tell') return { result: value.result };
  if (value.result !== 'proved' || !('answer' in value) || typeof value.answer !== 'string') return { result: 'malformed' };
  const bytes = fromHex(value.answer);
  return bytes === null ? { result: 'malformed' } : { result: 'proved', bytes };
}

function fromHex(text: string): Uint8Array | null {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) return null;
  return Uint8Array.from({ length: text.length / 2 }, (_, at) => Number.parseInt(text.slice(2 * at, 2 * at + 2), 16));
}
