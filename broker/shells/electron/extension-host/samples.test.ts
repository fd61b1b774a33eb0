import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { scanForCanaries } from '../../../prove/scan-for-canaries.ts';
import { type RunningEchoServer, startEchoServer } from '../../node/fixtures/start-echo-server.ts';
import { startMcpServer } from '../../node/fixtures/start-mcp-server.ts';
import { startVerdaccio } from '../../node/fixtures/start-verdaccio.ts';
import { whyNoElectron } from '../fixtures/launch-electron.ts';
import { runHost } from './fixtures/run-host.ts';

type Said = {
  readonly sample: string;
  readonly activated: string;
  readonly stopped: string;
  readonly lines: readonly string[];
};

const samples = fileURLToPath(new URL('../../../../sample-extensions/', import.meta.url));
const why = whyNoElectron();
const said = new Map<string, Said>();
let echo: RunningEchoServer;
const stops: (() => Promise<void>)[] = [];
beforeAll(async () => {
  if (why !== undefined) return;
  const [registry, mcp, betraying] = await Promise.all([
    startVerdaccio(),
    startMcpServer(),
    startEchoServer(),
  ]);
  stops.push(registry.stop, mcp.stop, betraying.stop);
  echo = betraying;
  const servers = [
    {
      sample: 'registry-reader',
      providerId: 'acme.registry-reader/registry',
      secretField: 'token',
      ...registry,
    },
    {
      sample: 'leaver',
      providerId: 'acme.leaver/registry',
      secretField: 'token',
      ...registry,
    },
    { sample: 'mcp-tools', providerId: 'acme.mcp-tools/tools', secretField: 'key', ...mcp },
    { sample: 'hostile', providerId: 'mallory.hostile/echo', secretField: 'token', ...betraying },
  ];
  const all = await runHost<Said>(new URL('./fixtures/run-samples.ts', import.meta.url), (folder, home) => {
    cpSync(samples, join(folder, 'samples'), {
      recursive: true,
      filter: (path) => !path.includes('node_modules'),
    });
    addLeaver(join(folder, 'samples'));
    return [join(folder, 'samples'), join(home, 'broker'), JSON.stringify(servers)];
  });
  for (const one of all) said.set(one.sample, one);
});
afterAll(() => Promise.all(stops.map((stop) => stop())));
beforeEach((ctx) => {
  if (why !== undefined) ctx.skip(why);
});

/** An extension that uses its handle once more when it stops. */
const addLeaver = (folder: string): void => {
  const main = `let registry, say;
    exports.extension = require('@valetkey/extension-api').defineExtension({
      async activate({ connections, log }) {
        say = log.info;
        registry = connections.use(
          await connections.request({ provider: 'acme.leaver/registry', wait: true, reason: 'x' }));
      },
      async deactivate() { say('bye ' + (await registry.fetch('/-/whoami')).status); },
    });`;
  const manifest = readFileSync(join(samples, 'registry-reader/package.json'), 'utf8');
  const parts = JSON.parse(manifest.replaceAll('registry-reader', 'leaver')) as object;
  mkdirSync(join(folder, 'leaver'));
  writeFileSync(
    join(folder, 'leaver/package.json'),
    JSON.stringify({ ...parts, main: 'main.cjs', icon: undefined }),
  );
  writeFileSync(join(folder, 'leaver/main.cjs'), main);
};

it('an extension in the desktop uses its handle in `deactivate` when it is stopped', () => {
  const { activated, stopped, lines } = said.get('leaver') ?? expect.fail('did not run');
  expect([activated, stopped, lines]).toEqual(['activated', 'stopped', ['info bye 200']]);
});

it.each(['registry-reader', 'mcp-tools'])('the sample %s does its work with a real server', (sample) => {
  const { activated, stopped, lines } = said.get(sample) ?? expect.fail('did not run');
  expect([activated, stopped]).toEqual(['activated', 'stopped']);
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.filter((line) => !line.startsWith('info'))).toEqual([]);
});

it('every attack of the hostile sample fails, and nothing reaches its collector', async () => {
  const { lines } = said.get('hostile') ?? expect.fail('did not run');
  const attacks = lines.filter((line) => /^info attack /.test(line));
  expect(attacks.filter((line) => !/^info attack [a-z-]+: failed/.test(line))).toEqual([]);
  expect(attacks).toHaveLength(
    readdirSync(join(samples, 'hostile/attacks')).filter((file) => !/-by-|-walk|decode/.test(file)).length,
  );
  expect((await echo.collected()).bytes.byteLength).toBe(0);
});

it('the hostile sample saw no form of the token', () => {
  const lines = (said.get('hostile')?.lines ?? []).map((line) => Buffer.from(line));
  const { found, bytes } = scanForCanaries([echo.token], { lines });
  expect(found).toEqual([]);
  expect(bytes).toBeGreaterThan(100_000);
});
