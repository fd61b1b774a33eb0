/**
 * Breaks promises on purpose and runs their tests: at least one must fail. First the same tests unbroken, all of
 * which must pass, so that "red" means the mutant and nothing else.
 *
 *     npm run prove:mutants [-- name-part ...] [-- --json]
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { mutants } from './mutants.mjs';

const root = new URL('../..', import.meta.url).pathname;
const asJson = process.argv.includes('--json');
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const chosen = mutants.filter(
  ({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)),
);
const folder = mkdtempSync(join(tmpdir(), 'valetkey-mutants-'));
/** A mutant can make a test wait for what never comes. Unbroken, all the files of all of them run in one go. */
const longestMs = { mutant: 180_000, unbroken: 1_200_000 };

/** @param {string} name @param {readonly string[]} tests @param {NodeJS.ProcessEnv} env */
const run = (name, tests, env) =>
  new Promise((resolve) => {
    const report = join(folder, `${name}.json`);
    const loaded = join(folder, `${name}.loaded`);
    const child = spawn(
      process.execPath,
      [
        join(root, 'node_modules/vitest/vitest.mjs'),
        'run',
        ...['--config', join(root, '.config/vitest.config.ts'), '--reporter=json', `--outputFile=${report}`],
        ...(env['VALETKEY_MUTANT'] === undefined ? [] : ['--bail=1']),
        ...tests,
      ],
      {
        cwd: root,
        env: { ...process.env, ...env, VALETKEY_MUTANT_LOADED: loaded },
        stdio: 'ignore',
        detached: true,
      },
    );
    const ms = env['VALETKEY_MUTANT'] === undefined ? longestMs.unbroken : longestMs.mutant;
    const timer = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), ms);
    child.on('close', (code) => {
      clearTimeout(timer);
      let failed = [];
      try {
        const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
        failed = testResults.flatMap(({ name: file, status, message, assertionResults }) => {
          const titles = assertionResults
            .filter((test) => test.status === 'failed')
            .map((test) => test.fullName);
          const broken = status === 'failed' && titles.length === 0 ? [`${file}: ${message}`] : [];
          return [...titles, ...broken];
        });
      } catch {
        // No report: the run itself ended. What that means is judged by the code.
      }
      resolve({ code, failed, loaded: existsSync(loaded) });
    });
  });

/** @param {(line: string) => void} say */
const proveMutants = async (say) => {
  const unbroken = await run('unbroken', [...new Set(chosen.flatMap(({ tests }) => tests))], {});
  if (unbroken.code !== 0) {
    say(`the unbroken code fails already: ${unbroken.failed.join('; ') || `exit ${unbroken.code}`}`);
    return undefined;
  }
  say(`unbroken: green, ${new Set(chosen.flatMap(({ tests }) => tests)).size} test files`);
  const verdicts = [];
  const queue = [...chosen];
  const worker = async () => {
    for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
      const { name, promise, tests } = mutant;
      const { code, failed, loaded } = await run(name, tests, { VALETKEY_MUTANT: name });
      const verdict = !loaded ? 'not loaded' : code === 0 ? 'SURVIVED' : 'caught';
      verdicts.push({ name, promise, verdict, by: failed[0] ?? (code === null ? 'it did not end' : '') });
      say(`${verdict.padEnd(10)} ${name.padEnd(32)} ${(failed[0] ?? '').slice(0, 110)}`);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(4, availableParallelism())) }, worker));
  return verdicts;
};

try {
  const verdicts = await proveMutants((line) => (asJson ? console.error(line) : console.log(line)));
  const caught = (verdicts ?? []).filter(({ verdict }) => verdict === 'caught').length;
  const all = verdicts !== undefined && caught === chosen.length && chosen.length > 0;
  if (asJson)
    console.log(JSON.stringify({ mutants: chosen.length, caught, verdicts: verdicts ?? [] }, null, 2));
  else console.log(`${caught} of ${chosen.length} mutants caught${all ? '' : ': NOT PROVED'}`);
  process.exitCode = all ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
