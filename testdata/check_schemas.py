#!/usr/bin/env python3
"""The published JSON Schemas of declarations, asked by a validator that is not ours.

    check_schemas.py DECLARATIONS.jsonl

A test of the registry (`schemas`) writes the file: examples, thousands of documents with one field changed, and what
the reader said of each. What the reader takes is valid by the schema; what it refuses for its structure is not.
Needs jsonschema (schemas-requirements.txt); testdata/schemas.sh brings it.
"""
import collections
import json
import pathlib
import sys

from jsonschema import Draft202012Validator

SCHEMAS = pathlib.Path(__file__).resolve().parent.parent / "docs" / "schemas"
VALID = {"takes": True, "refuses the structure": False}


def main(lines):
    schemas = {}
    for path in sorted(SCHEMAS.glob("*.json")):
        schema = json.loads(path.read_text(encoding="utf-8"))
        Draft202012Validator.check_schema(schema)
        schemas[path.stem] = Draft202012Validator(schema)
    counts, wrong = collections.Counter(), []
    for text in lines:
        row = json.loads(text)
        valid = schemas[row["schema"]].is_valid(row["document"])
        if valid != VALID[row["reader"]]:
            wrong.append(f"{row['schema']}: the reader {row['reader']}, the schema {'takes' if valid else 'refuses'}: {row['what']}")
        counts[row["schema"], row["reader"]] += 1
    for text in wrong[:20]:
        print(text, file=sys.stderr)
    asked = {schema for schema, _ in counts}
    for (schema, reader), count in sorted(counts.items()):
        print(f"{schema}: {count} documents that the reader {reader}")
    if wrong or not asked:
        sys.exit(f"{len(wrong)} documents on which reader and schema differ, of {sum(counts.values())}")


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        main(file)
