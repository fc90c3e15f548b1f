// The page that checks certificates and the counter, as people use them: a real browser, and the processes of a demo network.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { access } from './journeys/access.mjs';
import { camera } from './journeys/camera.mjs';
import { counter } from './journeys/counter.mjs';
import { install } from './journeys/install.mjs';
import { paper } from './journeys/paper.mjs';
import { status, stopped } from './journeys/status.mjs';
import { launch } from './lib/browser.mjs';
import { startDemo } from './lib/demo.mjs';

const at = { browser: null, demo: null, work: null };
const given = { browser: () => at.browser, demo: () => at.demo, work: () => at.work };

before(async () => {
  at.work = await mkdtemp(join(tmpdir(), 'dalolat-journeys-'));
  [at.browser, at.demo] = await Promise.all([launch(), startDemo()]);
}, { timeout: 240_000 });

after(async () => {
  await at.browser?.close();
  await at.demo?.end();
  if (at.work !== null) await rm(at.work, { recursive: true, force: true });
});

paper(given);
status(given);
install(given);
access(given);
camera(given);
counter(given);
stopped(given);
