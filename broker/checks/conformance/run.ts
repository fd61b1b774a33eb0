import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * `npm run conformance [scenario...]`: the official client scenarios, each with a broker of its own. Two at a time: one
 * measures how long a client waits, and the suite's own `--suite all` starts them all at once.
 */
const { resolve } = createRequire(import.meta.url);
const suite = new URL(
  'dist/index.js',
  pathToFileURL(resolve('@modelcontextprotocol/conformance/package.json')),
);
const shim = new URL('../../../checks/conformance/fs-with-glob.mjs', import.meta.url);
const client = fileURLToPath(new URL('client.js', import.meta.url));
const atOnce = 2;

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

const listed = async (): Promise<readonly string[]> =>
  [...(await run(['list', '--client'])).output.matchAll(/^\s*- (\S+)/gm)].flatMap(([, name]) => name ?? []);

const wanted = process.argv.slice(2);
const scenarios = (await listed()).filter((name) => wanted.length === 0 || wanted.includes(name));
if (scenarios.length === 0) throw new Error('There is no such scenario.');
const failed: string[] = [];
let checks = 0;
const waiting = [...scenarios];

const work = async (): Promise<void> => {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    const command = `${process.execPath} ${client}`;
    const { code, output } = await run(['client', '--command', command, '--scenario', name]);
    const [, passed = '0', all = '0'] = /Passed: (\d+)\/(\d+)/.exec(output) ?? [];
    const good = code === 0 && /OVERALL: PASSED/.test(output);
    checks += Number(passed);
    process.stdout.write(`${good ? 'passed' : 'FAILED'}  ${name}  (${passed} of ${all} checks)\n`);
    if (good) continue;
    failed.push(name);
    const why = output.split('Failed Checks:')[1] ?? output.slice(-1_500);
    process.stdout.write(`${why.trim().replace(/^/gm, '        ').slice(0, 3_000)}\n`);
  }
};
await Promise.all(Array.from({ length: atOnce }, work));

for (const name of failed) process.stdout.write(`failed: ${name}\n`);
process.stdout.write(
  `${scenarios.length - failed.length} of ${scenarios.length} scenarios passed, ${checks} checks.\n`,
);
process.exit(failed.length === 0 ? 0 : 1);
