// The licences of everything that is bundled, as their authors wrote them.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What comes from elsewhere than npm. */
const OTHERS = `Names of places and countries: Uzinfocom, DHP FHIR IG, https://github.com/uzinfocom-org/digital-health-ig, CC BY 4.0
(https://creativecommons.org/licenses/by/4.0/); what was changed stands in data/README.md of Dalolat.

zxing.wasm is built from zxing-cpp, https://github.com/zxing-cpp/zxing-cpp, Apache-2.0.
`;

/** The text of LICENSES.txt for the inputs of the bundles. */
export async function licences(root, inputs) {
  const packages = new Set();
  for (const input of inputs) {
    const match = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match !== null) packages.add(match[1]);
  }
  const parts = ['Dalolat, the check of certificates: Apache-2.0. It contains:\n', OTHERS];
  for (const name of [...packages].sort()) parts.push(await licenceOf(root, name));
  parts.push(`Fonts: Noto Sans, Noto Sans Mono, Noto Serif Display\n\n${await readFile(join(root, 'src/page/fonts/OFL.txt'), 'utf8')}`);
  return parts.join(`\n${'-'.repeat(80)}\n\n`);
}

async function licenceOf(root, name) {
  const dir = join(root, 'node_modules', name);
  const { version, license } = JSON.parse(await readFile(join(dir, 'package.json'), 'utf8'));
  const files = (await readdir(dir)).filter((file) => /^licen[cs]e/i.test(file)).sort();
  if (files.length === 0) throw new Error(`${name} has no licence file`);
  const texts = await Promise.all(files.map((file) => readFile(join(dir, file), 'utf8')));
  return `${name} ${version} (${license})\n\n${texts.join('\n')}`;
}
