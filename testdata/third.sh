#!/usr/bin/env bash
# The check by programs that are not ours.
#
#   testdata/third.sh DEMO [--no-browser]
#
# DEMO is the data directory of a demo that has finished (dalolat demo --once --data DEMO). In turn:
#   papers    every certificate is read by qpdf, Poppler, zbar, ZXing, base45 and cbor2, which have to agree
#   broken    papers that were put together from two, cut off, or missing are found by the same program
#   follow    docs/verify-it-yourself.md is followed to the letter with one of the certificates
#   vectors   the programs that the page leaves behind come to the code of every vector
#
# Needs poppler-utils, zbar-tools, qpdf, python3 (3.11 to 3.13) with python3-venv, Node.js 20 with npm, chromium (but with
# --no-browser), and the package registries of Python and Node.js, whose packages are kept below the user's cache directory.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 1 ] || { sed -n '2,14p' "$0" | sed 's/^# \{0,1\}//'; exit 2; }
demo=$1
shift
case "${1:---no-browser}" in --no-browser) ;; *) echo "unknown: $1" >&2; exit 2 ;; esac
certificates=$demo/certificates key=$demo/network-key.json
for program in pdftoppm pdfinfo pdftotext pdfdetach pdfimages zbarimg qpdf python3 node npm; do
  command -v "$program" >/dev/null || { echo "missing: $program" >&2; exit 2; }
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# One environment for each list of requirements; a folder that an interrupted run left half made has no mark and is made anew.
cache=${XDG_CACHE_HOME:-$HOME/.cache}/dalolat-third
venv=$cache/$(sha256sum "$here/requirements.txt" | cut -c1-16)
if [ ! -e "$venv/complete" ]; then
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --require-hashes --only-binary :all: -r "$here/requirements.txt"
  touch "$venv/complete"
fi

step() {
  local name=$1 begun=$SECONDS
  shift
  echo "-- $name"
  "$@"
  echo "-- $name: $((SECONDS - begun)) s"
}

papers() {
  "$venv/bin/python" "$here/third/papers.py" "$@"
}

# A broken paper must be refused, and for the reason that it was made for: found DIRECTORY REASON.
found() {
  local said
  if said=$(papers "$1" "$key" 2>&1); then
    echo "nothing was found wrong with $(basename "$1")" >&2
    return 1
  fi
  grep -qF -- "$2" <<<"$said" || { printf '%s: found for another reason:\n%s\n' "$(basename "$1")" "$said" >&2; return 1; }
}

broken() {
  local all one other
  all=("$certificates"/*.pdf)
  one=${all[0]} other=${all[1]}
  mkdir "$work/none" "$work/twice" "$work/cut" "$work/keywords" "$work/attachment" "$work/page" "$work/detached"
  cp "$one" "$work/twice/a.pdf" && cp "$one" "$work/twice/b.pdf"
  head -c 60000 "$one" >"$work/cut/a.pdf"
  # The other paper's page under this one's keywords and attachments.
  qpdf "$one" --pages "$other" 1 -- "$work/keywords/a.pdf"
  # The other paper's values in this one's attachment.
  pdfdetach -saveall -o "$work/detached" "$other" 2>/dev/null
  qpdf "$one" --remove-attachment=dalolat.json "$work/no-json.pdf"
  qpdf "$work/no-json.pdf" --add-attachment "$work/detached/dalolat.json" --key=dalolat.json -- "$work/attachment/a.pdf"
  found "$work/none" "there are no certificates"
  found "$work/twice" "different certificates: 1"
  found "$work/cut" "qpdf ends with"
  found "$work/keywords" "ZXing's text of the page"
  found "$work/attachment" "dalolat.json:"
  echo "broken papers found: 5"
}

judge() {
  nice node "$here/third/judge.mjs" "$work/followed" "$@"
}

vectors() {
  python3 "$here/third/vectors.py" --cases >"$work/vectors"
  judge 3500 12 <"$work/vectors"
  judge "$((2 * $(find "$certificates" -name '*.pdf' | wc -l)))" 2 <"$work/cases"
  nice "$work/followed/venv/bin/python" "$here/third/vectors.py" "$work/followed"
  judge 4 2 <"$work/followed/points"
}

first=$(find "$certificates" -name '*.pdf' 2>/dev/null | sort | head -n 1)
[ -n "$first" ] || { echo "no certificates in $certificates" >&2; exit 1; }
step papers papers "$certificates" "$key" "$work/cases"
step broken broken
step follow python3 "$here/third/follow.py" "$work/followed" "$first" "$key" "$@"
step vectors vectors
