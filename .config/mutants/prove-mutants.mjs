/**
 * Breaks promises on purpose and runs their tests: at least one must fail. First the same tests unbroken, all of
 * which must pass, so that "red" means the mutant and nothing else.
 *
 *     npm run prove:mutants [-- name-part ...] [-- --json]
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { judgeMutant } from './judge-mutant.mjs';
import { mutants } from './mutants.mjs';

const runner = new URL('run-tests.mjs', import.meta.url).pathname;
const asJson = process.argv.includes('--json');
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const chosen = mutants.filter(
  ({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)),
);
const folder = mkdtempSync(join(tmpdir(), 'valetkey-mutants-'));
/** A mutant can make a test wait for what never comes; a test file as it is can take this long on a busy machine. */
const longestMs = 600_000;
const say = (/** @type {string} */ line) => (asJson ? console.error(line) : console.log(line));

/**
 * Runs jobs one after the other in a process that starts Vitest once. One that does not end takes its process with it.
 *
 * @param {number} number
 */
const makeRunner = (number) => {
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let child;
  const start = () => {
    const env = {
      ...process.env,
      VALETKEY_MUTANTS_LOADED: join(folder, `loaded-${number}`),
      VALETKEY_ALL_ROUNDS: '1',
    };
    child = fork(runner, { env, stdio: ['ignore', 'ignore', 'ignore', 'ipc'], detached: true });
    return new Promise((resolve) => child?.once('message', resolve));
  };
  const stop = () => {
    if (child?.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    child = undefined;
  };
  /** @param {{ mutant?: string, file?: string, tests: readonly string[] }} job */
  const run = async (job) => {
    if (child === undefined) await start();
    const running = /** @type {import('node:child_process').ChildProcess} */ (child);
    return new Promise((resolve) => {
      const fail = (/** @type {string} */ why) => {
        running.removeAllListeners();
        stop();
        resolve({ loaded: true, failures: { tests: [], errors: [why] }, ms: longestMs });
      };
      const timer = setTimeout(() => fail('it did not end'), longestMs);
      running.once('exit', () => fail('its process ended'));
      running.once('message', (answer) => {
        clearTimeout(timer);
        running.removeAllListeners();
        resolve(answer);
      });
      running.send(job);
    });
  };
  return { run, stop };
};

const runners = Array.from({ length: Math.max(1, Math.min(4, availableParallelism())) }, (_, at) =>
  makeRunner(at),
);

/** @template T, R @param {readonly T[]} jobs @param {(job: T, runner: ReturnType<typeof makeRunner>) => Promise<R>} run */
const inParallel = async (jobs, run) => {
  const queue = [...jobs];
  /** @type {R[]} */
  const results = [];
  const work = async (/** @type {ReturnType<typeof makeRunner>} */ one) => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) results.push(await run(job, one));
  };
  await Promise.all(runners.map(work));
  return results;
};

const proveMutants = async () => {
  const files = [...new Set(chosen.flatMap(({ tests }) => tests))];
  /** @type {Map<string, number>} */
  const took = new Map();
  const unbroken = await inParallel(files, async (file, one) => {
    const { failures, ms } = await one.run({ tests: [file] });
    took.set(file, ms);
    return [...failures.tests.map(({ title }) => title), ...failures.errors].map(
      (what) => `${file}: ${what}`,
    );
  });
  const broken = unbroken.flat();
  if (broken.length > 0) {
    say(`the unbroken code fails already: ${broken.join('; ')}`);
    return undefined;
  }
  say(`unbroken: green, ${files.length} test files`);
  return inParallel(chosen, async ({ name, promise, file, tests }, one) => {
    /** @type {{ verdict: string, by: string }} */
    let verdict = { verdict: 'not loaded', by: '' };
    // The fastest first: the first file that catches it is enough.
    for (const test of tests.toSorted((a, b) => (took.get(a) ?? 0) - (took.get(b) ?? 0))) {
      const { loaded, failures } = await one.run({ mutant: name, file, tests: [test] });
      const judged = judgeMutant(failures);
      if (loaded && (verdict.verdict !== 'ERROR' || judged.verdict === 'caught')) verdict = judged;
      if (verdict.verdict === 'caught') break;
    }
    say(`${verdict.verdict.padEnd(10)} ${name.padEnd(32)} ${verdict.by.split('\n')[0]?.slice(0, 110)}`);
    return { name, promise, ...verdict };
  });
};

try {
  const verdicts = await proveMutants();
  const caught = (verdicts ?? []).filter(({ verdict }) => verdict === 'caught').length;
  const all = verdicts !== undefined && caught === chosen.length && chosen.length > 0;
  if (asJson)
    console.log(JSON.stringify({ mutants: chosen.length, caught, verdicts: verdicts ?? [] }, null, 2));
  else console.log(`${caught} of ${chosen.length} mutants caught${all ? '' : ': NOT PROVED'}`);
  process.exitCode = all ? 0 : 1;
} finally {
  for (const one of runners) one.stop();
  rmSync(folder, { recursive: true, force: true });
}
