// Two folders, file by file.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The files of a folder and the folders in it, sorted. */
export async function listFiles(dir, below = '') {
  const names = [];
  for (const entry of await readdir(join(dir, below), { withFileTypes: true })) {
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) names.push(...(await listFiles(dir, name)));
    else names.push(name);
  }
  return names.sort();
}

/** What differs between two folders, a line each. */
export async function compare(left, right) {
  const [a, b] = [await listFiles(left), await listFiles(right).catch(() => [])];
  const faults = [];
  for (const name of new Set([...a, ...b])) {
    if (!a.includes(name)) faults.push(`${name}: the sources do not give it`);
    else if (!b.includes(name)) faults.push(`${name}: is missing`);
    else if (!(await readFile(join(left, name))).equals(await readFile(join(right, name)))) faults.push(`${name}: differs`);
  }
  return faults;
}
