import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { guestFolder } from '../extension-worker.ts';
import { messagePortTransport } from '../message-port-transport.ts';
import { openBrokerEnd } from './fixtures/broker-end.ts';

type Walk = {
  readonly visited: number;
  readonly calls: number;
  readonly findings: readonly string[];
  readonly landmarks: readonly string[];
  readonly hostObjects: number;
};

const walkEverything = async (plant?: string): Promise<Walk> => {
  const parts = ['walk.cjs', 'walk-everything.cjs'].map((name) =>
    readFile(new URL(`./fixtures/${name}`, import.meta.url), 'utf8'),
  );
  const mainSource = (await Promise.all(parts)).join('\n');
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(join(guestFolder(), 'walk-worker.js'), {
    env: {},
    execArgv: [],
    workerData: { controlPort: port2, extensionId: 'acme.walker', mainSource, heapMb: 256, plant },
    transferList: [port2],
  });
  const { ended } = openBrokerEnd(messagePortTransport(port1));
  const walk = new Promise<Walk>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    ended.then((report) => {
      if (report.state === 'failed') reject(new Error(report.message));
    });
  });
  return walk.finally(() => worker.terminate());
};

test('nothing that an extension reaches is an object of Node', async () => {
  const walk = await walkEverything();
  expect(walk.findings).toEqual([]);
  // A walk that goes nowhere, or a judge that knows nothing, would find nothing too.
  expect(walk.hostObjects).toBeGreaterThan(4_000);
  expect(walk.visited).toBeGreaterThan(2_000);
  expect(walk.calls).toBeGreaterThan(4_000);
  expect(walk.landmarks).toHaveLength(12);
});

const plants = [
  'process',
  'response of Node',
  'signal of Node',
  'port behind a getter',
  'error of Node',
  'class that extends the untamed Error',
  'promise of Node',
];

test.each(plants)('the walk finds a planted %s', async (plant) => {
  const { findings } = await walkEverything(plant);
  expect(findings.join('\n')).toContain('.planted');
});
