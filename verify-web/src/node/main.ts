#!/usr/bin/env node
/** The command `dalolat-verify`: judges the text of a certificate's code, offline. */

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type NetworkKey, readKeyFile, type Verdict, verify } from '../core/index.ts';
import { reportJson, reportText } from './report.ts';

const USAGE = `usage: dalolat-verify [--network-key FILE]... [--json] TEXT|FILE|-

  TEXT   the text of the code, which begins with DAL1:, DALX: or DALP:
  FILE   a file that holds the text
  -      the text stands on standard input

  --network-key FILE   a file of network keys to trust; may be given more than once
  --json               prints one object of JSON

exit codes: 0 valid, 1 not valid, 2 wrong usage or input, 3 cannot tell, 4 the machine failed`;

const EXIT = { valid: 0, notValid: 1, usage: 2, cannotTell: 3, machine: 4 } as const;

/** Above the greatest text (12,293 characters) and below what a mistaken path could cost. */
const MAX_TEXT = 65_536;
/** One byte more than a key file may have, so that its reader says that it is too large. */
const MAX_KEY_FILE = 262_145;
const MAX_KEY_FILES = 16;

/** Something that the user can mend. */
class Usage extends Error {}

/** At most `max` bytes of an open file, or `null` where it has more. */
function readBounded(file: number, max: number): Uint8Array | null {
  const buffer = new Uint8Array(max + 1);
  let length = 0;
  while (length <= max) {
    const count = readSync(file, buffer, length, buffer.length - length, null);
    if (count === 0) return buffer.slice(0, length);
    length += count;
  }
  return null;
}

function codeOf(fault: unknown): string | null {
  return fault instanceof Error && 'code' in fault && typeof fault.code === 'string' ? fault.code : null;
}

function readFile(path: string, max: number): Uint8Array | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (fault) {
    const code = codeOf(fault);
    // ENOENT and the like are the user's to mend; what the machine refuses otherwise is not.
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') throw new Usage(`there is no file ${path}`);
    throw fault;
  }
  try {
    if (fstatSync(file).isDirectory()) throw new Usage(`${path} is a directory`);
    return readBounded(file, max);
  } finally {
    closeSync(file);
  }
}

const PICTURES: readonly (readonly [string, readonly number[]])[] = [
  ['a PDF', [0x25, 0x50, 0x44, 0x46]],
  ['a picture', [0x89, 0x50, 0x4e, 0x47]],
  ['a picture', [0xff, 0xd8, 0xff]],
  ['a picture', [0x47, 0x49, 0x46, 0x38]],
  ['a picture', [0x52, 0x49, 0x46, 0x46]],
];

function textOf(bytes: Uint8Array | null, name: string): string {
  for (const [what, magic] of PICTURES) {
    if (bytes !== null && magic.every((byte, i) => bytes[i] === byte)) throw new Usage(`${name} is ${what}. ${READS_TEXT}`);
  }
  if (bytes === null) throw new Usage(`${name} is too long for the text of a code. ${READS_TEXT}`);
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    // The end of the last line is of the file and not of the text.
    return text.replace(/\r?\n$/, '');
  } catch {
    throw new Usage(`${name} is not a text. ${READS_TEXT}`);
  }
}

const READS_TEXT =
  'This command reads the text of the code alone: it is what a reader of QR codes shows, and of a PDF the only one ' +
  'of its keywords (in the properties of the document).';

/** At most `max` bytes of standard input, or `null` where it has more: the rest is not waited for. */
async function readInput(max: number): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    const bytes: Uint8Array = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    length += bytes.length;
    if (length > max) return null;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

async function inputOf(argument: string): Promise<string> {
  if (argument === '-') return textOf(await readInput(MAX_TEXT), 'standard input');
  if (/^DAL.:/.test(argument)) return argument;
  return textOf(readFile(argument, MAX_TEXT), argument);
}

function keysOf(paths: readonly string[]): NetworkKey[] {
  if (paths.length > MAX_KEY_FILES) throw new Usage(`at most ${MAX_KEY_FILES} key files`);
  return paths.flatMap((path) => {
    const bytes = readFile(path, MAX_KEY_FILE);
    const read = bytes === null ? ({ ok: false, code: 'too-large' } as const) : readKeyFile(bytes);
    if (!read.ok) throw new Usage(`${path} is no file of network keys (${read.code})`);
    return read.keys;
  });
}

function exitOf(verdict: Verdict): number {
  switch (verdict.conclusion) {
    case 'valid':
      return EXIT.valid;
    case 'not-valid':
      return EXIT.notValid;
    case 'cannot-tell':
      return EXIT.cannotTell;
  }
}

function optionsOf(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'network-key': { type: 'string', multiple: true },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (fault) {
    throw new Usage(fault instanceof Error ? fault.message : 'wrong usage');
  }
}

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = optionsOf(args);
  if (values.help === true) {
    await print(USAGE);
    return EXIT.valid;
  }
  const [argument] = positionals;
  if (argument === undefined || positionals.length > 1) throw new Usage(USAGE);
  const keys = keysOf(values['network-key'] ?? []);
  const verdict = verify(await inputOf(argument), keys);
  await print(values.json === true ? JSON.stringify(reportJson(verdict), null, 2) : reportText(verdict).join('\n'));
  return exitOf(verdict);
}

/** Waits until the text is written, so that a full disk or a closed pipe shows before the exit code is chosen. */
function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.once('error', reject);
    process.stdout.write(`${text}\n`, (fault) => {
      if (fault === null || fault === undefined) resolve();
      else reject(fault);
    });
  });
}

async function main(): Promise<number> {
  try {
    return await run(process.argv.slice(2));
  } catch (fault) {
    const message = fault instanceof Error ? fault.message : String(fault);
    process.stderr.write(`dalolat-verify: ${message}\n`);
    return fault instanceof Usage ? EXIT.usage : EXIT.machine;
  }
}

// The rest of an input that is too long would keep the process waiting, so it does not end by itself.
process.exit(await main());
