#!/usr/bin/env python3
"""Checks testdata/state-proofs-1.json by docs/formats/state.md alone: nothing but Python's standard library.

    python3 testdata/check_state.py [FILE]

Prints how many proofs hold and how many changed ones were refused; ends with 1 if any proof does not
hold or any changed one does.
"""
import json
import sys
from hashlib import sha256
from pathlib import Path

OPERATIONS_MAX = 2**48
LIST_MAX = 48
VALUE_BYTES_MAX = 65_536
PROOF_BYTES_MAX = 4_096


class Refused(Exception):
    pass


def require(holds, what):
    if not holds:
        raise Refused(what)


def h(*parts):
    return sha256(b"".join(parts)).digest()


def u64(number):
    return number.to_bytes(8, "big")


class Cbor:
    """Reads the canonical CBOR of docs/formats/canonical-cbor.md."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        require(self.at + count <= len(self.data), "the bytes end early")
        self.at += count
        return self.data[self.at - count : self.at]

    def head(self, kind):
        first = self.take(1)[0]
        require(first >> 5 == kind, "a value of another type")
        short = first & 31
        if short < 24:
            return short
        require(short <= 27, "a length that is not given")
        width = 1 << (short - 24)
        number = int.from_bytes(self.take(width), "big")
        require(number >= (24 if width == 1 else 1 << (4 * width)), "a number in a longer form")
        return number

    def uint(self, most):
        number = self.head(0)
        require(number <= most, "a number above its bound")
        return number

    def fixed(self, length):
        require(self.head(2) == length, "a byte string of another length")
        return self.take(length)

    def option(self, length):
        if self.data[self.at : self.at + 1] == b"\xf6":
            self.at += 1
            return None
        return self.fixed(length)

    def list(self, most):
        count = self.head(4)
        require(count <= most, "too many digests")
        return [self.fixed(32) for _ in range(count)]


def parse(data):
    require(len(data) <= PROOF_BYTES_MAX, "a proof above its bound")
    cbor = Cbor(data)
    require(cbor.head(4) == 10, "an array of ten values")
    proof = {
        "operations": cbor.uint(2**64 - 1),
        "place": cbor.uint(2**64 - 1),
        "inactive": cbor.uint(255),
        "activity": cbor.fixed(32),
        "siblings": cbor.list(LIST_MAX),
        "right": cbor.option(32),
        "left": cbor.list(LIST_MAX),
        "tail": cbor.option(32),
        "operations_root": cbor.fixed(32),
        "index_root": cbor.fixed(32),
    }
    require(cbor.at == len(data), "more bytes than a proof")
    return proof


def position(place, height):
    first = place >> height << height
    return 2 * first - first.bit_count() + 2 ** (height + 1) - 2


def leb128(number):
    out = bytearray()
    while number >= 128:
        out.append(number % 128 + 128)
        number //= 128
    out.append(number)
    return bytes(out)


def facts_root(proof, key, value):
    """Steps 1 to 7 of the page."""
    operations, place = proof["operations"], proof["place"]
    # 1
    require(place < operations <= OPERATIONS_MAX, "a place outside the log")
    require(len(value) <= VALUE_BYTES_MAX, "a value above its bound")
    # 2
    bit = place % 256
    require(proof["activity"][bit // 8] >> (bit % 8) & 1, "the operation is not active")
    # 3
    height = (operations ^ place).bit_length() - 1
    before = (operations >> (height + 1)).bit_count()
    is_followed = operations % 2**height != 0
    in_tail = place // 256 == operations // 256
    inactive = proof["inactive"]
    require(inactive <= before, "more inactive peaks than stand before")
    require(len(proof["siblings"]) == height, "as many siblings as the peak is high")
    require(len(proof["left"]) == before - inactive + min(inactive, 1), "the peaks before")
    require((proof["right"] is not None) == is_followed, "the peaks after")
    require((proof["tail"] is not None) == (not in_tail and operations % 256 != 0), "the tail")
    # 4
    operation = b"\xd2" + h(b"dalolat/state-key/1", key) + leb128(len(value)) + value
    node = h(u64(position(place, 0)), operation)
    # 5
    for level, sibling in enumerate(proof["siblings"], start=1):
        pair = sibling + node if place >> (level - 1) & 1 else node + sibling
        node = h(u64(position(place, level)), pair)
        if level == 8:
            node = h(proof["activity"], node)
    # 6
    if proof["right"] is not None:
        node = h(node, proof["right"])
    for left in reversed(proof["left"]):
        node = h(left, node)
    tree = h(b"\x00\x01", u64(operations), u64(inactive) if inactive else b"", node)
    # 7
    if operations % 256 == 0:
        return h(proof["operations_root"], tree)
    tail = h(proof["activity"]) if in_tail else proof["tail"]
    return h(proof["operations_root"], tree, u64(operations % 256), tail)


def state_root(data, key, value):
    proof = parse(data)
    facts = facts_root(proof, key, value)
    return facts, proof["index_root"], h(b"dalolat/state/1", facts, proof["index_root"])


def holds(data, key, value, root):
    try:
        return state_root(data, key, value)[2] == root
    except Refused:
        return False


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else Path(__file__).with_name("state-proofs-1.json")
    vectors = json.loads(Path(path).read_text())["presence"]
    wrong = changed = 0
    for number, vector in enumerate(vectors):
        names = ("proof", "key", "value", "facts_root", "index_root", "state_root")
        proof, key, value, facts, index, root = (bytes.fromhex(vector[name]) for name in names)
        try:
            if state_root(proof, key, value) != (facts, index, root):
                raise Refused("it leads to other roots")
        except Refused as refused:
            print(f"{number} ({vector['what']}): {refused}")
            wrong += 1
        for bit in range(number % 7, len(proof) * 8, 7):
            flipped = bytearray(proof)
            flipped[bit // 8] ^= 1 << bit % 8
            changed += 1
            if holds(bytes(flipped), key, value, root):
                print(f"{number} ({vector['what']}): bit {bit} makes no difference")
                wrong += 1
        changed += 1
        if holds(proof, key, value + b"\0", root):
            print(f"{number} ({vector['what']}): the value makes no difference")
            wrong += 1
    print(f"{len(vectors)} proofs, {changed} changed ones refused, {wrong} wrong")
    sys.exit(wrong != 0)


if __name__ == "__main__":
    main()
