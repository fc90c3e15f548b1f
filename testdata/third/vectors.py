#!/usr/bin/env python3
"""Runs check.py, as docs/verify-it-yourself.md has it, over the vectors of proofs.

    venv/bin/python testdata/third/vectors.py FOLDER
    python3 testdata/third/vectors.py --cases | node testdata/third/judge.mjs FOLDER

FOLDER is the one that follow.py leaves. Every proof of proofs-1.json and every changed proof and text of mutations-1.txt must come
to its code. A pairing takes py_ecc about two seconds, so of the changed ones whose signature has to be looked at, each
SHARE-th is judged; the counts are printed, and no code may be without a case. Then each bit of a few bytes all over the
worked proof is flipped: none may come to valid. With --cases they are written out for the JavaScript of the page instead, as lines of
JSON, each FAST_SHARE-th of those with a signature.

Points outside their subgroup are made here, with py_ecc. To the signature a point of the rest of the curve is added: the pairing does
not see it and the equation holds, so only a verifier that checks the subgroup refuses it. The same is done to the key, where
the pairing happens to see it, and with infinity for both. They are left in FOLDER/points for judge.mjs.
"""
import contextlib
import io
import json
import sys
from collections import Counter
from pathlib import Path

VECTORS = Path(__file__).resolve().parent.parent
SHARE, FAST_SHARE = 300, 5
SLOW = ("valid", "not-valid.signature", "not-valid.height")            # what is known only after a pairing
LEAST = {"proofs": 9, "verdicts": 14, "unreadable": 22, "malformed": 21, "proof": 2000, "text": 900, "flipped": 7, "points": 4}
CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def base45(data):
    """RFC 9285, written anew: check.py only decodes."""
    text = ""
    for at in range(0, len(data), 2):
        part = data[at:at + 2]
        worth = int.from_bytes(part, "big")
        for _ in range(len(part) + 1):
            text += CHARACTERS[worth % 45]
            worth //= 45
    return text


class Check:
    """The program of the page, compiled once and run as often as there are cases; its library for the curve is loaded once."""

    def __init__(self, folder):
        self.program = compile((folder / "check.py").read_text(encoding="utf-8"), "check.py", "exec")
        self.text, self.keys = folder / "case.txt", folder / "case.json"

    def code(self, text, keys):
        self.text.write_text(text, encoding="utf-8", newline="")
        self.keys.write_text(keys, encoding="utf-8")
        printed, sys.argv = io.StringIO(), ["check.py", str(self.text), str(self.keys)]
        ended = None
        with contextlib.redirect_stdout(printed):
            try:
                exec(self.program, {"__name__": "__main__"})
            except SystemExit as end:
                ended = end.code
        last = printed.getvalue().splitlines()[-1]
        code = last.removeprefix("conclusion: ")
        if code == last or ended != (0 if code == "valid" else 1):
            raise SystemExit(f"check.py came to no conclusion: {last!r}, exit code {ended}")
        return code


def published():
    """The cases of proofs-1.json: where from, text, key file, code."""
    vectors = json.loads((VECTORS / "proofs-1.json").read_text(encoding="utf-8"))
    for proof in vectors["proofs"]:
        yield "proofs", proof["text"], vectors["keys"], proof["verdict"]
    for case in vectors["verdicts"]:
        yield "verdicts", case["text"], case["keys"], case["verdict"]
    for case in vectors["unreadable"]:
        yield "unreadable", case["text"], vectors["keys"], case["verdict"]
    for case in vectors["malformed"]:
        yield "malformed", "DALX:" + base45(bytes.fromhex(case["bytes"])), vectors["keys"], "not-valid.cbor"


def changed():
    """The cases of mutations-1.txt whose target is a proof or its text: as above."""
    bases, prefixes, trust = {}, {}, None
    for line in (VECTORS / "mutations-1.txt").read_text(encoding="ascii").splitlines():
        words = line.split(" ")
        if line.startswith("#") or words[0] in ("network", "key", "signer"):
            continue
        if words[0] == "base":
            bases[words[1]] = words[2], bytes.fromhex(words[3])
        elif words[0] == "with":
            if words[2] == "prefix":
                prefixes[words[1]] = bytes.fromhex(words[3]).decode()
        elif words[0] == "trust":
            trust = bases[words[1]][1].decode()
        else:
            target, right = bases[words[0]]
            if target not in ("proof", "text"):
                continue
            at, removed = int(words[2]), int(words[3])
            data = right[:at] + inserted(words[4], bases) + right[at + removed:]
            text = data.decode("utf-8", "replace") if target == "text" else prefixes[words[0]] + base45(data)
            yield target, text, trust, words[5]


def inserted(word, bases):
    if word == "-":
        return b""
    if not word.startswith("@"):
        return bytes.fromhex(word)
    name, at, length = word[1:].split(":")
    return bases[name][1][int(at):int(at) + int(length)]


def cases(share):
    """All that is judged, and how many there are whose signature has to be looked at: each of the published, a share of the changed."""
    of_signatures = Counter()
    for source, text, keys, expected in [*published(), *changed()]:
        slow = source in ("proof", "text") and expected in SLOW
        of_signatures[source, expected] += slow
        if not slow or of_signatures[source, expected] % share == 1:
            yield source, text, keys, expected


def flipped():
    """One bit of every 64th byte of the worked proof: never valid. What the code is, the two files above say."""
    worked = json.loads((VECTORS / "worked-1.json").read_text(encoding="utf-8"))
    key = {"network": worked["genesis"]["network"], "key_id": 7, "key": worked["genesis"]["key"], "from_height": 0, "to_height": None}
    data = bytes.fromhex(worked["proof"]["bytes"])
    for at in range(7, len(data), 64):
        other = data[:at] + bytes([data[at] ^ 1 << at // 64 % 8]) + data[at + 1:]
        yield "DALX:" + base45(other), json.dumps(key)


def beside(point, candidates, order, add, multiply, is_inf):
    """The point and one of the rest of its curve, added: what the group's order does not take to infinity is outside of it."""
    return next(add(point, rest) for rest in (multiply(c, order) for c in candidates) if not is_inf(rest))


def points_outside():
    """What must be refused for its points alone, first as it is right: why, text, key file, code."""
    from py_ecc.bls import g2_primitives as coded
    from py_ecc.bls.point_compression import decompress_G1, decompress_G2
    from py_ecc.optimized_bls12_381 import add, curve_order, is_inf, multiply

    worked = json.loads((VECTORS / "worked-1.json").read_text(encoding="utf-8"))
    data, key = bytes.fromhex(worked["proof"]["bytes"]), bytes.fromhex(worked["genesis"]["key"])
    beside_s = beside(coded.pubkey_to_G1(data[-48:]), on_curve(lambda x: decompress_G1(1 << 383 | x)), curve_order, add, multiply, is_inf)
    beside_k = beside(coded.signature_to_G2(key), on_curve(lambda x: decompress_G2((1 << 383 | x, 0))), curve_order, add, multiply, is_inf)
    refused, infinity = "not-valid.signature", bytes([0xC0]) + bytes(47)
    for why, signature, point, code in (
        ("as they are", data[-48:], key, "valid"),
        ("signature beside its subgroup", coded.G1_to_pubkey(beside_s), key, refused),
        ("key beside its subgroup", data[-48:], coded.G2_to_signature(beside_k), refused),
        ("infinity for both", infinity, infinity + bytes(48), refused),
    ):
        file = {"network": worked["genesis"]["network"], "key_id": 7, "key": point.hex(), "from_height": 0, "to_height": None}
        yield why, "DALX:" + base45(data[:-48] + signature), json.dumps(file), code


def on_curve(decompress):
    """The points whose x is 1, 2, 3 and so on, where there is one."""
    for x in range(1, 100):
        with contextlib.suppress(ValueError):
            yield decompress(x)


def main():
    if sys.argv[1:] == ["--cases"]:
        for source, text, keys, expected in cases(FAST_SHARE):
            print(json.dumps({"text": text, "keys": json.loads(keys), "expected": expected}))
        return 0
    folder = Path(sys.argv[1])
    check = Check(folder)
    judged, codes, wrong = Counter(), Counter(), []
    for source, text, keys, expected in cases(SHARE):
        code = check.code(text, keys)
        judged[source] += 1
        codes[expected] += 1
        if code != expected:
            wrong.append(f"{source}: {code} and not {expected}: {text[:60]!r}")
    for text, keys in flipped():
        judged["flipped"] += 1
        if check.code(text, keys) == "valid":
            wrong.append(f"a flipped bit is valid: {text[:60]!r}")
    with open(folder / "points", "w", encoding="utf-8") as file:
        for why, text, keys, expected in points_outside():
            judged["points"] += 1
            code = check.code(text, keys)
            if code != expected:
                wrong.append(f"{why}: {code} and not {expected}")
            print(json.dumps({"text": text, "keys": json.loads(keys), "expected": expected}), file=file)
    print("judged by check.py:", json.dumps(judged))
    print("codes:", json.dumps(codes))
    wrong += [f"only {judged[name]} of {name}" for name, least in LEAST.items() if judged[name] < least]
    wrong += [f"only {len(codes)} of twelve codes"] if len(codes) < 12 else []
    print("\n".join(wrong[:20]), end="\n" if wrong else "", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
