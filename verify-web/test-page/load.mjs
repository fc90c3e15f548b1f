// Bundles the parts of the page that need no browser, so that their tests run what is shipped.
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

const PAGE = fileURLToPath(new URL('../src/page/', import.meta.url));
const MODULES = ['words', 'days', 'places', 'cyrillic', 'live', 'values', 'check', '../core/index', '../core/base45'];

/** Everything that those modules export. */
export async function loadPage() {
  const contents = MODULES.map((name) => `export * from './${name}.ts';`).join('\n');
  const { outputFiles: [file] } = await build({
    stdin: { contents, resolveDir: PAGE, loader: 'ts' },
    bundle: true, format: 'esm', platform: 'neutral', mainFields: ['module', 'main'], target: 'node20', write: false, logLevel: 'error',
  });
  return import(`data:text/javascript;base64,${Buffer.from(file.contents).toString('base64')}`);
}
