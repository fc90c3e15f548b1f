#!/usr/bin/env bash
# The JSON Schemas of declarations, compared with the reader by a validator that is not ours.
#
#   testdata/schemas.sh DECLARATIONS.jsonl
#
# DECLARATIONS.jsonl is what the test `schemas` of the registry writes into the folder `tmp` of the build.
# Needs python3 (3.7 or later) with python3-venv, and the package registry of Python, whose packages are kept below the
# user's cache directory.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
[ $# -eq 1 ] || { sed -n '2,8p' "$0" | sed 's/^# \{0,1\}//'; exit 2; }

# A folder that an interrupted run left half made has no mark and is made anew.
list=$here/schemas-requirements.txt
venv=${XDG_CACHE_HOME:-$HOME/.cache}/dalolat-schemas/$(sha256sum "$list" | cut -c1-16)
if [ ! -e "$venv/complete" ]; then
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --require-hashes --only-binary :all: -r "$list"
  touch "$venv/complete"
fi
"$venv/bin/python" "$here/check_schemas.py" "$1"
