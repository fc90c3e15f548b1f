// docs/formats/signatures.md, by testdata/signatures-1.json.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode } from '../lib/core/cbor.js';
import { verifyEd25519 } from '../lib/core/ed25519.js';
import { readPasskeyKey } from '../lib/core/key-record.js';
import { faultOfAssertion } from '../lib/core/passkey.js';
import { bytes, Count, generator, hex, utf8, vectors } from './support.mjs';

const { ed25519, webauthn } = vectors('signatures-1.json');

test('Ed25519, good and not', (t) => {
  const count = new Count();
  const message = bytes(ed25519.message);
  for (const { note, key, signature, good } of ed25519.cases) {
    count.equal(verifyEd25519(bytes(key), message, bytes(signature)), good, note);
  }
  count.is(7, t);
});

test('points of small order as key and as R are good with s = 0 over every message', (t) => {
  const count = new Count();
  const chance = generator(7);
  const zero = '00'.repeat(32);
  for (const key of ed25519.small_order) {
    for (const r of ed25519.small_order) {
      const message = Uint8Array.from({ length: 32 }, () => chance(256));
      count.equal(verifyEd25519(bytes(key), message, bytes(r + zero)), true, `${key} ${r}`);
      assert.equal(verifyEd25519(bytes(key), message, bytes(r + `01${zero.slice(2)}`)), false);
    }
  }
  count.is(196, t);
});

test('assertions of passkeys, each with the first rule that it breaks', (t) => {
  const count = new Count();
  const message = bytes(webauthn.message);
  for (const { note, class: network, key, authenticator_data, client_data, signature, verdict } of webauthn.cases) {
    const read = decode(bytes(key ?? webauthn.key), 587, readPasskeyKey);
    assert.ok(read, note);
    const fault = faultOfAssertion(network, read, message, {
      scheme: 2,
      authenticatorData: bytes(authenticator_data),
      clientData: client_data.text === undefined ? bytes(client_data.bytes) : utf8(client_data.text),
      bytes: bytes(signature),
    });
    count.equal(fault ?? 'good', verdict, note);
  }
  count.is(43, t);
});

test('a good assertion over one message is not good over another', () => {
  const [{ class: network, authenticator_data, client_data, signature }] = webauthn.cases;
  const read = decode(bytes(webauthn.key), 587, readPasskeyKey);
  const proof = {
    scheme: 2,
    authenticatorData: bytes(authenticator_data),
    clientData: utf8(client_data.text),
    bytes: bytes(signature),
  };
  const other = bytes(webauthn.message).map((byte) => byte ^ 1);
  assert.equal(faultOfAssertion(network, read, other, proof), 'challenge');
  assert.equal(hex(other).length, 64);
});
