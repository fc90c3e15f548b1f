// Starts the machine's own Chromium. Nothing is downloaded for these tests.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** The screens that the pages are made for, in CSS pixels. */
export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1280, height: 900 };

/** What keeps a browser from asking anything of anybody by itself. */
const QUIET = [
  '--headless=new', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

/** The browser's binary: `CHROMIUM` names it, else the path is searched. */
function binary() {
  const named = process.env.CHROMIUM;
  if (named !== undefined) return named;
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of NAMES) if (existsSync(join(folder, name))) return join(folder, name);
  }
  throw new Error('no Chromium found: install it, or name its binary in CHROMIUM');
}

/**
 * Starts a browser. With `video`, a file of video.mjs, its only camera shows that, and every page gets it; without,
 * there is no camera.
 * @param {{ video?: string, args?: string[] }} [options]
 */
export function launch({ video, args = [] } = {}) {
  const camera = video === undefined ? [] : [
    '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${video}`,
  ];
  // Chromium's sandbox does not start under root, as in a container.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const start = () => chromium.launch({ executablePath: binary(), args: [...QUIET, ...sandbox, ...camera, ...args] });
  // Headless Chromium dies now and then before it has opened anything. That says nothing about a page, so it is started
  // once more; what happens to a page is never tried twice.
  return start().catch((error) => {
    console.error(`the browser died at its start and is started once more: ${String(error.message).split('\n')[0]}`);
    return start();
  });
}

/**
 * Opens a page in a context of its own.
 * @param {import('playwright-core').Browser} browser
 * @param {{ lang?: string, viewport?: { width: number, height: number }, offline?: boolean, slower?: number }} [options]
 *   `lang` is what the browser says of its person; `slower` how many times slower the page's processor is.
 */
export async function openPage(browser, { lang = 'en', viewport = PHONE, offline = false, slower = 1, ...options } = {}) {
  const context = await browser.newContext({ locale: lang, viewport, offline, ...options });
  const page = await context.newPage();
  if (slower > 1) {
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
  }
  return page;
}
