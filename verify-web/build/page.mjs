// Builds the page: `node build/page.mjs` writes dist/, `node build/page.mjs --check` builds twice and compares both with
// dist/. The same sources and the same package-lock.json give the same bytes; nothing here reads a clock or a network.
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './parts.mjs';
import { compare, listFiles } from './compare.mjs';

const root = new URL('..', import.meta.url).pathname;
const dist = join(root, 'dist');

/** What the issue of a release promises, in bytes. */
const LIMITS = [
  { what: 'the page before its readers of files and cameras', files: /^(index\.html|page\.(js|css)|sw\.js|app\.webmanifest|icon\.svg|words\/ru\.json|fonts\/.*)$/, most: 300_000 },
  { what: 'the single file', files: /^single\.html$/, most: 400_000 },
];

async function report(dir) {
  const sizes = new Map();
  for (const name of await listFiles(dir)) sizes.set(name, (await readFile(join(dir, name))).length);
  for (const [name, size] of sizes) console.log(`${String(size).padStart(9)}  ${name}`);
  const camera = (sizes.get('single.html') ?? 0) + (sizes.get('zxing-inline.js') ?? 0) + Math.ceil((sizes.get('zxing.wasm') ?? 0) / 3) * 4;
  console.log(`${String(camera).padStart(9)}  the single file with a camera`);
  let good = camera < 1_800_000;
  for (const { what, files, most } of LIMITS) {
    const sum = [...sizes].filter(([name]) => files.test(name)).reduce((total, [, size]) => total + size, 0);
    console.log(`${String(sum).padStart(9)}  ${what}, at most ${most}`);
    good &&= sum <= most;
  }
  return good;
}

if (process.argv[2] === '--check') {
  const work = await mkdtemp(join(tmpdir(), 'dalolat-page-'));
  try {
    const [first, second] = [join(work, 'first'), join(work, 'second')];
    await build(root, first);
    await build(root, second);
    const faults = [...(await compare(first, second)), ...(await compare(first, dist))];
    for (const fault of faults) console.error(fault);
    if (faults.length > 0) {
      console.error('dist/ is not what the sources give: run `node build/page.mjs` and commit it.');
      process.exitCode = 1;
    } else if (!(await report(first))) {
      console.error('the page has grown beyond its limits');
      process.exitCode = 1;
    } else console.log('two builds and dist/ are the same, byte for byte');
  } finally {
    await rm(work, { recursive: true, force: true });
  }
} else {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  await build(root, dist);
  if (!(await report(dist))) process.exitCode = 1;
}
