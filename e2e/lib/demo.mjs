// A demo network for the journeys: the real processes, started once, with invented people.
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = new URL('../..', import.meta.url).pathname;
const run = promisify(execFile);

/** How long a demo may take to stand, in milliseconds: an unoptimised build on a busy machine. */
const STANDS_MS = 180_000;

/** The binary: `DALOLAT` names it, else that of the last debug build. */
export function binary() {
  const named = process.env.DALOLAT ?? join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'debug/dalolat');
  if (!existsSync(named)) throw new Error(`${named} is not there: build it with \`cargo build --workspace\`, or name it in DALOLAT`);
  return named;
}

/** Starts a demo in a folder of its own and waits until its papers are issued. */
export async function startDemo() {
  const data = await mkdtemp(join(tmpdir(), 'dalolat-e2e-'));
  const child = spawn(binary(), ['demo', '--data', data, '--acts', 'examples/acts/births'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const ready = new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the demo does not stand after ${STANDS_MS} ms:\n${said}`)), STANDS_MS);
    const listen = (bytes) => {
      said += bytes;
      if (said.includes('Ctrl-C ends it')) {
        clearTimeout(late);
        resolve();
      }
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.on('exit', (code) => {
      clearTimeout(late);
      reject(new Error(`the demo ended with ${code}:\n${said}`));
    });
  });
  try {
    await ready;
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  return demoAt(data, child);
}

async function demoAt(data, child) {
  const { portal } = JSON.parse(await readFile(join(data, 'ports.json'), 'utf8'));
  const certificates = (await readdir(join(data, 'certificates'))).filter((name) => name.endsWith('.pdf')).sort();
  if (certificates.length === 0) throw new Error('the demo issued no certificate');
  const stopped = new Promise((resolve) => child.once('exit', resolve));
  return {
    data,
    origin: `http://localhost:${portal}`,
    /** The path of the PDF of an act. */
    pdf: (act) => join(data, 'certificates', `${act}.pdf`),
    certificates,
    /** Runs a command of dalolat against this network. Rejects where it fails. */
    dalolat: async (...words) => (await run(binary(), [...words, '--data', data], { cwd: root, maxBuffer: 1 << 24 })).stdout,
    /** Stops the network and keeps its folder. */
    stop: async () => {
      child.kill('SIGINT');
      await stopped;
    },
    /** Stops the network and removes its folder. */
    end: async () => {
      child.kill('SIGINT');
      await stopped;
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** The text of a certificate's code, from the PDF's keywords by a program that is not ours. */
export async function codeOf(pdf) {
  const { stdout } = await run('pdfinfo', [pdf]);
  const line = /^Keywords:\s+(DAL.:.*)$/m.exec(stdout);
  if (line === null) throw new Error(`${pdf} has no code in its keywords`);
  return line[1];
}
