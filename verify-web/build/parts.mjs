// The parts of the page, and how each is made.
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { deflateSync } from 'fflate';
import { build as bundle } from 'esbuild';
import { readPlugins } from '../src/read/bundle.mjs';
import { licences } from './licences.mjs';

const LANGS = ['uz-Latn', 'uz-Cyrl', 'ru', 'kaa-Latn', 'en'];
const NAMES = { 'uz-Latn': 'Oʻzbekcha', 'uz-Cyrl': 'Ўзбекча', ru: 'Русский', 'kaa-Latn': 'Qaraqalpaqsha', en: 'English' };

const sha256 = (bytes) => createHash('sha256').update(bytes);

/** Builds all files into a folder. */
export async function build(root, out) {
  const files = new Map();
  const used = new Set();
  const script = async (name, entry, options = {}) => {
    const { code, inputs } = await scriptOf(root, entry, options);
    for (const input of inputs) used.add(input);
    if (name !== null) files.set(name, code);
    return code;
  };
  await script('page.js', 'served.ts', { format: 'esm' });
  await script('reader.js', 'reader.ts', { format: 'esm' });
  await script('zxing.js', 'zxing.ts', { format: 'esm' });
  const inline = await script('zxing-inline.js', 'zxing-inline.ts');
  const single = await script(null, 'single.ts');
  files.set('zxing.wasm', await readFile(join(root, 'node_modules/zxing-wasm/dist/reader/zxing_reader.wasm')));
  const words = await readWords(root);
  for (const lang of LANGS) files.set(`words/${lang}.json`, Buffer.from(JSON.stringify(words[lang])));
  const places = await packPlaces(root);
  files.set('places.txt', Buffer.from(places));
  const styles = await readFile(join(root, 'src/page/page.css'), 'utf8');
  for (const [name, bytes] of await stylesOf(root, styles, 'file')) files.set(name, bytes);
  const css = (await stylesOf(root, withoutSpareFonts(styles), 'dataurl')).get('page.css');
  for (const name of ['icon.svg', 'icon-192.png', 'icon-512.png']) files.set(name, await readFile(join(root, 'src/page/icons', name)));
  files.set('app.webmanifest', Buffer.from(JSON.stringify(JSON.parse(await readFile(join(root, 'src/page/app.webmanifest'), 'utf8')))));
  files.set('index.html', await indexOf(root, words));
  files.set('single.html', await singleOf(root, words, { places, css, single, inline }));
  files.set('LICENSES.txt', Buffer.from(await licences(root, [...used].sort())));
  files.set('sw.js', (await scriptOf(root, 'sw.ts', { define: workerWords(files) })).code);
  for (const [name, bytes] of files) {
    await mkdir(dirname(join(out, name)), { recursive: true });
    await writeFile(join(out, name), bytes);
  }
}

async function scriptOf(root, entry, options) {
  const result = await bundle({
    absWorkingDir: root,
    entryPoints: [`src/page/${entry}`],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'iife',
    target: ['es2022', 'chrome100', 'firefox100', 'safari15.4'],
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
    plugins: readPlugins(),
    tsconfigRaw: {},
    ...options,
  });
  // A script that stands in a page must not hold the end of its own element.
  const code = Buffer.from(result.outputFiles[0].text.replaceAll('</script', '<\\/script'));
  return { code, inputs: Object.keys(result.metafile.inputs) };
}

/**
 * The single file leaves out the fonts whose letters every system has: Cyrillic of the running text, and figures of one
 * width. Latin stays, because many systems lack the letters of Uzbek and Karakalpak.
 */
function withoutSpareFonts(styles) {
  return styles.split('\n').filter((line) => !/^@font-face.*(sans-\d+-cyr|mono-)/.test(line)).join('\n');
}

async function stylesOf(root, styles, fonts) {
  const result = await bundle({
    absWorkingDir: root,
    stdin: { contents: styles, loader: 'css', resolveDir: join(root, 'src/page'), sourcefile: 'page.css' },
    bundle: true,
    minify: true,
    write: false,
    outdir: '/out',
    assetNames: 'fonts/[name]',
    publicPath: '/verify',
    loader: { '.svg': 'dataurl', '.woff2': fonts },
    target: ['chrome100', 'firefox100', 'safari15.4'],
    logLevel: 'warning',
  });
  return new Map(result.outputFiles.map(({ path, contents }) => [path.slice('/out/'.length).replace('stdin.css', 'page.css'), Buffer.from(contents)]));
}

async function readWords(root) {
  const words = {};
  for (const lang of LANGS) words[lang] = JSON.parse(await readFile(join(root, 'words', `${lang}.json`), 'utf8'));
  return words;
}

/** Codes as `readPlaces` reads them: digits stand as what they are more than those before, or whole after an equals sign. */
function packCodes(codes) {
  let before = 0;
  return codes.map((code) => {
    if (!/^\d+$/.test(code)) return code;
    const more = Number(code) - before;
    before = Number(code);
    return more > 0 ? String(more) : `=${code}`;
  });
}

/** Places and countries in blocks, as `readPlaces` of src/page/places.ts reads them. */
async function packPlaces(root) {
  const { cyrillic } = await moduleOf(root, 'src/page/cyrillic.ts');
  const rows = async (name) => (await readFile(join(root, '../data/dhp', name), 'utf8')).trimEnd().split('\n').slice(1).map((line) => line.split('\t'));
  const soato = (await rows('soato.tsv')).map(([code, , ...names]) => [code, ...names]);
  const countries = (await rows('countries.tsv')).filter(([code]) => code.length === 2);
  const all = [...soato, ...countries].map(([code, latin, cyrl, ru, en]) => [code, latin, cyrl === cyrillic(latin) ? '=' : cyrl, ru, en]);
  const names = [1, 2, 3, 4].map((column) => all.map((row) => row[column] || '-'));
  return [packCodes(all.map(([code]) => code)), ...names].map((block) => block.join('\n')).join('\n\n');
}

/** A module of the sources, to be run here. */
async function moduleOf(root, entry) {
  const result = await bundle({ absWorkingDir: root, entryPoints: [entry], bundle: true, write: false, format: 'esm', logLevel: 'warning' });
  return import(`data:text/javascript;base64,${Buffer.from(result.outputFiles[0].contents).toString('base64')}`);
}

function filled(template, gaps) {
  return template.replace(/\{\{(\w+)\}\}/g, (gap, name) => {
    if (!(name in gaps)) throw new Error(`the template has a gap that nothing fills: ${gap}`);
    return gaps[name];
  });
}

function escaped(text) {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function inEveryLanguage(words, key) {
  return LANGS.map((lang) => `<p lang="${lang}">${escaped(words[lang][key])}</p>`).join('\n');
}

async function indexOf(root, words) {
  const own = words['uz-Latn'];
  return Buffer.from(
    filled(await readFile(join(root, 'src/page/index.html'), 'utf8'), {
      title: escaped(own['page.title']),
      noscript: inEveryLanguage(words, 'noscript'),
      code: LANGS.map((lang) => `<span lang="${lang}">${escaped(words[lang]['ask.code'])}</span>`).join(' · '),
      langs: escaped(own.langs),
      options: LANGS.map((lang) => `<option value="${lang}" lang="${lang}">${NAMES[lang]}</option>`).join(''),
      go: LANGS.map((lang) => words[lang]['ask.code.go']).filter((word, at, all) => all.indexOf(word) === at).map(escaped).join(' · '),
    }),
  );
}

async function singleOf(root, words, { places, css, single, inline }) {
  const source = (bytes) => `'sha256-${sha256(bytes).digest('base64')}'`;
  // Language by language the words are smaller: the keys stand once, and like stands beside like.
  const keys = Object.keys(words.en);
  const sentences = Object.fromEntries(Object.entries(words).map(([lang, own]) => [lang, keys.map((key) => own[key])]));
  const packed = deflateSync(Buffer.from(JSON.stringify({ keys, sentences, places })), { level: 9, mem: 12 });
  return Buffer.from(
    filled(await readFile(join(root, 'src/page/single.html'), 'utf8'), {
      title: escaped(words['uz-Latn']['page.title']),
      noscript: inEveryLanguage(words, 'noscript.none'),
      scripts: `${source(single)} ${source(inline)}`,
      style: source(css),
      css: css.toString(),
      data: Buffer.from(packed).toString('base64'),
      page: single.toString(),
    }),
  );
}

/** What the worker keeps, and the version: a digest of all that it keeps. */
function workerWords(files) {
  const camera = ['zxing.js', 'zxing.wasm'];
  const never = ['index.html', 'single.html', 'zxing-inline.js', 'LICENSES.txt', ...camera];
  const paths = [...files.keys()].sort();
  const version = sha256(paths.map((name) => `${name} ${sha256(files.get(name)).digest('hex')}`).join('\n')).digest('hex').slice(0, 16);
  return {
    KEPT: JSON.stringify(paths.filter((name) => !never.includes(name)).map((name) => `/verify/${name}`)),
    CAMERA: JSON.stringify(camera.map((name) => `/verify/${name}`)),
    VERSION: JSON.stringify(version),
  };
}
