// Writes the tables of fields from docs/formats/fields.md: the names by place for the library, the labels for the command.
//
//     node build/fields.mjs           writes src/core/fields-table.ts and src/node/labels-table.ts
//
// A test fails where the tables are not those of the page.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const PAGE = at('../../docs/formats/fields.md');
export const FILES = { names: at('../src/core/fields-table.ts'), labels: at('../src/node/labels-table.ts') };

/** The records of the page: kind, schema, and six groups of fields with name and label. */
export async function records() {
  const found = [];
  let fields = [];
  for (const line of (await readFile(PAGE, 'utf8')).split('\n')) {
    const record = /^## Kind (\d), schema (\d+): /.exec(line);
    const group = /^\*\*Group (\d), /.exec(line);
    const field = /^\| (\d+) \| `([a-z0-9_.]+)` \| (.+) \|$/.exec(line);
    if (record !== null) found.push({ kind: Number(record[1]), schema: Number(record[2]), groups: [[], [], [], [], [], []] });
    if (group !== null) fields = found.at(-1).groups[Number(group[1])];
    if (field === null) continue;
    if (Number(field[1]) !== fields.length) throw new Error(`a place is missing before: ${line}`);
    fields.push({ name: field[2], label: field[3] });
  }
  if (found.length < 7) throw new Error(`${PAGE} has only ${found.length} records`);
  return found;
}

const HEAD = (what) => `/** ${what}. Written by build/fields.mjs from docs/formats/fields.md. */\n\n`;
const quoted = (text) => (text.includes("'") ? JSON.stringify(text) : `'${text}'`);

/** The texts of both files. */
export async function tables() {
  const all = await records();
  const names = (from, to) => all.map(({ kind, schema, groups }) => {
    const lines = groups.slice(from, to).map((fields) => `    ${quoted(fields.map(({ name }) => name).join(' '))},\n`);
    return `  '${kind}/${schema}': [\n${lines.join('')}  ],\n`;
  });
  const table = (name, what, from, to) =>
    `/** ${what}. */\nexport const ${name}: Readonly<Record<string, readonly string[]>> = {\n${names(from, to).join('')}};\n`;
  // A label is that of the first record that has the field; where another record calls it otherwise, that one has its own.
  const labels = new Map();
  for (const { kind, groups } of all) {
    for (const { name, label } of groups.flat()) {
      const known = labels.get(name);
      if (known === undefined) labels.set(name, label);
      else if (known !== label && labels.get(`${kind} ${name}`) !== label) labels.set(`${kind} ${name}`, label);
    }
  }
  const lines = [...labels].map(([name, label]) => `  [${quoted(name)}, ${quoted(label)}],\n`);
  return {
    names: `${HEAD('The names of all fields, in their places: by kind and schema')}${table('PRINTED', 'Those of the groups 0 and 1, which papers print', 0, 2)}\n${table('KEPT', 'Those of the groups 2 to 5', 2, 6)}`,
    labels: `${HEAD('What fields are called in English; with a kind before the name where a record has its own words')}export const LABELS: ReadonlyMap<string, string> = new Map([\n${lines.join('')}]);\n`,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const made = await tables();
  await writeFile(FILES.names, made.names);
  await writeFile(FILES.labels, made.labels);
}
