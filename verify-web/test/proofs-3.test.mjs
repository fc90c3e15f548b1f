// docs/formats/certificate-proof.md, by testdata/proofs-3.json: every document, with all its values, with some and with none.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeBase45 } from '../lib/core/base45.js';
import { certifiedBlock } from '../lib/core/inclusion.js';
import {
  documentWord,
  fieldName,
  printActNumber,
  printCertificateNumber,
  printHandle,
  readKeyFile,
  recordKindOf,
  verify,
} from '../lib/core/index.js';
import { entryDigestOf, openedHalf, readProof, rootOfGroup } from '../lib/core/proof.js';
import { reportJson, reportText } from '../lib/node/report.js';
import { Count, hex, utf8, vectors } from './support.mjs';

const file = vectors('proofs-3.json');
const { keys } = readKeyFile(utf8(file.keys));

test('every document on every class of network, with all its values, with some and with none', (t) => {
  const count = new Count();
  const seen = new Set();
  for (const vector of file.proofs) {
    const { note } = vector;
    const bytes = decodeBase45(vector.text.slice(5), 8192);
    const proof = readProof(bytes);
    assert.ok(proof, note);
    count.equal([bytes.length, proof.documentNumber], [vector.length, vector.document], note);
    count.equal(proof.act === null ? null : printActNumber(proof.act), vector.act, note);
    count.equal([printCertificateNumber(proof.number), printHandle(proof.handle)], [vector.number, vector.handle], note);
    count.equal(proof.groups.map((one) => ({ group: one.group, root: hex(rootOfGroup(proof, one)) })), vector.groups, note);
    count.equal([hex(openedHalf(proof)), hex(entryDigestOf(proof))], [vector.opened, vector.entry_digest], note);
    count.equal(hex(certifiedBlock(entryDigestOf(proof), proof)), vector.certified_block, note);
    const open = proof.groups.filter(({ kind }) => kind === 'open').length;
    count.equal(open === proof.groups.length ? 'full' : open > 0 ? 'some' : 'none', vector.profile, note);
    const verdict = verify(vector.text, keys);
    count.equal(verdict.code, vector.verdict, note);
    seen.add(`${vector.document} ${verdict.key.network.class} ${vector.profile}`);
    const lines = reportText(verdict).join('\n');
    count.equal(lines.includes('No value of the record stands in this code'), vector.profile === 'none', note);
    count.equal([reportJson(verdict).document, reportJson(verdict).act], [documentWord(vector.document), vector.act], note);
  }
  count.is(58 * 10, t);
  // Ten documents on three networks; on the demo also fewer values, and of the certificate of birth never none.
  assert.equal(seen.size, 30 + 10 + 9);
});

test('every value of a paper stands in a place that has a name', (t) => {
  const count = new Count();
  for (const { text, note, document } of file.proofs) {
    const { proof } = verify(text, keys);
    for (const { kind, group, values } of proof.groups) {
      if (kind === 'root') continue;
      values.forEach((_, place) => {
        assert.match(fieldName(proof.document, proof.schema, group, place), /^[a-z_.]+$/, `${note}: ${group} ${place}`);
      });
      count.equal(fieldName(proof.document, proof.schema, group, values.length), null, `${recordKindOf(document)} ${group}`);
    }
  }
  count.is(30 * 2 + 10 + 9, t);
});

test('what is no proof of the document that it names, and what a later reader may know', (t) => {
  const count = new Count();
  for (const { text, note, verdict } of file.wrong) count.equal(verify(text, keys).code, verdict, note);
  count.is(33, t);
});
