// Runs check.mjs, the JavaScript of docs/verify-it-yourself.md, over cases from standard input.
//
//     python3 testdata/third/vectors.py --cases | node testdata/third/judge.mjs FOLDER LEAST CODES
//
// FOLDER is the one that follow.py leaves, with check.mjs and the library beside it. Each line is {text, keys, expected, values},
// and check.mjs has to come to the expected code, and to the values where they are given. There are to be at least LEAST cases
// and CODES different codes among them. A key file of today has heights far below 2^53, so that JSON's own numbers serve.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, least, codes] = process.argv.slice(2);
const { check } = await import(pathToFileURL(join(resolve(folder), "check.mjs")).href);

const counts = {};
let cases = 0, wrong = 0;
for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const { text, keys, expected, values } = JSON.parse(line);
  const found = check(text, keys);
  cases += 1;
  counts[expected] = (counts[expected] ?? 0) + 1;
  if (found.conclusion !== expected || (values && JSON.stringify(values) !== JSON.stringify(found.values))) {
    wrong += 1;
    console.error(`${JSON.stringify(found)} where ${expected} is right: ${text.slice(0, 60)}`);
  }
}
console.log("judged by check.mjs:", cases, JSON.stringify(counts));
if (!(cases >= Number(least) && Object.keys(counts).length >= Number(codes))) {
  console.error(`there are to be ${least} cases of ${codes} codes`);
  wrong += 1;
}
process.exitCode = wrong === 0 ? 0 : 1;
