// node list_rules.mjs PAGE.js < QUESTIONS.json: what the script of the published list reads and reckons, without a browser. A question
// is { read: TEXT } or { fold: TEXT } or { sha256: TEXT } or { stretch: TEXT, salt: TEXT, rounds: N }; the answers are printed as JSON.
import { readFileSync } from "node:fs";
import vm from "node:vm";

vm.runInThisContext(readFileSync(process.argv[2], "utf8"));
const { fold, readCode, sha256, shown, stretch, toHex, utf8 } = globalThis.laurea;

const answer = async (question) => {
  if ("read" in question) {
    const code = readCode(question.read);
    return code && shown(code);
  }
  if ("fold" in question) return fold(question.fold);
  if ("sha256" in question) return toHex(sha256(utf8(question.sha256)));
  return toHex(await stretch(utf8(question.stretch), utf8(question.salt), question.rounds));
};

const answers = [];
for (const question of JSON.parse(readFileSync(0, "utf8"))) answers.push(await answer(question));
console.log(JSON.stringify(answers));
