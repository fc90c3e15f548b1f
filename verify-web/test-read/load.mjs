// Bundles src/read for Node as the page's build does for a browser, so that tests and measurements run what is shipped.
import { build } from 'esbuild';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readPlugins } from '../src/read/bundle.mjs';

const READ = fileURLToPath(new URL('../src/read/', import.meta.url));
const MODULES = ['agree', 'decode', 'decoder-qr', 'decoder-zxing', 'pdf', 'pdf-parse', 'picture', 'picture-size', 'treat', 'types'];

/** Everything that the modules of src/read export which run without a browser. */
export async function loadRead() {
  const folder = await mkdtemp(join(tmpdir(), 'dalolat-read-'));
  const outfile = join(folder, 'read.mjs');
  const contents = MODULES.map((name) => `export * from './${name}.ts';`).join('\n');
  await build({
    stdin: { contents, resolveDir: READ, loader: 'ts' },
    bundle: true, format: 'esm', platform: 'node', target: 'node20', outfile, plugins: readPlugins(), logLevel: 'error',
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The bytes of ZXing's WebAssembly, for `reader`. */
export async function zxingBytes() {
  const file = await readFile(new URL('../node_modules/zxing-wasm/dist/reader/zxing_reader.wasm', import.meta.url));
  return new Uint8Array(file).buffer;
}

/** Texts of the register's own proofs, of invented people. */
export async function proofTexts() {
  const file = await readFile(new URL('../../testdata/proofs-1.json', import.meta.url), 'utf8');
  return JSON.parse(file).proofs.map(({ text }) => text);
}
