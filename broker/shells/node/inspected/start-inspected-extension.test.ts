import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { attackingServerBefore } from '../../../checks/fixtures/attacking-server/started-before.ts';
import {
  brokerInFolder,
  extensionNamed,
  type TestBroker,
} from '../../../checks/fixtures/broker-in-folder.ts';
import { extensionOnDisk } from '../../../checks/fixtures/extension-on-disk.ts';
import { newCanary } from '../../../checks/fixtures/watched-broker.ts';
import { attachDebugger, heapOf, listening } from '../../../cli/fixtures/attach-debugger.ts';
import { startExtension } from '../../../extensions/start-extension.ts';
import { startInspectedExtension } from './start-inspected-extension.ts';

const server = attackingServerBefore();
const canary = newCanary();
let t: TestBroker;
beforeEach(async () => {
  t = await brokerInFolder();
});
afterEach(() => t.close());

/** `acme.reader` under a debugger that lets it run. */
const debugged = async (activate: string) => {
  const reader = extensionNamed('reader');
  // Its provider has to be known before it can be connected.
  const before = t.attach(reader);
  await t.settings.createConnection({
    providerId: 'acme.reader/api' as never,
    displayName: 'Work',
    fields: { url: server.url },
    secrets: { token: canary },
  });
  before.detach();
  const folder = extensionOnDisk(
    { name: 'reader', contributes: reader.manifest.contributes },
    `exports.extension = require('@valetkey/extension-api').defineExtension({
      async activate({ connections, log }) {
        const api = connections.use(await connections.request({ provider: 'acme.reader/api' }));
        ${activate}
      },
    });`,
  );
  const said: string[] = [];
  const running = await startExtension(folder, {
    broker: t.broker,
    startProcess: (options) => startInspectedExtension(options, 0),
    say: (_who, level, text) => said.push(`${level} ${text}`),
  });
  await vi.waitFor(() => expect(said.join()).toMatch(listening));
  const targets = await attachDebugger(listening.exec(said.join())?.[1] ?? '');
  await targets.extension.send('Runtime.runIfWaitingForDebugger');
  return { running, said, ...targets };
};

it('handles, weaker handles and streams of an extension that is debugged work, and its memory has no secret', async () => {
  const { running, said, process, extension } = await debugged(`
    log.info('echoed ' + (await (await api.fetch('/echo')).text()).length);
    const weaker = connections.use(await api.attenuate({ methods: ['GET'], paths: ['/drip'] }));
    const reader = (await weaker.fetch('/drip')).body.getReader();
    log.info('streamed ' + (await reader.read()).value.byteLength);
    log.info(await weaker.fetch('/hello').catch(({ code }) => code));
    api.dispose();
    await weaker.closed;
    log.info(await weaker.describe().catch(({ code }) => code));`);
  expect(await running.activated).toBe('activated');
  expect(said.filter((line) => line.startsWith('info'))).toEqual([
    expect.stringMatching(/^info echoed \d+/),
    expect.stringMatching(/^info streamed \d+/),
    'info caveat-refused',
    'info capability-closed',
  ]);
  const { result } = await process.send('Runtime.evaluate', { expression: 'JSON.stringify(process.env)' });
  expect(result).toMatchObject({ value: '{}' });
  for (const target of [process, extension]) {
    const heap = await heapOf(target);
    expect(heap).toContain('acme.reader');
    expect(heap.includes(canary)).toBe(false);
  }
  await running.stop();
  expect(await running.stopped).toBe('stopped');
  expect(await t.settings.listLive()).toEqual([]);
});

it.each([
  ['a frame that is none', `process.send('frame')`],
  ['a frame that hands a port to main', `process.send({ channel: 0, message: {}, handsOn: 1 })`],
  [
    'a call that the contract does not have',
    `process.send({ channel: 0, message: { id: 'a', type: 'GET', path: [] } })`,
  ],
])('%s, sent by who debugs an extension, ends it and reaches nothing', async (_what, expression) => {
  const { running, process } = await debugged('');
  expect(await running.activated).toBe('activated');
  void process.send('Runtime.evaluate', { expression });
  expect(await running.stopped).toBe('protocol-violation');
  expect(await t.settings.listLive()).toEqual([]);
});

it('an extension that is debugged and whose process ends has crashed, and its handles are dead', async () => {
  const { running, process: target } = await debugged('');
  expect(await running.activated).toBe('activated');
  const { result } = await target.send('Runtime.evaluate', { expression: 'process.pid' });
  process.kill((result as { value: number }).value, 'SIGKILL');
  expect(await running.stopped).toBe('crashed');
  expect(await t.settings.listLive()).toEqual([]);
});
