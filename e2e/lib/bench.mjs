// A bare page for a script of ours, served from localhost under a policy as strict as that of the real one.
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from '../../verify-web/node_modules/esbuild/lib/main.js';
import { readPlugins } from '../../verify-web/src/read/bundle.mjs';
import { zxingBytes } from '../../verify-web/test-read/load.mjs';
import { launch, openPage } from './browser.mjs';

const READ = fileURLToPath(new URL('../../verify-web/src/read/', import.meta.url));
const PAGE = '<!doctype html><meta charset="utf-8"><title>Bench</title><video></video><script type="module" src="/script.js"></script>';
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; media-src 'self' mediastream:";

/** Bundles a script as a module of verify-web/src/read. */
async function bundle(script) {
  const { outputFiles: [file] } = await build({
    stdin: { contents: script, resolveDir: READ, loader: 'js' },
    bundle: true, format: 'esm', platform: 'browser', target: 'es2022', write: false, plugins: readPlugins(), logLevel: 'error',
  });
  return file.contents;
}

/**
 * Serves a page that runs `script`, which imports from verify-web/src/read and sets `globalThis.ready` when it
 * stands; `/zxing.wasm` is there.
 */
export async function serveBench(script) {
  const served = new Map([
    ['/', ['text/html', PAGE]],
    ['/script.js', ['text/javascript', await bundle(script)]],
    ['/zxing.wasm', ['application/wasm', Buffer.from(await zxingBytes())]],
  ]);
  const server = createServer((request, response) => {
    const [type, body] = served.get(request.url) ?? ['text/plain', ''];
    response.writeHead(served.has(request.url) ? 200 : 404, { 'content-type': type, 'content-security-policy': POLICY }).end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  return {
    /** Opens the page in a browser of its own, before a camera if `video` is given, and does something there. */
    async visit(work, { video, args = [], host = 'localhost' } = {}) {
      const browser = await launch({ video, args });
      try {
        const page = await openPage(browser);
        await page.goto(`http://${host}:${port}/`);
        await page.waitForFunction(() => globalThis.ready === true);
        return await work(page);
      } finally {
        await browser.close();
      }
    },
    close: () => server.close(),
  };
}
