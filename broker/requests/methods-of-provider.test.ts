import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpMethod } from '@valetkey/api-contracts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { answering, brokerInFolder, extensionNamed } from '../checks/fixtures/broker-in-folder.ts';
import { codeOf } from '../checks/fixtures/watched-broker.ts';

const all = { methods: ['GET', 'POST'] as HttpMethod[], paths: ['/**'], mcpTools: [] };
const provider = 'acme.reader/api';

const [api] = extensionNamed('reader').manifest.contributes.connectionProviders;

/** An extension whose own service admits these methods alone. */
const reader = (methods: readonly HttpMethod[] | undefined, access: object = all) =>
  extensionNamed('reader', {
    contributes: {
      connectionProviders: [{ ...api, methods }],
      connectionRequests: [{ provider, reason: 'For tests.', access }],
    },
  });

const connected = async (methods: readonly HttpMethod[] | undefined, access?: object) => {
  const asked: string[] = [];
  const server = createServer(({ method, url }, response) => {
    asked.push(`${method} ${url}`);
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const t = await brokerInFolder();
  onTestFinished(async () => {
    await t.close();
    server.close().closeAllConnections();
  });
  t.answer = answering('always');
  const extension = t.attach(reader(methods, access));
  await t.settings.createConnection({
    providerId: provider as never,
    displayName: 'Work',
    fields: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    secrets: { token: 'canary-methods-5hQ8sWn2Zr7V' },
  });
  const use = async () =>
    extension.connections.use(await extension.connections.request({ provider: provider as never }));
  return { t, extension, use, asked };
};

describe('a service that admits some methods alone', () => {
  it('the prompt and the handle hold the methods that the service admits, whatever its extension asks for', async () => {
    const { t, use, asked } = await connected(['GET']);
    const client = await use();
    expect(t.prompts[0]?.access).toEqual({ ...all, methods: ['GET'] });
    expect((await client.describe()).caveats).toEqual([expect.objectContaining({ methods: ['GET'] })]);
    await client.fetch('/notes');
    await expect(client.fetch('/notes', { method: 'POST' })).rejects.toMatchObject({
      answer: { code: 'caveat-refused', caveat: 'methods' },
    });
    expect(asked).toEqual(['GET /notes']);
  });

  it('a request of which nothing is left is refused without a prompt', async () => {
    const { t, use } = await connected(['GET'], { methods: ['POST'], paths: ['/**'], mcpTools: [] });
    await expect(use()).rejects.toMatchObject({
      answer: { code: 'caveat-refused', caveat: 'methods', expected: '"POST" must be within GET' },
    });
    expect(t.prompts).toEqual([]);
  });

  it('access that is given in Settings is bounded in the same way', async () => {
    const { t } = await connected(['GET']);
    const [connection] = (await t.settings.listConnections()).connections;
    if (connection === undefined) throw new Error('there is one');
    await t.settings.requestAccess({
      extension: 'acme.reader' as never,
      connectionId: connection.id,
      access: all,
    });
    expect(t.prompts[0]?.access.methods).toEqual(['GET']);
    expect((await t.settings.listGrants())[0]?.caveats.methods).toEqual(['GET']);
  });

  it('a handle ends when its service admits fewer methods', async () => {
    const { t, extension, asked } = await connected(undefined);
    const other = t.attach(
      extensionNamed('other', {
        contributes: { connectionRequests: [{ provider, reason: 'For tests.', access: all }] },
      }),
    );
    const handle = await other.connections.request({ provider: provider as never });
    const client = other.connections.use(handle);
    await client.fetch('/notes', { method: 'POST' });
    extension.detach();
    t.attach(reader(['GET']));
    expect(await codeOf(client.fetch('/notes', { method: 'POST' }))).toBe('capability-closed');
    expect(asked).toEqual(['POST /notes']);
  });

  it('a handle on a connection of an alternative sends only what that alternative admits', async () => {
    const { t, asked } = await connected(undefined);
    const also = { ...api, id: 'narrow', name: 'Narrow', alternativeTo: 'api', methods: ['GET'] };
    const wide = t.attach(
      extensionNamed('wide', {
        contributes: {
          connectionProviders: [api, also],
          connectionRequests: [{ provider: 'acme.wide/api', reason: 'For tests.', access: all }],
        },
      }),
    );
    const [{ fields } = { fields: {} }] = (await t.settings.listConnections()).connections;
    await t.settings.createConnection({
      providerId: 'acme.wide/narrow' as never,
      displayName: 'Narrow',
      fields,
      secrets: { token: 'canary-methods-9dK4vLm7Xc3B' },
    });
    const client = wide.connections.use(
      await wide.connections.request({ provider: 'acme.wide/api' as never }),
    );
    await client.fetch('/notes');
    expect(await codeOf(client.fetch('/notes', { method: 'POST' }))).toBe('caveat-refused');
    expect(asked).toEqual(['GET /notes']);
  });
});
