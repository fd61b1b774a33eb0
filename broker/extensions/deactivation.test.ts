import { deactivateMs } from '@valetkey/api-contracts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { attackingServerBefore } from '../checks/fixtures/attacking-server/started-before.ts';
import { brokerInFolder, extensionNamed, type TestBroker } from '../checks/fixtures/broker-in-folder.ts';
import { extensionOnDisk } from '../checks/fixtures/extension-on-disk.ts';
import { rawPort } from '../checks/fixtures/raw-port.ts';
import { startExtensionWorker } from '../shells/node/extension-worker.ts';
import { type After, after } from '../time/after.ts';
import { type RunningExtension, startExtension } from './start-extension.ts';

const server = attackingServerBefore();

/** The two seconds of what has begun to stop pass when the test says so; other times as they do. */
let ends: (() => void)[];
const held: After = (ms, run) => {
  if (ms !== deactivateMs) return after(ms, run);
  ends.push(run);
  return () => {
    ends = ends.filter((one) => one !== run);
  };
};

let t: TestBroker;
let said: string[];
beforeEach(async () => {
  [ends, said] = [[], []];
  t = await brokerInFolder({ after: held });
});
afterEach(() => t.close());

const connection = () => ({
  providerId: 'acme.reader/api' as never,
  displayName: 'Work',
  fields: { url: server.url },
  secrets: { token: 'a-token-of-the-test' },
});

/** `acme.reader` in a thread of the Node shell, with a handle `api` that it was given in `activate`. */
const started = async (deactivate: string, { broker, settings, attach } = t): Promise<RunningExtension> => {
  const reader = extensionNamed('reader');
  // Its provider has to be known before it can be connected.
  const before = attach(reader);
  await settings.createConnection(connection());
  before.detach();
  const folder = extensionOnDisk(
    { name: 'reader', contributes: reader.manifest.contributes },
    `let api, own;
    exports.extension = require('@valetkey/extension-api').defineExtension({
      async activate(context) {
        own = context;
        api = own.connections.use(await own.connections.request({ provider: 'acme.reader/api' }));
      },
      async deactivate() { ${deactivate} },
    });`,
  );
  const running = await startExtension(folder, {
    broker,
    startProcess: startExtensionWorker,
    say: (_who, level, text) => said.push(`${level} ${text}`),
  });
  expect(await running.activated).toBe('activated');
  return running;
};
const kinds = async (): Promise<string[]> =>
  (await t.settings.listAudit({ extension: 'acme.reader' as never })).entries
    .toReversed()
    .map(({ kind }) => kind);

it('an extension uses its handles in `deactivate`, and the log has those uses before its end', async () => {
  const running = await started(`own.log.info('bye ' + (await api.fetch('/hello')).status);`);
  await Promise.all([running.stop(), running.stop()]);
  expect(await running.stopped).toBe('stopped');
  expect(said).toEqual(['info bye 200']);
  expect((await kinds()).slice(-4)).toEqual([
    'use.intended',
    'use.finished',
    'capability.ended',
    'extension.stopped',
  ]);
});

it('an extension that is being stopped gets no new handle, and nobody is asked', async () => {
  const running = await started(
    `await own.connections.request({ provider: 'acme.reader/api' }).catch(({ code }) => own.log.info(code));`,
  );
  const asked = t.prompts.length;
  await running.stop();
  expect(said).toEqual(['info extension-stopping']);
  expect(t.prompts).toHaveLength(asked);
  const { entries } = await t.settings.listAudit({ kind: 'request.refused' as never });
  expect(entries[0]).toMatchObject({ extension: 'acme.reader', code: 'extension-stopping' });
});

it('closing a broker runs the `deactivate` of each extension first', async () => {
  const other = await brokerInFolder();
  await started(`await api.fetch('/hello'); own.log.info('bye');`, other);
  await other.close();
  expect(said).toEqual(['info bye']);
});

it('an error in `deactivate` is logged, and the extension stops', async () => {
  const running = await started(`throw new TypeError('no such file');`);
  await running.stop();
  expect(said).toEqual([expect.stringMatching(/^error `deactivate` failed\. TypeError: no such file/)]);
});

it.each([
  ['waits for ever', 'await new Promise(() => undefined);'],
  ['loops for ever', 'for (;;);'],
  ['works on', 'for (;;) await api.describe();'],
])('a `deactivate` that %s ends after two seconds, and with it its handles', async (_what, does) => {
  const running = await started(does);
  ends = [];
  const stopping = running.stop();
  await vi.waitFor(() => expect(ends).toHaveLength(1));
  expect(await t.settings.listLive()).toHaveLength(1);
  for (const end of ends) end();
  await stopping;
  expect(await running.stopped).toBe('stopped');
  expect(said).toEqual(['warn `deactivate` did not end within 2 seconds. The extension was stopped.']);
  expect(await t.settings.listLive()).toEqual([]);
  expect((await kinds()).at(-1)).toBe('extension.stopped');
});

/** Its own end of the port, without the API. */
const hostile = () => {
  const { port, deactivate, stops } = t.attach(extensionNamed('hostile'));
  return { control: rawPort(port), deactivate, stops };
};

it('an extension that floods while it is being stopped is ended at once', async () => {
  const { control, deactivate, stops } = hostile();
  void control.call('stopping');
  await control.call('report', { state: 'activated' });
  ends = [];
  const deactivated = deactivate();
  for (let n = 0; n < 1_000; n += 1) void control.call('stopping');
  await deactivated;
  await control.closed;
  expect(stops).toEqual(['protocol-violation']);
  expect(ends).toEqual([]);
});

it('an extension that says beforehand that it has deactivated is not waited for', async () => {
  const { control, deactivate } = hostile();
  void control.call('stopping');
  await control.call('report', { state: 'deactivated' });
  ends = [];
  await deactivate();
  expect(ends).toEqual([]);
});

it('an extension without a `deactivate` is not waited for', async () => {
  const { control, deactivate } = hostile();
  await control.call('report', { state: 'activated' });
  ends = [];
  await deactivate();
  expect(ends).toEqual([]);
});

it('a question that is open when its extension is told to stop is withdrawn', async () => {
  const withdrawn = vi.fn();
  t.answer = ({ nonce }, signal) =>
    new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        withdrawn();
        resolve({ nonce, decision: 'deny' });
      });
    });
  const extension = t.attach(extensionNamed('reader'));
  await t.settings.createConnection(connection());
  const request = extension.connections.request({ provider: 'acme.reader/api' });
  const refused = expect(request).rejects.toMatchObject({ code: expect.any(String) });
  await vi.waitFor(() => expect(t.prompts).toHaveLength(1));
  await extension.deactivate();
  await refused;
  expect(withdrawn).toHaveBeenCalledOnce();
});
