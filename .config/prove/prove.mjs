/**
 * The whole proof, with figures: every test that THREAT-MODEL.md names, under the canary oracle.
 *
 *     npm run prove [-- --json] [-- PROMISE ...]     --json: one line per figure, in the benchmarks' shape
 *
 * Promises by number (`C6`) or chapter (`C`) run alone; a million frames and kills are then not asked for.
 */
import { figuresOf } from './figures.mjs';
import { judgePromises } from './judge-promises.mjs';
import { readPromises } from './promises.mjs';
import { proofOf } from './proof-of.mjs';
import { runProof } from './run-proof.mjs';

const asJson = process.argv.includes('--json');
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const promises = readPromises().filter(
  ({ number }) => wanted.length === 0 || wanted.includes(number) || wanted.includes(number.slice(0, 1)),
);
const { sums, files } = runProof(proofOf(promises), asJson);
const judged = judgePromises(promises, files);
const figures = figuresOf(sums, judged).filter(
  ({ name }) => wanted.length === 0 || !/^(?:frames|kills)/.test(name),
);

const say = asJson ? console.error : console.log;
say('');
for (const { number, title, verdict, why } of judged.filter((one) => one.verdict !== 'proved')) {
  say(`${verdict === 'skipped' ? 'skip' : 'FAIL'}  ${number} ${title}`);
  for (const reason of why) say(`        ${reason}`);
}
for (const figure of figures) {
  if (asJson) console.log(JSON.stringify(figure));
  else {
    const { ok, name, value, baseline } = figure;
    console.log(
      `${ok ? 'ok  ' : 'FAIL'}  ${name.padEnd(28)} ${value.toLocaleString('en').padStart(14)}   of ${baseline}`,
    );
  }
}
const proved = figures.every(({ ok }) => ok);
console.error(proved ? '\nproved' : '\nNOT proved');
process.exitCode = proved ? 0 : 1;
