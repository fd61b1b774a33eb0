import {
  Client,
  type ListChangedHandlers,
  SdkError,
  StreamableHTTPClientTransport,
  type Transport,
} from '@modelcontextprotocol/client';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type McpBroker, mcpBroker } from './fixtures/mcp-broker.ts';
import { startTwoEraHttp } from './fixtures/two-era-http.ts';

const pinned = { versionNegotiation: { mode: { pin: '2026-07-28' } } } as const;

let broker: McpBroker;
let server: Awaited<ReturnType<typeof startTwoEraHttp>>;
beforeAll(async () => {
  broker = await mcpBroker();
});
afterAll(() => broker.close());
beforeEach(async () => {
  server = await startTwoEraHttp('modern');
});
afterEach(() => server.stop());
const brokered = async (): Promise<Transport> =>
  (await broker.client('http', { url: server.url })).mcpTransport() as Transport;
const direct = async (): Promise<Transport> =>
  new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`)) as Transport;

/** A program for SDK 2 that knows nothing of Valetkey. */
const connected = async (transport: Transport, listChanged: ListChangedHandlers = {}): Promise<Client> => {
  const client = new Client(
    { name: 'a program', version: '1' },
    { ...pinned, capabilities: { elicitation: { form: {} } }, listChanged },
  );
  client.setRequestHandler('elicitation/create', async () => ({
    action: 'accept',
    content: { confirm: true },
  }));
  await client.connect(transport);
  return client;
};
const outcome = async (work: () => Promise<unknown>): Promise<unknown> => {
  try {
    return await work();
  } catch (error) {
    return { code: (error as { code: unknown }).code };
  }
};
const useAll = async (transport: Transport) => {
  const client = await connected(transport);
  const progress: unknown[] = [];
  const seen = {
    version: client.getNegotiatedProtocolVersion(),
    server: client.getServerVersion(),
    instructions: client.getInstructions(),
    tools: (await client.listTools()).tools.map(({ name }) => name),
    resources: (await client.listResources()).resources.map(({ uri }) => uri),
    read: (await client.readResource({ uri: 'note://one' })).contents,
    unknown: await outcome(() => client.readResource({ uri: 'note://none' })),
    echo: (await client.callTool({ name: 'echo', arguments: { message: 'same' } })).content,
    asksBack: (await client.callTool({ name: 'deploy' })).content,
    slow: (await client.callTool({ name: 'slow' }, { onprogress: (how) => progress.push(how) })).content,
    // Its revision has none.
    ping: await outcome(() => client.ping()),
    progress,
  };
  await client.close();
  return seen;
};

it('a client that is pinned to 2026-07-28 sees the same through the broker as without it', async () => {
  const seen = await useAll(await brokered());
  expect(seen).toMatchObject({
    version: '2026-07-28',
    asksBack: [{ text: 'deployed' }],
    progress: [{ progress: 1, total: 2 }],
  });
  expect(seen).toEqual(await useAll(await direct()));
});

it('a pinned client hears of changes by its subscriptions, and of none after it closed them', async () => {
  const heard: unknown[] = [];
  const client = await connected(await brokered(), {
    tools: { autoRefresh: false, debounceMs: 0, onChanged: () => void heard.push('tools') },
  });
  client.setNotificationHandler(
    'notifications/resources/updated',
    ({ params: { uri } }) => void heard.push(uri),
  );
  const subscription = await client.listen({ resourceSubscriptions: ['note://one'] });
  server.resourceUpdated('note://one');
  await vi.waitFor(() => expect(heard).toEqual(['note://one']));
  await subscription.close();
  server.resourceUpdated('note://one');
  server.toolsChanged();
  await vi.waitFor(() => expect(heard).toEqual(['note://one', 'tools']));
  await client.close();
});

it('a pinned client’s call that is given up ends at the server', async () => {
  const calls: string[] = [];
  const held = await startTwoEraHttp('modern', ({ rpc, body }, response) => {
    if (rpc !== 'POST tools/call' || !body.includes('"slow"')) return false;
    calls.push('held');
    response.once('close', () => calls.push('ended'));
    return true;
  });
  const handle = await broker.client('http', { url: held.url });
  const client = await connected(handle.mcpTransport() as Transport);
  const giveUp = new AbortController();
  const call = client.callTool({ name: 'slow' }, { signal: giveUp.signal }).catch(() => 'gave up');
  await vi.waitFor(() => expect(calls).toEqual(['held']));
  giveUp.abort();
  expect(await call).toBe('gave up');
  await vi.waitFor(() => expect(calls).toEqual(['held', 'ended']));
  expect((await client.callTool({ name: 'echo', arguments: { message: 'on' } })).content).toMatchObject([
    { text: 'on' },
  ]);
  await client.close();
  await held.stop();
});

it('two calls of a pinned client that are asked back at once each get their answer', async () => {
  const client = await connected(await brokered());
  const calls = await Promise.all(['deploy', 'deploy', 'deploy'].map((name) => client.callTool({ name })));
  expect(calls.map(({ content }) => content)).toMatchObject([1, 2, 3].map(() => [{ text: 'deployed' }]));
  await client.close();
});

it('the broker’s refusal of a pinned client’s call names its code', async () => {
  const weaker = await broker.client('http', { url: server.url }, { access: { mcpTools: ['echo'] } });
  const client = await connected(weaker.mcpTransport() as Transport);
  await expect(client.callTool({ name: 'deploy' })).rejects.toMatchObject({
    data: { valetkey: { code: 'caveat-refused', caveat: 'mcpTools' } },
  });
  await client.close();
});

it('a pinned client does not connect to a server of the older revisions, as without the broker', async () => {
  const old = await startTwoEraHttp('both', (asked, response) => {
    if (asked.rpc !== 'POST server/discover') return false;
    response.writeHead(400).end();
    return true;
  });
  const transport = (await broker.client('http', { url: old.url })).mcpTransport() as Transport;
  await expect(connected(transport)).rejects.toThrow(SdkError);
  await old.stop();
});
