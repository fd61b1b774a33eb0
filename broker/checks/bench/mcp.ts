import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { type McpBroker, mcpBroker } from '../../mcp/fixtures/mcp-broker.ts';
import { startEverything } from '../../shells/node/fixtures/start-everything.ts';
import { type Measure, measure, median } from './measure.ts';

const handshakes = 60;
const calls = 1_500;
const sessions = 1_000;

/**
 * The same SDK client over its own transport and over the broker's, in turn, against the same real server in another
 * process. Extension, broker and direct client share this thread: the extension's own thread is measured with `call`.
 */
export const measureMcp = async (): Promise<Measure[]> => {
  const server = await startEverything('streamableHttp');
  const broker = await mcpBroker();
  try {
    const handle = await broker.client('http', { url: server.url });
    const direct = (): Transport =>
      new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`)) as Transport;
    const brokered = (): Transport => handle.mcpTransport() as Transport;
    return [
      await measureHandshake(direct, brokered),
      await measureCallTool(direct, brokered),
      ...(await measureSessions(broker, server.url, 'mcp.1000-sessions.memory-each')),
    ];
  } finally {
    await broker.close();
    await server.stop();
  }
};

const connected = async (transport: Transport): Promise<Client> => {
  const client = new Client({ name: 'bench', version: '1' });
  await client.connect(transport);
  return client;
};

const timed = async (run: () => Promise<unknown>): Promise<number> => {
  const before = performance.now();
  await run();
  return performance.now() - before;
};

/** To the first answer after the handshake, so that nobody gains by putting work off. */
const measureHandshake = async (direct: () => Transport, brokered: () => Transport): Promise<Measure> => {
  const took: { direct: number[]; brokered: number[] } = { direct: [], brokered: [] };
  for (let turn = -10; turn < handshakes; turn += 1) {
    for (const [way, transport] of [
      ['direct', direct],
      ['brokered', brokered],
    ] as const) {
      let client: Client | undefined;
      const ms = await timed(async () => {
        client = await connected(transport());
        await client.ping();
      });
      if (turn >= 0) took[way].push(ms);
      await client?.close();
    }
  }
  const [value, baseline] = [median(took.brokered), median(took.direct)];
  return measure(
    'mcp.handshake.p50',
    {
      value,
      unit: 'ms',
      ratio: value / baseline,
      baseline: `SDK client directly, ${baseline.toFixed(2)} ms, each with a ping`,
    },
    { atMost: 1.2 },
  );
};

const measureCallTool = async (direct: () => Transport, brokered: () => Transport): Promise<Measure> => {
  const clients = { direct: await connected(direct()), brokered: await connected(brokered()) };
  const took: { direct: number[]; brokered: number[] } = { direct: [], brokered: [] };
  const echo = { name: 'echo', arguments: { message: 'a valet key does not open the trunk' } };
  for (let turn = -200; turn < calls; turn += 1) {
    for (const way of ['direct', 'brokered'] as const) {
      const ms = await timed(() => clients[way].callTool(echo));
      if (turn >= 0) took[way].push(ms);
    }
  }
  await Promise.all([clients.direct.close(), clients.brokered.close()]);
  const [value, baseline] = [median(took.brokered), median(took.direct)];
  return measure(
    'mcp.callTool.p50',
    {
      value: value * 1000,
      unit: 'us',
      ratio: value / baseline,
      baseline: `SDK client directly, ${(baseline * 1000).toFixed(0)} us`,
    },
    { atMost: 1.25 },
  );
};

/** Live heap and buffers of broker and extension together, in KB per session: the second half beside the first. */
export const measureSessions = async (broker: McpBroker, url: string, name: string): Promise<Measure[]> => {
  const handle = await broker.client('http', { url });
  const open: unknown[] = [];
  const own = (): number => {
    globalThis.gc?.();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const openMany = async (count: number): Promise<number> => {
    const before = own();
    for (let n = 0; n < count; n += 1) open.push(await handle.mcp());
    return (own() - before) / count / 1024;
  };
  await openMany(20);
  const half = sessions / 2;
  const first = await openMany(half);
  const second = await openMany(half);
  handle.dispose();
  return [
    measure(
      name,
      {
        value: second,
        unit: 'KB',
        ratio: second / first,
        baseline: `each of the first 500: ${first.toFixed(1)} KB, both ends of the port`,
      },
      { atMost: 1.2 },
    ),
  ];
};
