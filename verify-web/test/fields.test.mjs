// The tables of fields are those of docs/formats/fields.md.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { FILES, records, tables } from '../build/fields.mjs';
import { documentWord, fieldName, recordKindOf } from '../lib/core/index.js';
import { DOCUMENT_NUMBERS } from '../lib/core/documents.js';
import { labelOf } from '../lib/node/labels.js';
import { Count } from './support.mjs';

test('the tables are what build/fields.mjs makes of the page', async () => {
  const made = await tables();
  for (const [name, path] of Object.entries(FILES)) assert.equal(await readFile(path, 'utf8'), made[name], `${path}: run node build/fields.mjs`);
});

test('each field of each record has the name and the label that the page gives it', async (t) => {
  const count = new Count();
  let fields = 0;
  for (const { kind, schema, groups } of await records()) {
    const document = documentWord(DOCUMENT_NUMBERS.find((number) => recordKindOf(number) === kind));
    groups.forEach((group, at) => {
      group.forEach(({ name, label }, place) => {
        count.equal([fieldName(document, schema, at, place), labelOf(kind, name, at, place)], [name, label], `${kind}/${schema} ${at} ${place}`);
        fields += 1;
      });
      assert.equal(fieldName(document, schema, at, group.length), null, `${kind}/${schema} ${at}`);
    });
    assert.equal(fieldName(document, 9, 0, 0), null);
  }
  assert.ok(fields > 300);
  count.is(fields, t);
});
