#!/usr/bin/env python3
"""Reads certificates with programs that are not ours, and compares what each of them says.

    python papers.py CERTIFICATES NETWORK-KEY.json [CASES]

CERTIFICATES is a folder of PDFs. Of each: qpdf finds no fault; Poppler renders the page at 300 dpi, on which zbar and ZXing read one
code each, and ZXing reads it from the image in the PDF alone; both texts are the document's keywords; `base45` and `cbor2`
read the text and write it again as it was; the attachment dalolat.cbor is those bytes, and dalolat.json is what can be
written from them, the key file and the tables of commitment.md; the page's text holds each value. Signatures are not looked at
here: into the file CASES goes each code as it is, with its values, and once with a bit of it flipped, for judge.mjs. Ends with 1 if
anything differs, and where there is no certificate.

The place of birth is a code in the proof and a name on the page, so that one value of each certificate is not compared with the page.
"""
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import base45
import cbor2
import zxingcpp

PAGES = Path(__file__).resolve().parent.parent.parent / "docs" / "formats"
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CLASSES = {1: ("live", "DAL1:"), 2: ("practice", "DALX:"), 3: ("demo", "DALX:")}
GROUPS = ["core", "parents", "identifiers", "ethnicity", "medical", "sealed"]
# Poppler 22.12 takes /Suspects true alone for right, where ISO 32000-2, table 353, has a boolean that is false by default.
POPPLER = "Syntax Error: Suspects object is wrong type (boolean)"
checks = 0


class Differs(Exception):
    """Two programs do not say the same of a certificate."""


def same(found, expected, what):
    global checks
    checks += 1
    if found != expected:
        raise Differs(f"{what}: {found!r} and not {expected!r}")


def run(*command):
    """What a program prints; it must succeed and complain of nothing but what is known."""
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
    complaints = [line for line in done.stderr.decode("utf-8", "replace").splitlines() if line and line != POPPLER]
    same((done.returncode, complaints), (0, []), f"{command[0]} ends with, and complains of")
    return done.stdout


def by_zxing(picture):
    """The texts of the codes on a picture, a PGM or PPM of eight bits, binary: the forms that Poppler writes."""
    data = picture.read_bytes()
    header = re.match(rb"P([56])\s+(\d+)\s+(\d+)\s+255\s", data)
    if header is None:
        raise Differs(f"{picture.name} is not a picture that Poppler writes")
    channels, width, height = 1 if header[1] == b"5" else 3, int(header[2]), int(header[3])
    shape = [height, width] if channels == 1 else [height, width, channels]
    pixels = memoryview(data)[header.end():header.end() + height * width * channels].cast("B", shape=shape)
    return [code.text for code in zxingcpp.read_barcodes(pixels)]


def code_on_page(pdf, folder):
    """The one text that both readers find on the page, and ZXing in the PDF's images."""
    info = run("pdfinfo", pdf).decode()
    same(re.findall(r"^Pages:\s+(\d+)$", info, re.M), ["1"], "pages")
    keywords = re.findall(r"^Keywords: +(.*)$", info, re.M)
    same(len(keywords), 1, "lines of keywords")
    run("pdftoppm", "-r", "300", "-gray", "-singlefile", pdf, folder / "page")
    same(by_zxing(folder / "page.pgm"), keywords, "ZXing's text of the page")
    seen = run("zbarimg", "--quiet", "--raw", "--nodbus", "-Sdisable", "-Sqrcode.enable", folder / "page.pgm")
    same(seen.decode(), keywords[0] + "\n", "zbar's text of the page")
    run("pdfimages", pdf, folder / "image")
    images = sorted(folder.glob("image-*.p[gp]m"))
    same([text for image in images for text in by_zxing(image)], keywords, "ZXing's text of the images")
    return keywords[0]


def decoded(text):
    """The bytes and values of a proof, by decoders that are not ours, which write both again as they were."""
    data = base45.b45decode(text[5:])
    same(base45.b45encode(data).decode(), text[5:], "base45 written again")
    proof = cbor2.loads(data)
    same(cbor2.dumps(proof, canonical=True), data, "CBOR written again")
    same(len(proof), 21, "values of the proof")
    return data, proof


def day(number):
    return f"{number // 10000}-{number // 100 % 100:02}-{number % 100:02}"


def certificate_number(number):
    digits = f"{number:011}"
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"


def printed_handle(handle):
    v = int.from_bytes(handle, "big")
    digits = [v >> 5 * i & 31 for i in range(25, -1, -1)] + [v % 1021 >> 5, v % 1021 & 31]
    text = "".join(CROCKFORD[digit] for digit in digits)
    return "-".join(text[i:i + 4] for i in range(0, 28, 4))


# identifiers.md
KINDS = {1: "birth", 2: "death", 3: "marriage", 4: "divorce"}
CERTIFICATES = {1: 1, 12: 2, 13: 3, 14: 4}
REFERENCES = {15: 1, 16: 2, 17: 3, 18: 4}
DOCUMENTS = {n: f"{KINDS[kind]}-certificate" for n, kind in CERTIFICATES.items()} | {n: f"{KINDS[kind]}-reference" for n, kind in REFERENCES.items()}
# The newest schema of each kind, and how many fields its groups have.
SCHEMAS = {1: (2, [7, 2, 20, 2, 20, 33]), 2: (1, [8, 4, 8, 1, 20, 20]), 3: (1, [6, 6, 16, 2, 9, 62]), 4: (1, [6, 9, 16, 2, 7, 35])}


def kind_of(proof):
    """The kind of act that the paper of a proof is of."""
    return (CERTIFICATES | REFERENCES)[proof[2]]


def fields_of(kind):
    """For each group of a kind the id and label of its fields, read from the tables of fields.md."""
    schema, counts = SCHEMAS[kind]
    page = (PAGES / "fields.md").read_text(encoding="utf-8")
    page = page.split(f"## Kind {kind}, schema {schema}: {KINDS[kind]}\n")[1].split("\n## ")[0] + "\n"
    tables = re.findall(r"^\*\*Group (\d), \w+\*\*\n\n((?:\|.*\n)+)", page, re.M)
    same([group for group, _ in tables], list("012345"), "groups in fields.md")
    row = re.compile(r"^\| (\d+) \| `([^`]+)` \| (.*) \|$", re.M)
    fields = [[(name, re.sub(r", (\*partial\*|integer)$", "", what)) for _, name, what in row.findall(table)] for _, table in tables]
    same([len(group) for group in fields], counts, "fields in fields.md")
    return fields


def attachment(text, proof, key, opened, fields):
    """What dalolat.json has to hold, from the proof, the key file, the page's table and the opened half."""
    (_, _, document, act, act_date, number, date, handle, groups, closed, index, count, path, height, time, rest, hops, epoch, view,
     parent_view, signature) = proof
    inclusion = [index, count, path, height, time, rest, hops, [epoch, view, parent_view, signature]]
    words = GROUPS if DOCUMENTS[document].startswith("birth") else [GROUPS[0], "particulars", *GROUPS[2:]]
    shown = [{"group": words[g], "seed": seed.hex(),
              "fields": [{"id": name, "label": label, "value": value} for (name, label), value in zip(fields[g], values, strict=True)]}
             for g, seed, values in groups]
    return {
        "format": "dalolat/certificate/1", "document": DOCUMENTS[document],
        "network": key["network"], "class": CLASSES[bytes.fromhex(key["network"])[0]][0],
        "act": {"number": str(act), "registered": day(act_date)},
        "certificate": {"number": certificate_number(number), "issued": day(date), "status_handle": printed_handle(handle)},
        "groups": shown, "proof": text, "receipt": cbor2.dumps([opened, closed, inclusion], canonical=True).hex(),
    }


def compare_attachments(pdf, folder, text, data, key, fields):
    """Compares both attachments with the code. Gives the proof with all disclosed groups open."""
    run("pdfdetach", "-saveall", "-o", folder, pdf)
    full = (folder / "dalolat.cbor").read_bytes()
    proof, complete = cbor2.loads(data), cbor2.loads(full)
    same(cbor2.dumps(complete, canonical=True), full, "dalolat.cbor written again")
    same(proof[:8] + proof[9:], complete[:8] + complete[9:], "dalolat.cbor but for its groups")
    for short, long in zip(proof[8], complete[8], strict=True):     # a group may stand in the code as its root, for want of room
        same(short if len(short) == 3 else short[:1], long[:len(short)] if len(short) == 3 else long[:1], "a group of dalolat.cbor")
    found = json.loads((folder / "dalolat.json").read_text(encoding="utf-8"))
    opened = cbor2.loads(bytes.fromhex(found["receipt"]))[0]          # a digest; check.py and check.mjs compute it
    same(found, attachment(text, complete, key, opened, fields), "dalolat.json")
    return complete


def compare_page(pdf, proof, fields):
    """The page's text holds each value; white space is left out, since a long value goes on in the next line."""
    shown = re.sub(r"\s", "", run("pdftotext", "-raw", pdf, "-").decode())
    act, number, handle = str(proof[3]), certificate_number(proof[5]), printed_handle(proof[7])
    wanted = [number, f"№{act}", handle[:19] + handle[20:], dotted(day(proof[6]))]
    for g, _, values in proof[8]:
        for (name, _), value in zip(fields[g], values, strict=True):
            if value is not None and not said_in_words(name):
                wanted.append(dotted(str(value)))
    for value in wanted:
        same(re.sub(r"\s", "", value) in shown, True, f"the page shows {value!r}")
    return len(wanted)


def said_in_words(name):
    """A code, which the page says in words of its languages."""
    return name.endswith((".code", ".citizenship")) or name == "divorce.ground"


def dotted(written):
    """A day, or a month, as the page writes it; everything else as it stands."""
    return ".".join(reversed(written.split("-"))) if re.fullmatch(r"\d{4}(-\d\d){1,2}", written) else written


def cases(text, proof, key):
    """For judge.mjs: the code with the values that it has to come to, and the code with one bit of the hidden half flipped."""
    values = [str(value) if value is not None else "(nothing)" for group in proof[8] if len(group) == 3 for value in group[2]]
    closed = bytes([proof[9][0] ^ 1]) + proof[9][1:]
    other = text[:5] + base45.b45encode(cbor2.dumps(proof[:9] + [closed] + proof[10:], canonical=True)).decode()
    yield json.dumps({"text": text, "keys": key, "expected": "valid", "values": values})
    yield json.dumps({"text": other, "keys": key, "expected": "not-valid.signature"})


def main(words):
    if len(words) not in (2, 3):
        print(__doc__, file=sys.stderr)
        return 2
    papers = sorted(Path(words[0]).glob("*.pdf"))
    key = json.loads(Path(words[1]).read_text(encoding="utf-8"))
    fields = {kind: fields_of(kind) for kind in KINDS}
    shown, faults, numbers, lines = 0, 0, set(), []
    for pdf in papers:
        try:
            with tempfile.TemporaryDirectory() as place:
                folder = Path(place)
                same(b"No syntax or stream encoding errors" in run("qpdf", "--check", pdf), True, "qpdf finds no fault")
                text = code_on_page(pdf, folder)
                same(text[:5], CLASSES[bytes.fromhex(key["network"])[0]][1], "prefix")
                data, proof = decoded(text)
                same(proof[0], key["key_id"], "key id")
                complete = compare_attachments(pdf, folder, text, data, key, fields[kind_of(proof)])
                shown += compare_page(pdf, complete, fields[kind_of(proof)])
                numbers.add(proof[5])
                lines += cases(text, proof, key)
        except Exception as fault:                    # whatever a library makes of a paper is told with the paper's name
            faults += 1
            print(f"{pdf.name}: {type(fault).__name__}: {fault}", file=sys.stderr)
    print(f"papers: {len(papers)}, different certificates: {len(numbers)}, values found on pages: {shown}, comparisons: {checks}")
    if len(words) == 3:
        Path(words[2]).write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    if not papers or len(numbers) != len(papers) or shown < 10 * len(papers):
        print("there are no certificates, or fewer than files, or too few values", file=sys.stderr)
        return 1
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
