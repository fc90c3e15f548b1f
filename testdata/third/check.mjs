// Checks a certificate's proof by the pages of docs/formats alone, with a library for the curve that the Python of
// docs/verify-it-yourself.md does not use. That page says how it is run, in Node.js and in a browser's console.
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";

const CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
class Stop extends Error {}                             // its message is a code of certificate-proof.md
const must = (holds, code) => { if (!holds) throw new Stop(code); };
const CBOR = "not-valid.cbor", PATH = "not-valid.path";
const join = (...parts) => concatBytes(...parts.map((p) => (typeof p === "string" ? utf8ToBytes(p) : Uint8Array.from(p))));
const H = (...parts) => sha256(join(...parts));
const big = (n, size) => {                              // an unsigned integer in so many bytes, big-endian
  const digits = BigInt(n).toString(16).padStart(2 * size, "0");
  must(digits.length === 2 * size, PATH);                // only a height above 64 bits comes to this
  return hexToBytes(digits);
};
const node = (left, right) => H([1], left, right);

function base45(code) {
  const bytes = [];
  for (let at = 0; at < code.length; at += 3) {
    const places = [...code.slice(at, at + 3)].map((c) => CHARACTERS.indexOf(c));
    const worth = places.reduce((sum, place, i) => sum + place * 45 ** i, 0);
    must(Math.min(...places) >= 0 && places.length > 1 && worth < 256 ** (places.length - 1), "not-valid.base45");
    bytes.push(...big(worth, places.length - 1));
  }
  return Uint8Array.from(bytes);
}

function encode(v) {
  if (v === null) return [0xf6];
  const [major, n, rest] = typeof v === "bigint" ? [0, v, []] : v instanceof Uint8Array ? [2, v.length, v]
    : typeof v === "string" ? [3, utf8ToBytes(v).length, utf8ToBytes(v)] : [4, v.length, join(...v.map(encode))];
  const size = [24n, 1n << 8n, 1n << 16n, 1n << 32n, 1n << 64n].findIndex((most) => BigInt(n) < most);
  return size ? join([major << 5 | 23 + size], big(n, 2 ** (size - 1)), rest) : join([major << 5 | Number(n)], rest);
}

function utf8(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Stop(CBOR);
  }
}

function decode(data) {
  let at = 0;
  const take = (n) => { must(at + n <= data.length, CBOR); at += n; return data.subarray(at - n, at); };
  const read = (depth) => {
    const [first] = take(1), low = first & 31;
    if (first === 0xf6) return null;
    must(low < 28 && depth < 6, CBOR);
    const n = low < 24 ? BigInt(low) : BigInt("0x" + bytesToHex(take(2 ** (low - 24))));
    if (first >> 5 === 0) return n;
    if (first >> 5 === 2) return take(Number(n));
    if (first >> 5 === 3) return utf8(take(Number(n)));
    must(first >> 5 === 4 && n <= 64n, CBOR);
    return Array.from({ length: Number(n) }, () => read(depth + 1));
  };
  const value = read(1);
  must(bytesToHex(join(encode(value))) === bytesToHex(data), CBOR);
  return value;
}

const integer = (low, high) => (v) => typeof v === "bigint" && v >= low && v <= high;
const fixed = (size) => (v) => v instanceof Uint8Array && v.length === size;
const several = (least, most, of) => (v) => Array.isArray(v) && v.length >= least && v.length <= most && v.every(of);
const row = (...of) => (v) => Array.isArray(v) && v.length === of.length && of.every((f, i) => f(v[i]));
const either = (one, other) => (v) => one(v) || other(v);
const byte = integer(0n, 255n), u32 = integer(0n, (1n << 32n) - 1n), uint = integer(0n, (1n << 64n) - 1n), digest = fixed(32);
const value = (v) => v === null || typeof v === "bigint" || (typeof v === "string" && utf8ToBytes(v).length <= 1024);
const actNumber = (v) => integer(10n ** 11n, 5n * 10n ** 11n - 1n)(v) && v / 10n ** 7n % 10n ** 4n > 0n && v % 10n ** 5n > 0n;
const certificateNumber = (v) => integer(10n ** 7n, 10n ** 11n - 1n)(v) && v % 10n ** 5n > 0n;
const group = either(row(integer(0n, 5n), fixed(16), several(0, 64, value)), row(integer(0n, 5n), digest));
const hop = row(uint, integer(0n, 1024n), digest, digest);
/** Of each document the kind of its record; those of a search, 19 and 20, are not checked here. */
const RECORDS = new Map([[1n, 1n], [12n, 2n], [13n, 3n], [14n, 4n], [15n, 1n], [16n, 2n], [17n, 3n], [18n, 4n]]);
const form = row(byte, byte, (v) => RECORDS.has(v), actNumber, day, certificateNumber, day, fixed(16), several(1, 6, group), digest,
  u32, u32, several(0, 10, digest), uint, uint, digest, several(0, 64, hop), uint, uint, uint, fixed(48));

function day(v) {                                       // Date gives another month where the calendar has no such day
  if (!integer(18000101n, 21991231n)(v)) return false;
  const [year, month, date] = [v / 10000n, v / 100n % 100n, v % 100n].map(Number);
  const found = new Date(Date.UTC(year, month - 1, date));
  return found.getUTCMonth() === month - 1 && found.getUTCDate() === date;
}

/** The 21 values, in the form that certificate-proof.md prescribes, or a code. */
function proofOf(data) {
  try {
    must(data.length <= 8192, CBOR);
    const proof = decode(data);
    must(form(proof), CBOR);
    const [, , document, act, , , , , groups] = proof;
    must(act / 10n ** 11n === RECORDS.get(document) && (document !== 1n || groups[0].length === 3), CBOR);
    must(groups.every((g, i) => i === 0 || g[0] > groups[i - 1][0]), CBOR);
    return proof;
  } catch (error) {
    const other = /^95(?:0.|1[0-7]|18[2-9a-f].|181[89a-f]){2}(?:0[2-9ab]|1[3-7]|18[2-9a-f].|181[89a-f])/.test(bytesToHex(data));
    throw error instanceof Stop && other ? new Stop("cannot-tell.document") : error;
  }
}

function rootOf(leaves) {
  if (leaves.length < 2) return leaves[0] ?? H();
  const k = 2 ** Math.floor(Math.log2(leaves.length - 1));
  return node(rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k)));
}

function leafOf(kind, schema, group, i, seed, v) {
  const secret = hmac(sha256, new Uint8Array(32), seed);
  const salt = hmac(sha256, secret, join("dalolat/salt/1", big(i, 2), [1])).subarray(0, 16);
  return H([0], "dalolat/field/1", [Number(kind), Number(schema), Number(group)], big(i, 2), salt, encode(v));
}

function follow(path, h, at, last) {
  for (const sibling of path) {
    must(last > 0n, PATH);
    const right = at % 2n === 1n || at === last;
    h = right ? node(sibling, h) : node(h, sibling);
    while (right && at % 2n === 0n && at > 0n) { at /= 2n; last /= 2n; }
    at /= 2n; last /= 2n;
  }
  must(last === 0n, PATH);
  return h;
}

const header = (height, time, count, root, rest) => H("dalolat/hdr/1", big(height, 8), big(time, 8), big(count, 4), root, rest);
const leb128 = (n) => (n < 128n ? [Number(n)] : [Number(n % 128n) + 128, ...leb128(n / 128n)]);

/** The digest of the block that was certified, from the proof's 21 values. */
function certified(proof) {
  const [, schema, document, act, actDate, number, date, handle, groups, closed, index, count, path, height, time, rest, hops] = proof;
  const roots = groups.map(([g, seedOrRoot, values]) =>
    [g, values ? rootOf(values.map((v, i) => leafOf(RECORDS.get(document), schema, g, i, seedOrRoot, v))) : seedOrRoot]);
  const opened = H("dalolat/opened/1", [2], encode([document, act, actDate, roots, number, date, handle]));
  must(index < count, PATH);
  const entriesRoot = follow(path, H([0], H("dalolat/entry/1", opened, closed)), index, count - 1n);
  const up = (block, [hopTime, hopCount, hopRoot, rest2], i) =>
    header(height + BigInt(i + 1), hopTime, hopCount, hopRoot, H("dalolat/rest/1", block, rest2));
  return hops.reduce(up, header(height, time, count, entriesRoot, rest));
}

/** Whether the signature is the network's over the block. The library refuses infinity, other curves and other subgroups. */
function signed(proof, block, key) {
  const [epoch, view, parentView, signature] = proof.slice(17);
  const namespace = join("dalolat/1/", hexToBytes(key.network), "_FINALIZE");
  const message = join([namespace.length], namespace, leb128(epoch), leb128(view), leb128(parentView), block);
  const curve = bls12_381.shortSignatures;
  const point = curve.hash(message, "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_");
  try {
    return curve.verify(signature, point, hexToBytes(key.key));
  } catch {
    return false;                                       // the bytes are no point
  }
}

/** What the proof comes to under one key of its id. */
function judged(prefix, proof, key) {
  if (prefix !== (key.network.startsWith("01") ? "DAL1:" : "DALX:")) return "not-valid.network";
  if (!signed(proof, certified(proof), key)) return "not-valid.signature";
  const counts = proof[13] >= BigInt(key.from_height) && (key.to_height === null || proof[13] <= BigInt(key.to_height));
  return counts ? "valid" : "not-valid.height";
}

function conclude(text, keys) {
  const prefix = text.slice(0, 5);
  const later = /^DAL[0-9A-Z]:/.test(text) ? "cannot-tell.version" : "not-valid.prefix";
  must(["DAL1:", "DALX:", "DALP:"].includes(prefix), later);
  const proof = proofOf(base45(text.slice(5, 16384)));
  must(prefix !== "DALP:", "cannot-tell.provisional");
  const trusted = keys.filter((key) => BigInt(key.key_id) === proof[0]);
  must(trusted.length > 0, "cannot-tell.unknown-key");
  const codes = trusted.map((key) => judged(prefix, proof, key));
  must(codes.includes("valid"), codes.filter((code) => code !== "not-valid.network").at(-1) ?? "not-valid.network");
  const values = proof[8].flatMap((g) => g[2] ?? []).map((v) => (v === null ? "(nothing)" : String(v)));
  return { conclusion: "valid", block: bytesToHex(certified(proof)), values };
}

/**
 * Judges the text of a code under a network-key file, as `JSON.parse` gives it: a code of certificate-proof.md, and of a valid proof the
 * certified block and the values. Throws where the key file is not one.
 */
export function check(text, keyFile) {
  try {
    return conclude(text, [keyFile].flat());
  } catch (error) {
    if (error instanceof Stop) return { conclusion: error.message };
    throw error;
  }
}
