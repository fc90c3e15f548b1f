// docs/formats/block-header.md, hashing.md and finalization.md, by testdata/headers-1.json.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode } from '../lib/core/cbor.js';
import { finalizationMessage, isFinal, readFinalization } from '../lib/core/finalization.js';
import { genesisDigest } from '../lib/core/genesis.js';
import { leafHash, rootOfPath, tagged, treeRoot } from '../lib/core/hash.js';
import { blockDigest, contextBytes, rest2Of, restOf } from '../lib/core/header.js';
import { networkOf } from '../lib/core/identifiers.js';
import { bytes, Count, hex, utf8, vectors } from './support.mjs';
import { sha256 } from '@noble/hashes/sha2.js';

const file = vectors('headers-1.json');
const worked = vectors('worked-1.json');

function compareHeader(count, vector) {
  const context = {
    epoch: BigInt(vector.context.epoch),
    view: BigInt(vector.context.view),
    leader: bytes(vector.context.leader),
    parentView: BigInt(vector.context.parent_view),
    parent: bytes(vector.context.parent),
  };
  count.equal(hex(contextBytes(context)), vector.context.bytes);
  const rest2 = rest2Of({
    context,
    logSize: BigInt(vector.log_size),
    logRoot: bytes(vector.log_root),
    stateHeight: BigInt(vector.state_height),
    stateRoot: bytes(vector.state_root),
    enginePayload: new Uint8Array(0),
    rulesVersion: vector.rules_version,
  });
  count.equal(hex(rest2), vector.rest2);
  const rest = restOf(bytes(vector.parent), rest2);
  count.equal(hex(rest), vector.rest);
  const digest = blockDigest({
    height: BigInt(vector.height),
    timeMs: BigInt(vector.time_ms),
    entryCount: vector.entry_count,
    entriesRoot: bytes(vector.entries_root),
    rest,
  });
  count.equal(hex(digest), vector.digest);
}

test('digests of headers', (t) => {
  const count = new Count();
  count.equal(hex(genesisDigest(bytes(file.block_0.genesis))), file.block_0.header.parent);
  compareHeader(count, file.block_0.header);
  for (const { header } of file.headers) compareHeader(count, header);
  compareHeader(count, worked.block_0);
  compareHeader(count, worked.block_1.header);
  count.is(25, t);
});

test('trees, paths and the log', (t) => {
  const count = new Count();
  const entry = (n) => sha256(utf8(`entry ${n}`));
  for (const { entries, root, paths } of file.trees) {
    const leaves = Array.from({ length: entries }, (_, n) => leafHash(entry(n)));
    count.equal(hex(treeRoot(leaves)), root);
    for (const { index, path } of paths) {
      count.equal(hex(rootOfPath(leaves[index], index, entries, path.map(bytes))), root);
      assert.equal(rootOfPath(leaves[index], index, entries, [...path.map(bytes), leaves[index]]), null);
      if (path.length > 0) assert.equal(rootOfPath(leaves[index], index, entries, path.slice(1).map(bytes)), null);
    }
  }
  const leaves = file.log.entries.map((one) => leafHash(bytes(one)));
  file.log.roots.forEach((root, i) => count.equal(hex(treeRoot(leaves.slice(0, i + 1))), root));
  count.is(39, t);
});

test('what a quorum signs, and its signature', (t) => {
  const count = new Count();
  for (const { network, key, block, epoch, view, parent_view, finalization } of file.finalizations) {
    const read = decode(bytes(finalization.bytes), 80, readFinalization);
    assert.ok(read);
    count.equal([read.epoch, read.view, read.parentView], [epoch, view, parent_view].map(BigInt));
    const of = networkOf(bytes(network));
    count.equal(hex(finalizationMessage(of, read, bytes(block))), finalization.message);
    count.equal(hex(read.signature), finalization.signature);
    count.equal(isFinal(of, bytes(key), read, bytes(block)), true);
    assert.equal(isFinal(of, bytes(key), { ...read, view: read.view ^ 1n }, bytes(block)), false);
  }
  count.is(60, t);
});

test('the tagged hash and the small tree of the pages', (t) => {
  const count = new Count();
  const { tagged: one, tree } = worked.hashing;
  count.equal(hex(tagged(one.tag, ...one.parts.map(bytes))), one.digest);
  const leaves = tree.data.map((data) => leafHash(bytes(data)));
  count.equal(leaves.map(hex), tree.leaves);
  tree.roots_of_0_to_3_leaves.forEach((root, n) => count.equal(hex(treeRoot(leaves.slice(0, n))), root));
  count.equal(hex(rootOfPath(leaves[0], 0, 3, tree.path_of_leaf_0_of_3.map(bytes))), tree.roots_of_0_to_3_leaves[3]);
  count.is(7, t);
});
