import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  answering,
  brokerInFolder,
  extensionNamed,
  type TestBroker,
} from '../checks/fixtures/broker-in-folder.ts';
import type { ToolManifest } from './connect-tool.ts';
import { attachTool } from './node/attach-tool.ts';

const token = 'tools-canary-8Hq2mZ6vLp0T';
const provider = 'acme.agent/notes';
const manifest: ToolManifest = {
  publisher: 'acme',
  name: 'agent',
  version: '1.0.0',
  displayName: 'Acme agent',
  contributes: {
    connectionProviders: [
      {
        id: 'notes',
        version: 1,
        name: 'Notes',
        description: 'Keeps notes.',
        fields: [
          { id: 'url', type: 'url', label: 'Address' },
          { id: 'token', type: 'secret', label: 'Token' },
        ],
        origins: ['{url}'],
        auth: { kind: 'bearer', secret: 'token' },
      },
    ],
    connectionRequests: [
      { provider, reason: 'Reads notes.', access: { methods: ['GET'], paths: ['/notes'] } },
    ],
  },
};
const ask = { provider, reason: 'Reads notes.' };

let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer(({ headers }, response) => response.end(`you sent ${headers.authorization}`));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

let t: TestBroker;
beforeEach(async () => {
  t = await brokerInFolder();
});
afterEach(() => t.close());

const connected = async () => {
  const tool = attachTool({ broker: t.broker, manifest });
  await t.settings.createConnection({
    providerId: provider,
    displayName: 'Mine',
    fields: { url },
    secrets: { token },
  });
  return tool;
};

it('a tool gets its answer without the secret, and consent, Settings and the log name it', async () => {
  const { id, connections } = await connected();
  expect(id).toBe('acme.agent');
  const response = await connections.use(await connections.request(ask)).fetch('/notes');
  expect(await response.text()).toBe('you sent Bearer [redacted]');
  expect(t.prompts[0]).toMatchObject({ extension: { id: 'acme.agent', displayName: 'Acme agent' } });
  expect(await t.settings.listExtensions()).toMatchObject([{ id: 'acme.agent', state: 'running' }]);
  const { entries } = await t.settings.listAudit({});
  expect(entries.find(({ kind }) => kind === 'use.intended')).toMatchObject({ extension: 'acme.agent' });
});

it('a tool gets no more than its manifest declares', async () => {
  const { connections } = await connected();
  const access = { methods: ['DELETE' as const], paths: ['/notes'] };
  await expect(connections.request({ ...ask, access })).rejects.toMatchObject({ code: 'not-declared' });
  const handle = await connections.request(ask);
  await expect(connections.use(handle).fetch('/other')).rejects.toMatchObject({ code: 'caveat-refused' });
  expect(t.prompts).toHaveLength(1);
});

it('revoking the grant of a tool ends its handles', async () => {
  t.answer = answering('always');
  const { connections } = await connected();
  const client = connections.use(await connections.request(ask));
  expect((await client.fetch('/notes')).status).toBe(200);
  const [grant] = await t.settings.listGrants();
  await t.settings.revokeGrant({ grantId: grant?.id ?? '' } as never);
  await expect(client.fetch('/notes')).rejects.toMatchObject({ code: 'capability-closed' });
});

it('what a tool was allowed does not hold for an extension of its name', async () => {
  t.answer = answering('always');
  const tool = await connected();
  await tool.connections.request(ask);
  tool.stop();
  expect(await tool.stopped).toBe('stopped');
  t.attach(extensionNamed('agent', { contributes: manifest.contributes ?? {} }));
  expect(await t.settings.listGrants()).toMatchObject([{ state: 'suspended' }]);
});

it('a tool that is attached again with the same manifest is not asked about again', async () => {
  t.answer = answering('always');
  const tool = await connected();
  await tool.connections.request(ask);
  tool.stop();
  await expect(tool.connections.request(ask)).rejects.toMatchObject({ code: 'port-closed' });
  await attachTool({ broker: t.broker, manifest }).connections.request(ask);
  expect(t.prompts).toHaveLength(1);
});

it('the end of the broker stops a tool', async () => {
  const { stopped } = attachTool({ broker: t.broker, manifest });
  await t.broker.close();
  expect(await stopped).toBe('stopped');
});

it('every fault of the manifest is named with its place, and a name that runs is refused', () => {
  const faulty = { ...manifest, name: 'My Agent', contributes: { connectionProvider: [] } };
  expect(() => attachTool({ broker: t.broker, manifest: faulty as never })).toThrow(
    /The manifest of the tool has faults:\n {2}name: [\s\S]*contributes.*did you mean `connectionProviders`/,
  );
  attachTool({ broker: t.broker, manifest });
  expect(() => attachTool({ broker: t.broker, manifest })).toThrow(
    'Another extension or tool named acme.agent is running. Stop it first.',
  );
});

it('a tool that only describes services registers them for every extension', async () => {
  const services = {
    ...manifest,
    contributes: { connectionProviders: manifest.contributes?.connectionProviders },
  };
  const { stop } = attachTool({ broker: t.broker, manifest: services });
  const provided = await t.settings.listProviders();
  expect(provided.find(({ providerId }) => providerId === provider)?.contributedBy).toBe(
    'Acme agent (acme.agent)',
  );
  stop();
});
