import { join } from 'node:path';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { startEchoServer } from '../../node/fixtures/start-echo-server.ts';
import { whyNoElectron } from '../fixtures/launch-electron.ts';
import { runHost } from './fixtures/run-host.ts';

type Said = Readonly<Record<string, number>> & { readonly name: string };

const why = whyNoElectron();
const said = new Map<unknown, Said>();
beforeAll(async () => {
  if (why !== undefined) return;
  const server = await startEchoServer();
  const all = await runHost<Said>(new URL('./fixtures/run-speed.ts', import.meta.url), (_folder, home) => [
    join(home, 'speed'),
    server.url,
    server.token,
    '300',
    '3',
  ]).finally(server.stop);
  for (const one of all) said.set(one.name, one);
  if (process.env['SHOW_SPEED'] !== undefined)
    process.stderr.write(`${JSON.stringify([...said.values()], null, 1)}\n`);
});
beforeEach((ctx) => {
  if (why !== undefined) ctx.skip(why);
});

// Several times what is aimed at, since other tests run at the same time: a slip of the clock is not to fail these.

it('a host starts an extension in far less than a second', () => {
  expect(said.get('start')?.['next']).toBeLessThan(600);
});

it('a host adds little to the round trip of a bare port, and the broker to a fetch over one', () => {
  expect(said.get('round trip')?.['gateRatio']).toBeLessThan(3);
  expect(said.get('fetch 1 KB')?.['leastRatio']).toBeLessThan(4);
});

it('fifty extensions run at once', () => {
  expect(said.get('50 at once')?.['activated']).toBe(50);
});
