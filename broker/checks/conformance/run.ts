import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * `npm run conformance [scenario...]`: what the suite's frozen sets of requirements ask of a client, in each revision's
 * own wire, each scenario with a broker of its own. Two at a time: one measures how long a client waits, and the suite's
 * own `--requirements` starts them all at once. Extensions of the specification run too, and do not count.
 */
const revisions = ['2025-11-25', '2026-07-28'] as const;
type Scenario = {
  readonly name: string;
  readonly revision: (typeof revisions)[number];
  readonly counts: boolean;
};

const { resolve } = createRequire(import.meta.url);
const suite = new URL(
  'dist/index.js',
  pathToFileURL(resolve('@modelcontextprotocol/conformance/package.json')),
);
const shim = new URL('../../../checks/conformance/fs-with-glob.mjs', import.meta.url);
const client = fileURLToPath(new URL('client.js', import.meta.url));
const atOnce = 2;
/**
 * What the suite measures by the clock of its own process. Negative is a time that no client can reconnect in: it took the
 * session's own stream, which a busy machine opened late, for the one that is opened again. Very late says the same of a
 * busy machine. A client that pays no heed to the field is told so each time.
 */
const wasOfTheClock = /Client reconnected (?:too early \(-|very late)/;
const mostAttempts = 5;
/** Its own 30 seconds are few for starting a broker on a busy machine. */
const patience = ['--timeout', String(300_000)];

const run = (args: readonly string[]): Promise<{ code: number | null; output: string }> =>
  new Promise((done) => {
    const child = spawn(process.execPath, ['--import', shim.href, fileURLToPath(suite), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const pipe of [child.stdout, child.stderr])
      pipe.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    child.once('close', (code) => done({ code, output }));
  });

const listed = async (revision: Scenario['revision']): Promise<readonly Scenario[]> => {
  const { output } = await run(['list', '--requirements', revision]);
  const [, required = ''] = output.split('Client scenarios');
  const [counted = '', others = ''] = required.split('never scored');
  const named = (text: string, line: RegExp): string[] =>
    [...text.matchAll(line)].flatMap(([, name]) => name ?? []);
  return [
    ...named(counted, /^\s*- (\S+)/gm).map((name) => ({ name, revision, counts: true })),
    ...named(others, /^\s*- (\S+) \[client\]/gm).map((name) => ({ name, revision, counts: false })),
  ];
};

const wanted = process.argv.slice(2);
const all = (await Promise.all(revisions.map(listed))).flat();
const scenarios = all.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
if (scenarios.length === 0) throw new Error('There is no such scenario.');
const failed = new Set<Scenario>();
const checks = new Map<Scenario, number>();
const waiting = [...scenarios];

const work = async (): Promise<void> => {
  for (let scenario = waiting.shift(); scenario !== undefined; scenario = waiting.shift()) {
    const { name, revision, counts } = scenario;
    const command = `${process.execPath} ${client}`;
    const how = ['--scenario', name, '--spec-version', revision, ...(counts ? [] : ['--force'])];
    const attempt = () => run(['client', '--command', command, ...how, ...patience]);
    let { code, output } = await attempt();
    for (let tries = 1; wasOfTheClock.test(output) && tries < mostAttempts; tries += 1)
      ({ code, output } = await attempt());
    const [, passed = '0', of = '0'] = /Passed: (\d+)\/(\d+)/.exec(output) ?? [];
    const good = code === 0 && /OVERALL: PASSED/.test(output);
    checks.set(scenario, Number(passed));
    const kind = counts ? '' : ', an extension';
    process.stdout.write(
      `${good ? 'passed' : 'FAILED'}  ${revision} ${name}  (${passed} of ${of} checks${kind})\n`,
    );
    if (good) continue;
    failed.add(scenario);
    const why = output.split('Failed Checks:')[1] ?? output.slice(-1_500);
    process.stdout.write(`${why.trim().replace(/^/gm, '        ').slice(0, 3_000)}\n`);
  }
};
await Promise.all(Array.from({ length: atOnce }, work));
// Some measure time: what failed beside another one is tried once more by itself.
waiting.push(...failed);
failed.clear();
await work();

const count = (some: readonly Scenario[]): string =>
  `${some.filter((one) => !failed.has(one)).length} of ${some.length} scenarios passed`;
const checksOf = (some: readonly Scenario[]): number =>
  some.reduce((sum, one) => sum + (checks.get(one) ?? 0), 0);
for (const { name, revision } of failed) process.stdout.write(`failed: ${revision} ${name}\n`);
for (const revision of revisions) {
  const own = scenarios.filter((one) => one.revision === revision);
  const counted = own.filter(({ counts }) => counts);
  const extensions = own.filter(({ counts }) => !counts);
  process.stdout.write(
    `${revision}: ${count(counted)}, ${checksOf(counted)} checks; of extensions, which do not count: ${count(extensions)}.\n`,
  );
}
process.exit([...failed].some(({ counts }) => counts) ? 1 : 0);
