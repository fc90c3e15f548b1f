#!/usr/bin/env python3
"""Checks the vectors of testdata/ by the pages of docs/formats/ alone: nothing but Python's standard library.

    python3 testdata/check_formats.py

Reads every byte again, computes every digest, root, id, commitment and message, and says for each of the
changed inputs what it comes to. The mathematics of curves is left out: a signature counts as good where the
vectors say that of these very bytes, and every other point is taken for one that does not fit. Also looks up every long hexadecimal example of the pages in the vectors.
Ends with 1 if anything differs.
"""
import hmac as library_hmac
import json
import re
import sys
import unicodedata
from hashlib import sha256
from pathlib import Path

import check_state

HERE = Path(__file__).parent
PAGES = HERE.parent / "docs" / "formats"

checked = 0
wrong = []


def check(holds, what):
    global checked
    checked += 1
    if not holds:
        wrong.append(what)


def same(found, expected, what):
    check(found == expected, f"{what}: found {found!r}, expected {expected!r}")


def unhex(text):
    return bytes.fromhex(text)


def vectors(name):
    return json.loads((HERE / name).read_text(encoding="utf-8"))


# ---------------------------------------------------------------------------------------- hashing.md


def H(*parts):
    return sha256(b"".join(part.encode() if isinstance(part, str) else part for part in parts)).digest()


def u16(number):
    return number.to_bytes(2, "big")


def u32(number):
    return number.to_bytes(4, "big")


def u64(number):
    return number.to_bytes(8, "big")


def leaf(data):
    return H(b"\x00", data)


def node(left, right):
    return H(b"\x01", left, right)


def root(leaves):
    if not leaves:
        return H(b"")
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return node(root(leaves[:k]), root(leaves[k:]))


def root_of_path(h, index, count, path):
    """The root that a path leads to, or None where it has not the shape of its place."""
    if index >= count:
        return None
    at, last = index, count - 1
    for sibling in path:
        if last == 0:
            return None
        if at % 2 == 1 or at == last:
            h = node(sibling, h)
            while at % 2 == 0 and at != 0:
                at, last = at // 2, last // 2
        else:
            h = node(h, sibling)
        at, last = at // 2, last // 2
    return h if last == 0 else None


# --------------------------------------------------------------------------------- canonical-cbor.md


class Refused(Exception):
    pass


def require(holds, what):
    if not holds:
        raise Refused(what)


def head(major, number):
    if number < 24:
        return bytes([major << 5 | number])
    for more, width in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 1 << 8 * width:
            return bytes([major << 5 | more]) + number.to_bytes(width, "big")
    raise ValueError(number)


def encode(value):
    if value is None:
        return b"\xf6"
    if isinstance(value, int):
        return head(0, value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    return head(4, len(value)) + b"".join(encode(one) for one in value)


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        require(self.at + count <= len(self.data), "the bytes end early")
        self.at += count
        return self.data[self.at - count : self.at]

    def head(self, major):
        first = self.take(1)[0]
        require(first >> 5 == major, "a value of another type")
        info = first & 31
        if info < 24:
            return info
        require(info <= 27, "a length that is not given")
        width = 1 << (info - 24)
        number = int.from_bytes(self.take(width), "big")
        require(head(major, number) == self.data[self.at - width - 1 : self.at], "a longer form")
        return number

    def is_null(self):
        return self.data[self.at : self.at + 1] == b"\xf6"

    def major(self):
        require(self.at < len(self.data), "the bytes end early")
        return self.data[self.at] >> 5


def uint(low, high=None):
    """An integer from low to high; with one number, from 0 to that."""
    low, high = (0, low) if high is None else (low, high)

    def read(reader):
        number = reader.head(0)
        require(low <= number <= high, "a number out of bounds")
        return number

    return read


def bstr(low, high=None):
    def read(reader):
        length = reader.head(2)
        require(low <= length <= (low if high is None else high), "a byte string of another length")
        return reader.take(length)

    return read


def tstr(most):
    def read(reader):
        length = reader.head(3)
        require(length <= most, "a text that is too long")
        try:
            return reader.take(length).decode("utf-8")
        except UnicodeDecodeError:
            raise Refused("text that is not UTF-8") from None

    return read


def array(*types):
    def read(reader):
        require(reader.head(4) == len(types), "an array of another length")
        return [one(reader) for one in types]

    return read


def listed(low, high, one):
    def read(reader):
        count = reader.head(4)
        require(low <= count <= high, "a list that is too short or too long")
        return [one(reader) for _ in range(count)]

    return read


def or_null(one):
    def read(reader):
        if reader.is_null():
            return reader.take(1) and None
        return one(reader)

    return read


def constant(number):
    return uint(number, number)


def where(one, holds, what="a value that is not allowed"):
    def read(reader):
        value = one(reader)
        require(holds(value), what)
        return value

    return read


def choice(cases):
    """An array whose first value says which of the cases it is."""

    def read(reader):
        count = reader.head(4)
        require(count >= 1, "an empty array")
        number = reader.head(0)
        require(number in cases, "an unknown case")
        types = cases[number]
        require(count == 1 + len(types), "an array of another length")
        return [number] + [one(reader) for one in types]

    return read


def read_all(one, data, most):
    require(len(data) <= most, "more bytes than allowed")
    reader = Reader(data)
    value = one(reader)
    require(reader.at == len(data), "bytes after the value")
    return value


def ascending(values):
    return all(a < b for a, b in zip(values, values[1:]))


U8, U16, U32, U64 = uint(2**8 - 1), uint(2**16 - 1), uint(2**32 - 1), uint(2**64 - 1)
DIGEST = bstr(32)


def any_value(reader):
    """Any value of the subset, for the printed form."""
    if reader.is_null():
        return reader.take(1) and None
    major = reader.major()
    require(major in (0, 2, 3, 4), "not in the subset")
    if major == 0:
        return U64(reader)
    if major == 2:
        return bstr(0, 2**20)(reader)
    if major == 3:
        return tstr(2**20)(reader)
    return listed(0, 2**20, any_value)(reader)


def notation(value):
    if value is None:
        return "null"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, bytes):
        return f"h'{value.hex()}'"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return "[" + ", ".join(notation(one) for one in value) + "]"


# ------------------------------------------------------------------------------------ identifiers.md

# The kind of the record that each document shows.
RECORD_OF = {1: 1, 12: 2, 13: 3, 14: 4, 15: 1, 16: 2, 17: 3, 18: 4, 19: 5, 20: 6}
NETWORK = where(bstr(17), lambda network: network[0] in (1, 2, 3))
CLASSES = {1: "live", 2: "practice", 3: "demo"}
OFFICE, SERIAL, ACT_KIND = uint(1, 9999), uint(1, 99_999), uint(1, 4)


def is_day(number):
    year, month, day = number // 10_000, number // 100 % 100, number % 100
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    days = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return 1800 <= year <= 2199 and 1 <= month <= 12 and 1 <= day <= days[month - 1]


def is_act_number(number):
    text = f"{number:012}"
    return len(text) == 12 and "1" <= text[0] <= "4" and text[1:5] != "0000" and text[7:] != "00000"


def is_certificate_number(number):
    text = f"{number:011}"
    return len(text) == 11 and text[:4] != "0000" and text[6:] != "00000"


def printed_certificate(number):
    text = f"{number:011}"
    return f"{text[:4]}-{text[4:6]}-{text[6:]}"


DAY = where(U32, is_day)
ACT = where(U64, is_act_number)
CERTIFICATE = where(U64, is_certificate_number)
HANDLE = bstr(16)


def printed_handle(handle):
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    value = int.from_bytes(handle, "big")
    check_value = value % 1021
    digits = [value >> 5 * place & 31 for place in range(25, -1, -1)] + [check_value // 32, check_value % 32]
    text = "".join(letters[digit] for digit in digits)
    return "-".join(text[at : at + 4] for at in range(0, 28, 4))


def is_host(name):
    label = re.compile(r"[a-z0-9-]{1,63}\Z")
    return len(name) <= 253 and all(label.match(one) for one in name.split("."))


def is_well_named(passkey):
    _, rp_id, origin = passkey
    if not origin.startswith("https://"):
        return False
    host, colon, port = origin[8:].partition(":")
    if colon and not (re.match(r"[1-9][0-9]{0,4}\Z", port) and int(port) <= 65_535 and port != "443"):
        return False
    below = host == rp_id or host.endswith("." + rp_id)
    return is_host(rp_id) and is_host(host) and below


PASSKEY = where(
    array(where(bstr(33), lambda point: point[0] in (2, 3)), tstr(253), tstr(280)), is_well_named
)
JURISDICTION = choice({1: [OFFICE], 2: [uint(1, 99)], 3: [U8], 4: []})
ROLE = uint(1, 8)


def key_record(reader):
    require(reader.head(4) == 5, "a key record of five values")
    scheme = uint(1, 2)(reader)
    key = (bstr(32) if scheme == 1 else PASSKEY)(reader)
    return [scheme, key, U32(reader), ROLE(reader), JURISDICTION(reader)]


KEY_RECORD_MOST = 1024


def key_id(record):
    return H("dalolat/key/1", record)[:16]


# ------------------------------------------------------------------------------------- signatures.md

ASSERTION = array(bstr(37), bstr(0, 512), bstr(64))
P = 2**256 - 2**224 + 2**192 + 2**96 - 1
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def signature(reader):
    require(reader.head(4) == 4, "a signature of four values")
    role, key, scheme = ROLE(reader), bstr(16)(reader), uint(1, 2)(reader)
    return [role, key, scheme, (bstr(64) if scheme == 1 else ASSERTION)(reader)]


def message(entry_id, role):
    return H("dalolat/sign/1", entry_id, bytes([role]))


def base64url(data):
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    bits = "".join(f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % 6)
    return "".join(letters[int(bits[at : at + 6], 2)] for at in range(0, len(bits), 6)).encode()


def unfit(network_class, passkey, signed_message, assertion):
    """The code of the first rule that does not hold; None where only the equation is left."""
    point, rp_id, origin = passkey
    data, client_data, proof = assertion
    flags = data[32]
    rules = [
        ("relying-party", data[:32] == H(rp_id)),
        ("not-present", flags & 0x01),
        ("not-verified", flags & 0x04),
        ("more-data", not flags & 0xC0),
        ("copied-but-may-not", not flags & 0x10 or flags & 0x08),
        ("may-be-copied", not flags & 0x08 or network_class != "live"),
        ("too-long", len(client_data) <= 512),
    ]
    rest = client_data
    for code, part in [
        ("type", b'{"type":"webauthn.get","challenge":"'),
        ("challenge", base64url(signed_message) + b'","origin":"'),
        ("origin", origin.encode() + b'",'),
        ("cross-origin", b'"crossOrigin":false'),
    ]:
        rules.append((code, rest is not None and rest.startswith(part)))
        rest = rest[len(part) :] if rest is not None and rest.startswith(part) else None
    rules.append(("end", rest is not None and (rest == b"}" or rest[:1] == b",")))
    r, s = int.from_bytes(proof[:32], "big"), int.from_bytes(proof[32:], "big")
    x = int.from_bytes(point[1:], "big")
    square = (x**3 - 3 * x + B) % P
    has_y = pow(square, (P - 1) // 2, P) in (0, 1)
    rules += [
        ("out-of-range", 1 <= r < N and 1 <= s < N),
        ("high-s", s <= (N - 1) // 2),
        ("key", point[0] in (2, 3) and x < P and has_y),
    ]
    return next((code for code, holds in rules if not holds), None)


# ------------------------------------------------------------------------------------------ entry.md

RULE = where(tstr(64), lambda rule: re.match(r"[a-z0-9.-]{1,64}\Z", rule))
WAIVER = array(RULE, uint(1, 4), DIGEST)
ORDINAL32, ORDINAL64 = uint(1, 2**32 - 1), uint(1, 2**64 - 1)
OFFICE_RECORD = array(OFFICE, uint(1, 6), uint(1680))
DOCUMENT_OF_AN_ACT = where(uint(1, 18), lambda document: document == 1 or document >= 12)
ANCHOR = array(ORDINAL64, U64, U32, DIGEST)
KEY_ENTRY = where(array(key_record, U64, or_null(U64)), lambda key: key[2] is None or key[2] > key[1])
KEY_CHANGE = array(bstr(16), U32)
BODIES = {
    1: array(
        ACT_KIND, U8, DIGEST, or_null(DIGEST), DIGEST, uint(2), U16,
        where(listed(0, 4, WAIVER), lambda all: ascending([rule.encode() for rule, _, _ in all])),
    ),
    2: array(
        DIGEST, DOCUMENT_OF_AN_ACT, listed(6, 6, DIGEST),
        where(bstr(0, 6), lambda groups: ascending(groups) and all(group < 6 for group in groups)),
        HANDLE,
    ),
    3: array(HANDLE, uint(1, 4)),
    4: array(ORDINAL32, ACT_KIND, uint(1, 65_535), U64),
    5: array(ORDINAL32),
    6: ANCHOR,
    7: ANCHOR,
    8: array(ORDINAL64, ORDINAL64, DIGEST, DIGEST, U64),
    9: KEY_ENTRY,
    10: KEY_CHANGE,
    11: KEY_CHANGE,
    12: KEY_CHANGE,
    13: array(OFFICE_RECORD, uint(1, 2), U32, U64),
    14: KEY_ENTRY,
    15: array(uint(1, 5), U32, U64),
    16: array(U32, U64),
}
# The kinds of rule set 2.
WAIVERS = where(listed(0, 4, WAIVER), lambda all: ascending([rule.encode() for rule, _, _ in all]))
EFFECTS = {
    2: array(DAY),
    3: array(DIGEST, U16, or_null(DIGEST), or_null(DAY)),
    4: where(
        array(DIGEST, DIGEST, uint(1, 3), or_null(DIGEST), or_null(DAY)),
        lambda divorce: (divorce[3] is None) == (divorce[2] == 3),
    ),
}
OLD_EFFECTS = {
    1: array(),
    2: array(DAY),
    3: where(array(DIGEST, U16, DAY, or_null(DAY)), lambda of: of[3] is None or of[2] <= of[3]),
    4: array(or_null(DIGEST), DIGEST, DAY),
}


def act_with_effects(reader):
    require(reader.head(4) == 9, "an act of nine values")
    head = [uint(2, 4)(reader)]
    head += [of(reader) for of in (U8, DIGEST, or_null(DIGEST), DIGEST, uint(2), U16, WAIVERS)]
    return [*head, EFFECTS[head[0]](reader)]


def old_act(reader):
    require(reader.head(4) == 8, "an old act of eight values")
    head = [of(reader) for of in (ACT_KIND, U8, DIGEST, DIGEST, DIGEST, U16)]
    return [*head, OLD_EFFECTS[head[0]](reader), WAIVERS(reader)]


ROW = choice({1: [DIGEST, DIGEST, DAY], 2: [DIGEST, DAY]})
PAIR = array(DIGEST, DIGEST, WAIVERS)
BODIES |= {
    17: act_with_effects,
    18: where(
        array(uint(1, 3), DIGEST, DIGEST, DIGEST, or_null(DIGEST)),
        lambda lodge: (lodge[4] is None) == (lodge[0] == 1),
    ),
    19: array(DIGEST),
    20: array(DIGEST),
    21: array(DIGEST, WAIVERS),
    22: PAIR,
    23: PAIR,
    24: array(DIGEST, DIGEST, DIGEST, WAIVERS),
    25: old_act,
    26: array(ORDINAL64, where(listed(1, 600, ROW), lambda rows: ascending([tuple(row) for row in rows]))),
    27: array(uint(1, 99), DAY),
    28: array(
        uint(19, 20), U8, listed(6, 6, DIGEST),
        where(bstr(0, 6), lambda groups: ascending(groups) and all(group < 6 for group in groups)),
        HANDLE,
    ),
}
BULK = (8, 14, 15, 16, 26, 27)
OF_NO_OFFICE = (*range(7, 17), 26, 27)
WORDS = {
    1: "act.register", 2: "certificate.issue", 3: "certificate.revoke", 4: "number.reserve",
    5: "number.release", 6: "case.anchor", 7: "access.anchor", 8: "archive.batch", 9: "staff.key",
    10: "staff.suspend", 11: "staff.lift", 12: "staff.revoke", 13: "staff.office", 14: "governance.key",
    15: "governance.parameter", 16: "governance.rules", 17: "act.register", 18: "application.lodge",
    19: "application.withdraw", 20: "act.dispute", 21: "act.dispute.end", 22: "person.join",
    23: "person.part", 24: "person.move", 25: "legacy.open", 26: "legacy.status", 27: "governance.loaded",
    28: "reference.issue",
}


def entry(reader):
    require(reader.head(4) == 12, "an entry of twelve values")
    constant(1)(reader)
    network = NETWORK(reader)
    constant(0)(reader)
    kind = uint(1, 28)(reader)
    nonce = bstr(16)(reader)
    number = or_null(array(ORDINAL32, SERIAL))(reader)
    require(number is None or kind in (1, 17), "a reserved number of another kind than 1 and 17")
    signed_at, valid_until = U64(reader), U64(reader)
    office = or_null(OFFICE)(reader)
    require((office is None) == (kind in OF_NO_OFFICE), "an office where there is none, or none where there is one")
    origin = uint(1, 5)(reader)
    body = BODIES[kind](reader)
    evidence = listed(0, 16, DIGEST)(reader)
    return {
        "network": network, "kind": kind, "nonce": nonce, "number": number, "signed_at": signed_at,
        "valid_until": valid_until, "office": office, "origin": origin, "body": body, "evidence": evidence,
    }


def signed_entry(data):
    require(len(data) <= 65_536, "more bytes than any entry has")
    reader = Reader(data)
    require(reader.head(4) == 2, "a signed entry of two values")
    begun = reader.at
    of = entry(reader)
    of["bytes"] = data[begun : reader.at]
    of["id"] = H(of["bytes"])
    of["signatures"] = listed(1, 16, signature)(reader)
    require(ascending([one[1] for one in of["signatures"]]), "signatures out of order")
    require(reader.at == len(data), "bytes after the value")
    require(of["kind"] in BULK or len(data) <= 4096, "more bytes than an entry of this kind has")
    of["signed"] = data
    return of


# ----------------------------------------------------------------------------- outcome-and-digest.md

YEAR = uint(1970, 2199)
OUTCOME = choice(
    {1: [ACT, DAY], 2: [CERTIFICATE, DAY, ACT, DAY], 3: [], 4: [ACT_KIND, OFFICE, YEAR, SERIAL, SERIAL],
     5: [CERTIFICATE, DAY]}
)


def opened_certificate(document, act, act_date, groups, number, date, handle):
    value = [document, act, act_date, [list(group) for group in groups], number, date, handle]
    return H("dalolat/opened/1", bytes([0x02 if RECORD_OF[document] <= 4 else 0x1C]), encode(value))


def halves(of, outcome_bytes):
    outcome = read_all(OUTCOME, outcome_bytes, 64)
    closed = H("dalolat/closed/1", of["signed"], outcome_bytes)
    if of["kind"] == 2 and outcome[0] == 2:
        _, number, date, act, act_date = outcome
        _, document, roots, disclosed, handle = of["body"]
        groups = [(group, roots[group]) for group in disclosed]
        return opened_certificate(document, act, act_date, groups, number, date, handle), closed
    if of["kind"] == 28 and outcome[0] == 5:
        _, number, date = outcome
        document, _, roots, disclosed, handle = of["body"]
        groups = [(group, roots[group]) for group in disclosed]
        return opened_certificate(document, None, None, groups, number, date, handle), closed
    return H("dalolat/opened/1", bytes([of["kind"]]), outcome_bytes), closed


def entry_digest(opened, closed):
    return H("dalolat/entry/1", opened, closed)


# ------------------------------------------------------------- block-header.md, finalization.md


def leb128(number):
    out = bytearray()
    while number >= 128:
        out.append(number % 128 + 128)
        number //= 128
    out.append(number)
    return bytes(out)


def context(epoch, view, leader, parent_view, parent):
    return leb128(epoch) + leb128(view) + leader + leb128(parent_view) + parent


def block_digest(height, time, count, entries_root, rest):
    return H("dalolat/hdr/1", u64(height), u64(time), u32(count), entries_root, rest)


def rest_of(parent, rest2):
    return H("dalolat/rest/1", parent, rest2)


def rest2_of(of_context, log_size, log_root, state_height, state_root, rules_version):
    engine = H("dalolat/engine/1")
    return H(
        "dalolat/rest2/1", of_context, u64(log_size), log_root, u64(state_height), state_root, engine,
        u32(rules_version),
    )


FINALIZATION = array(U64, U64, U64, bstr(48))


def quorum_message(network, epoch, view, parent_view, digest):
    namespace = b"dalolat/1/" + network + b"_FINALIZE"
    return leb128(len(namespace)) + namespace + leb128(epoch) + leb128(view) + leb128(parent_view) + digest


# ---------------------------------------------------------------------------------------- receipt.md

COUNT = uint(1024)
HOP = array(U64, COUNT, DIGEST, DIGEST)
HOPS = listed(0, 64, HOP)
PATH = listed(0, 10, DIGEST)
INCLUSION = array(U32, COUNT, PATH, U64, U64, DIGEST, HOPS, FINALIZATION)
RECEIPT = array(DIGEST, DIGEST, INCLUSION)
RECEIPT_MOST = 8288


def certified_block(digest, index, count, path, height, time, rest, hops):
    """The digest of the block that is certified, or None where the path is broken."""
    entries_root = root_of_path(leaf(digest), index, count, path)
    if entries_root is None:
        return None
    block = block_digest(height, time, count, entries_root, rest)
    for hop_time, hop_count, hop_root, rest2 in hops:
        height += 1
        if height > 2**64 - 1:
            return None
        block = block_digest(height, hop_time, hop_count, hop_root, rest_of(block, rest2))
    return block


# Triples of key, message and signature that the vectors say are good.
quorum_signed = set()
officers_signed = set()


def receipt_code(data, of, outcome, network, key):
    try:
        opened, closed, inclusion = read_all(RECEIPT, data, RECEIPT_MOST)
    except Refused:
        return "malformed"
    if (opened, closed) != halves(of, outcome):
        return "other-entry"
    index, count, path, height, time, rest, hops, finalization = inclusion
    block = certified_block(entry_digest(opened, closed), index, count, path, height, time, rest, hops)
    if block is None:
        return "path"
    epoch, view, parent_view, made = finalization
    signed = quorum_message(network, epoch, view, parent_view, block)
    return "good" if (key, signed, made) in quorum_signed else "signature"


# ------------------------------------------------------------------------------------- commitment.md


def value(reader):
    if reader.is_null():
        return reader.take(1) and None
    return tstr(1024)(reader) if reader.major() == 3 else U64(reader)


FIELDS = listed(0, 64, value)
RECORD = array(uint(1, 6), U8, listed(6, 6, FIELDS), listed(6, 6, bstr(16)))


def salt(seed, place):
    extracted = library_hmac.new(bytes(32), seed, sha256).digest()
    return library_hmac.new(extracted, b"dalolat/salt/1" + u16(place) + b"\x01", sha256).digest()[:16]


def field_leaf(kind, schema, group, place, seed, of):
    head_of_field = bytes([kind, schema, group]) + u16(place)
    return H(b"\x00", "dalolat/field/1", head_of_field, salt(seed, place), encode(of))


def group_root(kind, schema, group, seed, values):
    return root([field_leaf(kind, schema, group, place, seed, of) for place, of in enumerate(values)])


def commitment(kind, schema, roots):
    return H("dalolat/act/1", bytes([kind, schema]), root([leaf(one) for one in roots]))


# ------------------------------------------------------------------------------ certificate-proof.md

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
PREFIXES = {"DAL1:": ("live",), "DALX:": ("practice", "demo"), "DALP:": ()}


def from_base45(text):
    require(all(letter in ALPHABET for letter in text), "a letter that is not in the alphabet")
    out = bytearray()
    for at in range(0, len(text), 3):
        group = [ALPHABET.index(letter) for letter in text[at : at + 3]]
        require(len(group) > 1, "a single letter at the end")
        number = sum(digit * 45**place for place, digit in enumerate(group))
        require(number < 1 << 8 * (len(group) - 1), "a group that is worth too much")
        out += number.to_bytes(len(group) - 1, "big")
    return bytes(out)


def to_base45(data):
    out = ""
    for at in range(0, len(data), 2):
        pair = data[at : at + 2]
        number = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            out += ALPHABET[number % 45]
            number //= 45
    return out


def shown(reader):
    count = reader.head(4)
    require(count in (2, 3), "a group of two or three values")
    group = uint(5)(reader)
    return [group, DIGEST(reader)] if count == 2 else [group, bstr(16)(reader), FIELDS(reader)]


def is_proof(values):
    document, act, act_date, first = values[2], values[3], values[4], values[8][0]
    if RECORD_OF[document] > 4:
        return act is None and act_date is None
    if act is None or act_date is None or act // 10**11 != RECORD_OF[document]:
        return False
    return document != 1 or len(first) == 3


PROOF = where(
    array(
        U8, U8, where(U8, lambda document: document in RECORD_OF), or_null(ACT), or_null(DAY), CERTIFICATE, DAY, HANDLE,
        where(listed(1, 6, shown), lambda groups: ascending([group[0] for group in groups])),
        DIGEST, U32, U32, PATH, U64, U64, DIGEST, HOPS, U64, U64, U64, bstr(48),
    ),
    is_proof,
)


class Proof:
    def __init__(self, data):
        require(len(data) <= 8192, "more bytes than a proof has")
        values = read_all(PROOF, data, 8192)
        self.key_id, self.schema, self.document, self.act, act_date, self.number, date, self.handle = values[:8]
        groups, closed, index, count, path, self.height, time, rest, hops = values[8:17]
        self.place, self.signature = values[17:20], values[20]
        self.opens = [len(group) == 3 for group in groups]
        self.roots = [
            (group[0], group[1] if len(group) == 2 else group_root(RECORD_OF[self.document], self.schema, *group))
            for group in groups
        ]
        self.opened = opened_certificate(
            self.document, self.act, act_date, self.roots, self.number, date, self.handle
        )
        self.digest = entry_digest(self.opened, closed)
        self.block = certified_block(self.digest, index, count, path, self.height, time, rest, hops)


def is_of_a_later_document(data):
    reader = Reader(data)
    try:
        require(len(data) <= 8192, "more bytes than a proof has")
        require(reader.head(4) == 21, "twenty-one values")
        U8(reader), U8(reader)
        require(uint(2, 255)(reader) not in RECORD_OF, "a document that is known")
    except Refused:
        return False
    return True


def proof_code(text, keys):
    prefix, code = text[:5], text[5:]
    if prefix not in PREFIXES:
        return "cannot-tell.version" if re.match(r"DAL[0-9A-Z]:", text) else "not-valid.prefix"
    try:
        data = from_base45(code)
    except Refused:
        return "not-valid.base45"
    try:
        proof = Proof(data)
    except Refused:
        return "cannot-tell.document" if is_of_a_later_document(data) else "not-valid.cbor"
    if prefix == "DALP:":
        return "cannot-tell.provisional"
    named = [key for key in keys if key["key_id"] == proof.key_id]
    if not named:
        return "cannot-tell.unknown-key"
    why = "not-valid.network"
    for key in named:
        network = unhex(key["network"])
        if CLASSES[network[0]] not in PREFIXES[prefix]:
            continue
        if proof.block is None:
            why = "not-valid.path"
            continue
        signed = quorum_message(network, *proof.place, proof.block)
        if (unhex(key["key"]), signed, proof.signature) not in quorum_signed:
            why = "not-valid.signature"
        elif not key["from_height"] <= proof.height <= (2**64 if key["to_height"] is None else key["to_height"]):
            why = "not-valid.height"
        else:
            return "valid"
    return why


# ----------------------------------------------------------------------------------------- status.md

CONTEXT = array(U64, U64, DIGEST, U64, DIGEST)
HEADER = array(U64, U64, U32, DIGEST, DIGEST, CONTEXT, U64, DIGEST, U64, DIGEST, U32)
STATE_AT = array(HEADER, HOPS, FINALIZATION)
DIGESTS = listed(0, 48, DIGEST)
STATE_PROOF = array(
    U64, U64, U8, DIGEST, DIGESTS, or_null(DIGEST), DIGESTS, or_null(DIGEST), DIGEST, DIGEST,
)
FACT = array(bstr(0, 64), bstr(0, 65_536), STATE_PROOF)
ANSWER = choice({1: [STATE_AT, listed(0, 4, FACT)], 2: [U64, U64], 3: []})
ANSWER_MOST = 131_072
STANDINGS = {1: "in-force", 2: "no-longer-in-force", 3: "stolen"}
MARK = array(DIGEST, U64, U32)
SERIES = array(YEAR, YEAR, U32)
CLOSED = array(U32, YEAR)
RANGE = array(ACT_KIND, YEAR, SERIAL, SERIAL, U64, bstr(0, 250), uint(1), MARK, or_null(MARK))
ACT_STATE = array(ACT, DAY, DIGEST, U8, DIGEST, U16, U8, U64, U32)


def header_digest(header):
    height, time, count, entries_root, parent, of, log_size, log_root, state_height, state_root, rules = header
    rest2 = rest2_of(context(*of), log_size, log_root, state_height, state_root, rules)
    return block_digest(height, time, count, entries_root, rest_of(parent, rest2))


def last_block(header, hops):
    """The digest of the block that is certified, or None where a height has no next one."""
    height, block = header[0], header_digest(header)
    for time, count, entries_root, rest2 in hops:
        height += 1
        if height > 2**64 - 1:
            return None
        block = block_digest(height, time, count, entries_root, rest_of(block, rest2))
    return block


def fault_of_block(at, keys):
    """The code of a block that no key shows to be final, or None where one does."""
    header, hops, (epoch, view, parent_view, made) = at
    block = last_block(header, hops)
    if block is None:
        return "path"
    why = "signature"
    for key in keys:
        signed = quorum_message(unhex(key["network"]), epoch, view, parent_view, block)
        if (unhex(key["key"]), signed, made) not in quorum_signed:
            continue
        if key["from_height"] <= header[0] <= (2**64 if key["to_height"] is None else key["to_height"]):
            return None
        why = "height"
    return why


def status_code(data, keys, says):
    """What an answer comes to; `says` is asked what its facts say, once each of them holds."""
    try:
        kind, *answer = read_all(ANSWER, data, ANSWER_MOST)
    except Refused:
        return "malformed"
    if kind != 1:
        return "unknown" if kind == 2 else "not-now"
    at, facts = answer
    broken = fault_of_block(at, keys)
    if broken is not None:
        return broken
    time, state_root = at[0][1], at[0][9]
    if not all(check_state.holds(encode(proof), key, of, state_root) for key, of, proof in facts):
        return "fact"
    try:
        return says({key: of for key, of, _ in facts}, time)
    except Refused:
        return "fact"


def says_of_certificate(handle):
    def says(facts, _):
        of = facts.get(b"\x08" + handle)
        return "no-fact" if of is None else STANDINGS[read_all(uint(1, 3), of, 1)]

    return says


def says_of_act(number):
    kind, office = number // 10**11, number // 10**7 % 10**4
    digits, serial = number // 10**5 % 100, number % 10**5

    def says(facts, time):
        act_id = facts.get(b"\x04" + str(number).encode())
        if act_id is not None:
            act = facts.get(b"\x03" + read_all(DIGEST, act_id, 34))
            is_of = act is not None and read_all(ACT_STATE, act, 160)[0] == number
            return "registered" if is_of else "no-fact"
        ranges = [of for key, of in facts.items() if key.startswith(b"\x07" + u16(office))]
        if ranges:
            return says_of_range(read_all(RANGE, ranges[0], 442), time)
        series = facts.get(b"\x05" + bytes([kind]) + u16(office))
        return "no-fact" if series is None else says_of_series(read_all(SERIES, series, 16), facts)

    def says_of_range(of, time):
        of_kind, year, first, last, until, used, released, _, _ = of
        if (of_kind, year % 100) != (kind, digits) or not first <= serial <= last:
            return "no-fact"
        place = serial - first
        if place // 8 >= len(used) or used[place // 8] >> (7 - place % 8) & 1:
            return "no-fact"
        return "void" if released or time > until + 86_400_000 else "reserved"

    def says_of_series(of, facts):
        since, year, last = of
        meant = [one for one in range(since, year + 1) if one % 100 == digits]
        if len(meant) > 1:
            return "no-fact"
        if not meant:
            before, after = (since % 100 - digits) % 100, (digits - year % 100) % 100
            return "not-given-yet" if after <= before else "never-given"
        if meant[0] == year:
            return "not-given-yet" if serial > last else "no-fact"
        for one in range(meant[0], since - 1, -1):
            closed = facts.get(b"\x06" + bytes([kind]) + u16(office) + u16(one))
            if closed is not None:
                last_of_year, next_year = read_all(CLOSED, closed, 16)
                ended = serial > last_of_year if one == meant[0] else meant[0] < next_year
                return "never-given" if ended else "no-fact"
        return "no-fact"

    return says


# ---------------------------------------------------------------------------------------- genesis.md

MEMBER = array(tstr(120), DIGEST)


def most_of_one(numbers):
    return max((numbers.count(number) for number in numbers), default=0)


GENESIS = array(
    constant(1), NETWORK, uint(7_258_118_399_999), uint(1, 2), U8, bstr(96), bstr(0, 65_536),
    where(listed(1, 23, MEMBER), lambda members: ascending([key for _, key in members])),
    where(listed(0, 1000, OFFICE_RECORD), lambda offices: ascending([code for code, _, _ in offices])),
    where(
        listed(0, 10_000, key_record),
        lambda keys: most_of_one([key[2] for key in keys]) <= 16
        and sum(key[3] == 7 for key in keys) <= 128,
    ),
    U32,
)

# ------------------------------------------------------------------------------------ network-key.md

WIDTHS = {"key_id": 8, "members": 16, "quorum": 16, "from_height": 64, "to_height": 64}
TEXTS = ("format", "network", "key", "origin")
FIELD_NAMES = {*WIDTHS, *TEXTS, "agencies"}


def json_integer(text):
    require(re.match(r"(0|[1-9][0-9]*)\Z", text), "a number that is not digits alone")
    return int(text)


def no_number(text):
    raise Refused("a number with a fraction or an exponent, or none at all")


def members_once(pairs):
    names = [name for name, _ in pairs]
    require(len(names) == len(set(names)), "a name that stands twice")
    return dict(pairs)


def no_half_pairs(of):
    if isinstance(of, str):
        require(not any("\ud800" <= letter <= "\udfff" for letter in of), "half of a surrogate pair")
    elif isinstance(of, list):
        for one in of:
            no_half_pairs(one)
    elif isinstance(of, dict):
        for name, one in of.items():
            no_half_pairs(name)
            no_half_pairs(one)


def read_keys(data):
    """The keys of a file, or the code of its first fault."""
    if len(data) > 262_144:
        return "too-large"
    try:
        text = data.decode("utf-8")
        require(not text.startswith("\ufeff"), "a byte order mark")
        of = json.loads(
            text,
            parse_int=json_integer,
            parse_float=no_number,
            parse_constant=no_number,
            object_pairs_hook=members_once,
        )
        no_half_pairs(of)
        keys = of if isinstance(of, list) else [of]
        for key in keys:
            require(isinstance(key, dict) and set(key) == FIELD_NAMES, "other fields")
            require(all(isinstance(key[name], str) for name in TEXTS), "a field that is no text")
            for name, width in WIDTHS.items():
                if name == "to_height" and key[name] is None:
                    continue
                is_number = isinstance(key[name], int) and not isinstance(key[name], bool)
                require(is_number and key[name] < 1 << width, "a field that is no number of its width")
            names = key["agencies"]
            require(isinstance(names, list) and all(isinstance(one, str) for one in names), "no names")
    except (Refused, UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        return "json"
    for key in keys:
        if key["format"] != "dalolat/network-key/1":
            return "field.format"
        if not re.match(r"0[123][0-9a-fA-F]{32}\Z", key["network"]):
            return "field.network"
        if not re.match(r"[0-9a-fA-F]{192}\Z", key["key"]):
            return "field.key"
        if key["origin"] not in ("dealer", "dkg"):
            return "field.origin"
    if not 1 <= len(keys) <= 64:
        return "count"
    for key in keys:
        if not 1 <= key["members"] <= 100:
            return "field.members"
        if not key["members"] * 2 < key["quorum"] * 3 <= key["members"] * 3:
            return "field.quorum"
        if key["to_height"] is not None and key["to_height"] < key["from_height"]:
            return "field.to_height"
        if len(key["agencies"]) != key["members"] or not all(map(is_name, key["agencies"])):
            return "field.agencies"
    return keys


def is_name(name):
    has_control = any(unicodedata.category(letter) == "Cc" for letter in name)
    # str.isspace is White_Space and four control characters more, which are refused anyway.
    return 1 <= len(name.encode()) <= 120 and not name.isspace() and not has_control


def keys_code(data):
    found = read_keys(data)
    return found if isinstance(found, str) else "good"


# ----------------------------------------------------------------------------------- node-service.md

STANDING = choice({1: [], 2: [OUTCOME, RECEIPT], 3: [tstr(64)], 4: []})
CLOCK = or_null(choice({1: [uint(0, 2**63 - 1)], 2: [uint(1, 2**63 - 1)]}))
STATUS = array(U64, U64, U64, DIGEST, DIGEST, U64, uint(0, 1), CLOCK)
LINES = listed(0, 256, array(U64, U64, U32, DIGEST))

TYPES = {
    "field": (value, 1027),
    "digest": (DIGEST, 34),
    "network": (NETWORK, 18),
    "outcome": (OUTCOME, 64),
    "jurisdiction": (JURISDICTION, 5),
    "key-record": (key_record, KEY_RECORD_MOST),
    "signature": (signature, 1024),
    "waiver": (WAIVER, 128),
    "office": (OFFICE_RECORD, 16),
    "hop": (HOP, 96),
    "finalization": (FINALIZATION, 80),
    "standing": (STANDING, 16_384),
    "status": (STATUS, 128),
    "blocks": (LINES, 16_448),
    "genesis": (GENESIS, 1_048_576),
}


# --------------------------------------------------------------------------------- the files of vectors


def refuses(one, data, most, what):
    try:
        found = read_all(one, data, most)
    except Refused:
        return check(True, what)
    return check(False, f"{what}: read as {found!r}")


def check_cbor():
    for kind in vectors("cbor-1.json")["types"]:
        one, most = TYPES[kind["type"]]
        for case in kind["cases"]:
            what = f"cbor {kind['type']}: {case['note']}"
            if "refuses" in case:
                refuses(one, unhex(case["refuses"]), most, what)
                continue
            data = unhex(case["takes"])
            try:
                read_all(one, data, most)
            except Refused as refused:
                check(False, f"{what}: {refused}")
                continue
            of = read_all(any_value, data, len(data))
            same(encode(of), data, what)
            same(notation(of), case["value"], what)


def check_record(of, what):
    data = unhex(of["bytes"])
    kind, schema, groups, seeds = read_all(RECORD, data, 65_536)
    same(encode([kind, schema, groups, seeds]), data, what)
    same((kind, schema), (of["kind"], of["schema"]), what)
    roots = []
    for group, (values, seed, listed_group) in enumerate(zip(groups, seeds, of["groups"])):
        same(seed, unhex(listed_group["seed"]), what)
        same(len(values), len(listed_group["fields"]), what)
        for place, (one, field) in enumerate(zip(values, listed_group["fields"])):
            same(one, field["value"], f"{what}, value {group}.{place}")
            same(encode(one).hex(), field["cbor"], f"{what}, CBOR {group}.{place}")
            same(salt(seed, place).hex(), field["salt"], f"{what}, salt {group}.{place}")
            made = field_leaf(kind, schema, group, place, seed, one)
            same(made.hex(), field["leaf"], f"{what}, leaf {group}.{place}")
        roots.append(group_root(kind, schema, group, seed, values))
        same(roots[-1].hex(), listed_group["root"], f"{what}, root {group}")
    same(commitment(kind, schema, roots).hex(), of["commitment"], what)


def check_commitments():
    file = vectors("commitments-1.json")
    for one in file["records"]:
        check_record(one["record"], f"record: {one['note']}")
    for one in file["refused"]:
        refuses(RECORD, unhex(one["bytes"]), 65_536, f"record: {one['note']}")


def check_header(of, what):
    c = of["context"]
    made = context(c["epoch"], c["view"], unhex(c["leader"]), c["parent_view"], unhex(c["parent"]))
    same(made.hex(), c["bytes"], f"{what}, context")
    rest2 = rest2_of(
        made, of["log_size"], unhex(of["log_root"]), of["state_height"], unhex(of["state_root"]),
        of["rules_version"],
    )
    same(rest2.hex(), of["rest2"], f"{what}, rest2")
    rest = rest_of(unhex(of["parent"]), rest2)
    same(rest.hex(), of["rest"], f"{what}, rest")
    digest = block_digest(of["height"], of["time_ms"], of["entry_count"], unhex(of["entries_root"]), rest)
    same(digest.hex(), of["digest"], f"{what}, digest")
    return digest


def check_finalization(of, network, key, digest, what):
    epoch, view, parent_view, made = read_all(FINALIZATION, unhex(of["bytes"]), 80)
    signed = quorum_message(network, epoch, view, parent_view, digest)
    same(signed.hex(), of["message"], f"{what}, message")
    same(made.hex(), of["signature"], what)
    quorum_signed.add((key, signed, made))


def check_block_0(genesis_bytes, of, what):
    genesis = read_all(GENESIS, genesis_bytes, 1_048_576)
    check_header(of, what)
    parent = H("dalolat/genesis/1", genesis_bytes)
    same(parent.hex(), of["parent"], what)
    same((of["height"], of["entry_count"], of["log_size"], of["state_height"]), (0, 0, 0, 0), what)
    same((of["time_ms"], of["rules_version"]), (genesis[2], genesis[10]), what)
    same((of["entries_root"], of["log_root"]), (root([]).hex(), root([]).hex()), what)
    c = of["context"]
    same((c["epoch"], c["view"], c["parent_view"], c["parent"]), (0, 0, 0, "00" * 32), what)
    same(c["leader"], genesis[7][0][1].hex(), what)
    return genesis


def check_headers():
    file = vectors("headers-1.json")
    check_block_0(unhex(file["block_0"]["genesis"]), file["block_0"]["header"], "headers, block 0")
    for one in file["headers"]:
        check_header(one["header"], f"header: {one['note']}")
    entries = [unhex(one) for one in file["log"]["entries"]]
    for size, log_root in enumerate(file["log"]["roots"], start=1):
        same(root([leaf(one) for one in entries[:size]]).hex(), log_root, f"log of {size}")
    for tree in file["trees"]:
        size = tree["entries"]
        leaves = [leaf(H(f"entry {number}")) for number in range(size)]
        same(root(leaves).hex(), tree["root"], f"tree of {size}")
        for path in tree["paths"]:
            siblings = [unhex(one) for one in path["path"]]
            for place in range(max(0, path["index"] - 2), path["index"] + 3):
                reached = root_of_path(leaves[path["index"]], place, size, siblings)
                is_root = reached is not None and reached.hex() == tree["root"]
                same(is_root, place == path["index"], f"path {place} for {path['index']} of {size}")
    for one in file["finalizations"]:
        network, key, digest = (unhex(one[name]) for name in ("network", "key", "block"))
        what = f"finalization {one['network']} {one['view']}"
        check_finalization(one["finalization"], network, key, digest, what)
        epoch, view, parent_view, _ = read_all(FINALIZATION, unhex(one["finalization"]["bytes"]), 80)
        same((epoch, view, parent_view), (one["epoch"], one["view"], one["parent_view"]), what)


def check_keys(keys, what):
    records = {}
    for one in keys:
        record = unhex(one["record"])
        same(encode(read_all(key_record, record, KEY_RECORD_MOST)), record, f"{what}: {one['name']}")
        same(key_id(record).hex(), one["id"], f"{what}: {one['name']}")
        same(H(f"key {one['name']}").hex(), one["secret"], f"{what}: secret of {one['name']}")
        records[one["name"]] = record
    return records


def check_entries(name="entries-1.json", expected_kinds=range(1, 17)):
    file = vectors(name)
    records = check_keys(file["keys"], "entries, keys")
    by_id = {key_id(record): record for record in records.values()}
    kinds = set()
    for one in file["entries"]:
        what = f"entry {one['kind']}, {one['note']}"
        data, outcome = unhex(one["entry"]), unhex(one["outcome"])
        of = read_all(entry, data, 65_536)
        same((of["kind"], WORDS[of["kind"]]), (one["kind"], one["word"]), what)
        same(of["network"].hex(), file["network"], what)
        same(H(data).hex(), one["id"], what)
        same(notation(read_all(any_value, data, len(data))), one["diagnostic"], what)
        same(notation(read_all(OUTCOME, outcome, 64)), one["outcome_diagnostic"], what)
        kinds.add(of["kind"])
        schemes = set()
        for signed in one["signed"]:
            whole = signed_entry(unhex(signed["bytes"]))
            same(whole["bytes"], data, what)
            same(encode(read_all(any_value, whole["signed"], 65_536)), whole["signed"], what)
            same(len(whole["signatures"]), len(signed["signatures"]), what)
            for found, expected in zip(whole["signatures"], signed["signatures"]):
                record = records[expected["by"]]
                role, key, scheme, proof = found
                schemes.add(scheme)
                decoded = read_all(key_record, record, KEY_RECORD_MOST)
                same(key, key_id(record), what)
                same((scheme, role), (expected["scheme"], decoded[3]), what)
                same(decoded[0], scheme, what)
                made = message(whole["id"], role)
                same(made.hex(), expected["message"], what)
                if scheme == 2:
                    network_class = CLASSES[whole["network"][0]]
                    same(unfit(network_class, decoded[1], made, proof), None, what)
                officers_signed.add((by_id[key], made, encode(proof)))
            opened, closed = halves(whole, outcome)
            same((opened.hex(), closed.hex()), (signed["opened"], signed["closed"]), what)
            same(entry_digest(opened, closed).hex(), signed["digest"], what)
        same(schemes, {1, 2}, f"{what}: both schemes")
    same(kinds, set(expected_kinds), f"{name}: entries of all kinds")
    for one in file["refused"]:
        what = f"entry: {one['note']}"
        try:
            signed_entry(unhex(one["bytes"]))
        except Refused:
            check(True, what)
            continue
        check(False, f"{what}: read")


def check_entries_2():
    check_entries("entries-2.json", range(17, 29))


def check_signatures():
    file = vectors("signatures-1.json")["webauthn"]
    signed_message, key = unhex(file["message"]), unhex(file["key"])
    for one in file["cases"]:
        what = f"assertion: {one['note']}"
        passkey = read_all(PASSKEY, unhex(one["key"]) if one["key"] else key, 1024)
        client_data = one["client_data"]
        client_data = client_data["text"].encode() if "text" in client_data else unhex(client_data["bytes"])
        assertion = [unhex(one["authenticator_data"]), client_data, unhex(one["signature"])]
        code = unfit(one["class"], passkey, signed_message, assertion)
        expected = one["verdict"]
        same(code, None if expected in ("good", "signature") else expected, what)
    ed25519 = vectors("signatures-1.json")["ed25519"]
    same(len(set(ed25519["small_order"])), 14, "points of small order")
    order = 2**252 + 27742317777372353535851937790883648493
    for one in ed25519["cases"]:
        s = int.from_bytes(unhex(one["signature"])[32:], "little")
        check(s < order or not one["good"], f"Ed25519: {one['note']}")


def check_receipts():
    file = vectors("receipts-1.json")
    network, key = unhex(file["network"]), unhex(file["key"])
    cases = {}
    for one in file["receipts"]:
        what = f"receipt: {one['note']}"
        of, outcome, data = signed_entry(unhex(one["signed_entry"])), unhex(one["outcome"]), unhex(one["receipt"])
        opened, closed, inclusion = read_all(RECEIPT, data, RECEIPT_MOST)
        same(encode([opened, closed, inclusion]), data, what)
        same((opened, closed), halves(of, outcome), what)
        same(len(inclusion[6]), one["hops"], what)
        digest = entry_digest(opened, closed)
        same(digest.hex(), one["entry_digest"], what)
        block = certified_block(digest, *inclusion[:7])
        same(block.hex(), one["certified_block"], what)
        epoch, view, parent_view, made = inclusion[7]
        signed = quorum_message(network, epoch, view, parent_view, block)
        same(signed.hex(), one["message"], what)
        quorum_signed.add((key, signed, made))
        same(receipt_code(data, of, outcome, network, key), "good", what)
        cases[one["note"]] = (of, outcome)
    for one in file["broken"]:
        of, outcome = cases[one["of"]]
        code = receipt_code(unhex(one["receipt"]), of, outcome, network, key)
        same(code, one["code"], f"receipt: {one['note']}")
    for one in file["refused"]:
        refuses(RECEIPT, unhex(one["bytes"]), RECEIPT_MOST, f"receipt: {one['note']}")
    views = file["a_block_in_another_view"]
    digest = check_header(views["header"], "receipts, two views")
    child_time, child_count, child_root, rest2 = read_all(HOP, unhex(views["child"]), 96)
    height = views["header"]["height"] + 1
    child = block_digest(height, child_time, child_count, child_root, rest_of(digest, rest2))
    same(child.hex(), views["child_digest"], "a child opens to its parent")


def believe(proof, keys):
    """Takes the signature of a proof that the vectors call valid as good."""
    for key in keys:
        if key["key_id"] == proof.key_id:
            network = unhex(key["network"])
            signed = quorum_message(network, *proof.place, proof.block)
            quorum_signed.add((unhex(key["key"]), signed, proof.signature))


def check_proofs():
    file = vectors("proofs-1.json")
    keys = read_keys(file["keys"].encode())
    for one in file["proofs"]:
        what = f"proof: {one['note']}"
        data = unhex(one["bytes"])
        same(from_base45(one["text"][5:]), data, what)
        same(one["text"][:5] + to_base45(data), one["text"], what)
        same(encode(read_all(PROOF, data, 8192)), data, what)
        proof = Proof(data)
        same(len(data), one["length"], what)
        same((f"{proof.act:012}", printed_certificate(proof.number)), (one["act"], one["number"]), what)
        same(printed_handle(proof.handle), one["handle"], what)
        roots = [(group["group"], unhex(group["root"])) for group in one["groups"]]
        same(proof.roots, roots, what)
        same((proof.opened.hex(), proof.digest.hex()), (one["opened"], one["entry_digest"]), what)
        same(proof.block.hex(), one["certified_block"], what)
        if one["verdict"] == "valid":
            believe(proof, keys)
        same(proof_code(one["text"], keys), one["verdict"], what)
    for one in file["verdicts"]:
        keys_of_case = read_keys(one["keys"].encode())
        same(proof_code(one["text"], keys_of_case), one["verdict"], f"proof: {one['note']}")
    for one in file["unreadable"]:
        same(proof_code(one["text"], keys), one["verdict"], f"proof: {one['note']}")
    for one in file["malformed"]:
        refuses(PROOF, unhex(one["bytes"]), 8192, f"proof: {one['note']}")


def in_pieces(case, whole, of_piece):
    """A text that is given as it is, or in pieces of which each stands so many times."""
    return case[whole] if whole in case else "".join(one[of_piece] * one["times"] for one in case["pieces"])


def check_edges():
    """proofs-2.json. That a point is refused is not computed: it is another than the one that is said to be good."""
    file = vectors("proofs-2.json")
    for section in ("signatures", "network_keys", "sizes", "numbers"):
        for one in file[section]:
            keys, text = read_keys(one.get("keys", file["keys"]).encode()), in_pieces(one, "text", "text")
            if one["verdict"] in ("valid", "not-valid.height"):
                believe(Proof(from_base45(text[5:])), keys)
            same(proof_code(text, keys), one["verdict"], f"edge: {one['note']}")


def check_documents():
    """proofs-3.json."""
    file = vectors("proofs-3.json")
    keys = read_keys(file["keys"].encode())
    for one in file["proofs"]:
        what = f"document: {one['note']}"
        data = from_base45(one["text"][5:])
        same((to_base45(data), len(data)), (one["text"][5:], one["length"]), what)
        proof = Proof(data)
        act = None if proof.act is None else f"{proof.act:012}"
        same((proof.document, act), (one["document"], one["act"]), what)
        same((printed_certificate(proof.number), printed_handle(proof.handle)), (one["number"], one["handle"]), what)
        same(proof.roots, [(group["group"], unhex(group["root"])) for group in one["groups"]], what)
        same((proof.opened.hex(), proof.digest.hex()), (one["opened"], one["entry_digest"]), what)
        same(proof.block.hex(), one["certified_block"], what)
        profile = "full" if all(proof.opens) else "some" if any(proof.opens) else "none"
        same(profile, one["profile"], what)
        believe(proof, keys)
        same(proof_code(one["text"], keys), one["verdict"], what)
    for one in file["wrong"]:
        same(proof_code(one["text"], keys), one["verdict"], f"document: {one['note']}")


def check_status():
    file = vectors("status-1.json")
    for one in file["good"] + file["acts"]:
        what, steps = f"status: {one['note']}", one["steps"]
        data = unhex(in_pieces(one, "answer", "bytes"))
        _, (header, hops, (*counters, made)), facts = read_all(ANSWER, data, ANSWER_MOST)
        same(encode([1, [header, hops, [*counters, made]], facts]), data, what)
        block = last_block(header, hops)
        same((header_digest(header).hex(), len(hops)), (steps["header_digest"], steps["hops"]), what)
        same(block.hex(), steps["certified_block"], what)
        signed = quorum_message(unhex(steps["network"]), *counters, block)
        same(signed.hex(), steps["message"], what)
        shown = [(key.hex(), proof[0], proof[1]) for key, _, proof in facts]
        same(shown, [(of["key"], of["operations"], of["place"]) for of in steps["facts"]], what)
        quorum_signed.add((unhex(steps["key"]), signed, made))
        if "says" in one:
            same((header[0], header[1]), (one["height"], one["time_ms"]), what)
    for one in file["good"] + file["broken"] + file["malformed"] + file["acts"]:
        keys = read_keys(one.get("keys", file["keys"]).encode())
        says = says_of_act(int(one["number"])) if "number" in one else says_of_certificate(unhex(one["handle"]))
        found = status_code(unhex(in_pieces(one, "answer", "bytes")), keys, says)
        same(found, one["says"] if "says" in one else one["code"], f"status: {one['note']}")


def check_network_keys():
    file = vectors("network-keys-1.json")
    for one in file["good"] + file["bad"]:
        same(keys_code(one["text"].encode()), one["code"], f"key file: {one['note']}")
    for one in file["long"]:
        text = "".join(piece["text"] * piece["times"] for piece in one["pieces"])
        same(keys_code(text.encode()), one["code"], f"key file: {one['note']}")


def check_worked():
    file = vectors("worked-1.json")
    tagged, tree = file["hashing"]["tagged"], file["hashing"]["tree"]
    same(H(tagged["tag"], *map(unhex, tagged["parts"])).hex(), tagged["digest"], "a tag")
    leaves = [leaf(unhex(data)) for data in tree["data"]]
    same([one.hex() for one in leaves], tree["leaves"], "leaves")
    roots = [root(leaves[:count]).hex() for count in range(4)]
    same(roots, tree["roots_of_0_to_3_leaves"], "roots")
    path = [unhex(one) for one in tree["path_of_leaf_0_of_3"]]
    same(root_of_path(leaves[0], 0, 3, path).hex(), roots[3], "a path")
    for one in file["identifiers"]["handles"]:
        same(printed_handle(unhex(one["bytes"])), one["printed"], "a handle")
    genesis = check_block_0(unhex(file["genesis"]["bytes"]), file["block_0"], "worked, block 0")
    same(file["genesis"]["parent_of_block_0"], file["block_0"]["parent"], "worked, block 0")
    network, key = genesis[1], genesis[5]
    same((b"dalolat/1/" + network).hex(), file["genesis"]["namespace"], "worked, namespace")
    check_keys(file["genesis"]["keys"], "worked, keys")
    check_record(file["record"], "worked, record")
    digest = check_header(file["block_1"]["header"], "worked, block 1")
    check_finalization(file["block_1"]["finalization"], network, key, digest, "worked, block 1")
    for name in ("birth", "certificate", "certificate_with_a_hop"):
        one, what = file[name], f"worked, {name}"
        of, outcome, receipt = (unhex(one[part]) for part in ("signed_entry", "outcome", "receipt"))
        of = signed_entry(of)
        same((of["bytes"].hex(), of["id"].hex()), (one["entry"], one["id"]), what)
        role, _, _, proof = of["signatures"][0]
        same((message(of["id"], role).hex(), proof.hex()), (one["signed_message"], one["signature"]), what)
        opened, closed, inclusion = read_all(RECEIPT, receipt, RECEIPT_MOST)
        same((opened, closed), halves(of, outcome), what)
        same((opened.hex(), closed.hex()), (one["opened"], one["closed"]), what)
        same(entry_digest(opened, closed).hex(), one["digest"], what)
        check(certified_block(unhex(one["digest"]), *inclusion[:7]) is not None, what)
    for name in ("proof", "proof_with_a_hop", "proof_with_a_root"):
        one, what = file[name], f"worked, {name}"
        proof = Proof(unhex(one["bytes"]))
        same(one["text"], "DALX:" + to_base45(unhex(one["bytes"])), what)
        found = (proof.opened.hex(), proof.digest.hex(), printed_handle(proof.handle))
        same(found, (one["opened"], one["entry_digest"], one["handle"]), what)
    for name in ("not_yet", "final", "refused", "unknown"):
        read_all(STANDING, unhex(file["service"][name]), 16_384)
    read_all(STATUS, unhex(file["service"]["status"]), 128)
    read_all(LINES, unhex(file["service"]["blocks"]), 16_448)
    one = file["request"]
    parts = (one["method"], b"\0", one["path_and_query"], b"\0", u64(one["time_ms"]), H(unhex(one["body"])))
    same(H("dalolat/request/1", *parts).hex(), one["digest"], "a request")


# ------------------------------------------------------------------------------------ changed inputs


def state_code(data, with_it):
    try:
        proof = check_state.parse(data)
    except check_state.Refused:
        return "malformed"
    operations, place = proof["operations"], proof["place"]
    if not place < operations <= check_state.OPERATIONS_MAX:
        return "place"
    bit = place % 256
    if not proof["activity"][bit // 8] >> (bit % 8) & 1:
        return "replaced"
    try:
        facts = check_state.facts_root(proof, with_it["key"], with_it["value"])
    except check_state.Refused:
        return "value" if len(with_it["value"]) > check_state.VALUE_BYTES_MAX else "shape"
    found = H("dalolat/state/1", facts, proof["index_root"])
    return "good" if found == with_it["root"] else "root"


def entry_code(data, network_class, records):
    try:
        of = signed_entry(data)
    except Refused:
        return "malformed"
    if any(key not in records for _, key, _, _ in of["signatures"]):
        return "unknown-key"
    for role, key, scheme, proof in of["signatures"]:
        record = records[key]
        decoded = read_all(key_record, record, KEY_RECORD_MOST)
        signed = message(of["id"], role)
        if decoded[0] != scheme or (record, signed, encode(proof)) not in officers_signed:
            return "signature"
        if scheme == 2 and unfit(network_class, decoded[1], signed, proof) is not None:
            return "signature"
    return "good"


def check_changed():
    bases, extra, records, changes = {}, {}, {}, 0
    network = key = trusted = None
    for line in (HERE / "mutations-1.txt").read_text().splitlines():
        if line.startswith("#"):
            continue
        words = line.split(" ")
        if words[0] == "network":
            network = unhex(words[1])
        elif words[0] == "key":
            key = unhex(words[1])
        elif words[0] == "signer":
            records[key_id(unhex(words[1]))] = unhex(words[1])
        elif words[0] == "base":
            bases[words[1]] = (words[2], unhex(words[3]))
            extra[words[1]] = {}
        elif words[0] == "with":
            extra[words[1]][words[2]] = unhex(words[3])
        elif words[0] == "trust":
            trusted = read_keys(bases[words[1]][1])
        else:
            name, kind, at, removed, inserted, expected = words
            target, data = bases[name]
            if inserted.startswith("@"):
                other, begin, length = inserted[1:].split(":")
                part = bases[other][1][int(begin) : int(begin) + int(length)]
            else:
                part = b"" if inserted == "-" else unhex(inserted)
            changed = data[: int(at)] + part + data[int(at) + int(removed) :]
            with_it = extra[name]
            if target == "proof":
                found = proof_code(with_it["prefix"].decode() + to_base45(changed), trusted)
            elif target == "text":
                found = proof_code(changed.decode(), trusted)
            elif target == "receipt":
                of = signed_entry(with_it["entry"])
                found = receipt_code(changed, of, with_it["outcome"], network, key)
            elif target == "entry":
                found = entry_code(changed, CLASSES[network[0]], records)
            elif target == "state":
                found = state_code(changed, with_it)
            else:
                found = keys_code(changed)
            same(found, expected, line)
            if kind != "same":
                changes += 1
                check(changed != data, f"{line}: nothing is changed")
                check(target == "keys" or found not in ("good", "valid"), f"{line}: it makes no difference")
    same(changes, 10_000, "changed inputs")


# ----------------------------------------------------------------------------------------- the pages


def check_pages():
    """Every long hexadecimal example of a page stands in the vectors, or is a tag, a number or cut short."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(HERE.glob("*-[123].json"))]
    texts.append("00" * 32 + "ff" * 32)
    for page in sorted(PAGES.glob("*.md")):
        text = page.read_text(encoding="utf-8")
        for digits in re.findall(r"(?<![0-9a-zA-Z])[0-9a-f]{16,}(?![0-9a-zA-Z…])", text):
            is_number = digits.startswith("00000000") and len(digits) == 16
            is_tag = len(digits) % 2 == 0 and unhex(digits).startswith(b"dalolat/")
            known = is_number or is_tag or any(digits in text for text in texts)
            check(known, f"{page.name}: {digits} stands in no vector")


def main():
    checks = [
        check_cbor, check_commitments, check_headers, check_entries, check_entries_2, check_signatures, check_receipts,
        check_proofs, check_edges, check_documents, check_status, check_network_keys, check_worked, check_changed, check_pages,
    ]
    for one in checks:
        before, bad = checked, len(wrong)
        one()
        name = one.__name__.removeprefix("check_").replace("_", " ")
        print(f"{name}: {checked - before} comparisons, {len(wrong) - bad} wrong")
    print("left out: the mathematics of curves; which points are right is believed")
    for what in wrong[:50]:
        print(what if len(what) < 400 else what[:400] + "…", file=sys.stderr)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
