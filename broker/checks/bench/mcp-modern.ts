import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Client, StreamableHTTPClientTransport, type Transport } from '@modelcontextprotocol/client';
import { mcpBroker } from '../../mcp/fixtures/mcp-broker.ts';
import { measureSessions } from './mcp.ts';
import { type Measure, measure, median } from './measure.ts';

const connections = 60;
const calls = 1_000;
const server = fileURLToPath(new URL('../../../mcp/fixtures/two-era-listen.mjs', import.meta.url));

type Way = 'direct' | 'brokered';
const ways = ['direct', 'brokered'] as const;

/** As mcp.ts, for a server that speaks 2026-07-28 only: SDK 2's client by itself, and through the broker, in turn. */
export const measureModernMcp = async (): Promise<Measure[]> => {
  const child = spawn(process.execPath, [server], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  const url = `http://127.0.0.1:${String(said).trim()}`;
  const broker = await mcpBroker();
  try {
    const handle = await broker.client('http', { url });
    const open = async (way: Way): Promise<Client> => {
      const mode = way === 'direct' ? 'auto' : 'legacy';
      const client = new Client({ name: 'bench', version: '1' }, { versionNegotiation: { mode } });
      const own = (): Transport => new StreamableHTTPClientTransport(new URL(`${url}/mcp`));
      await client.connect(way === 'direct' ? own() : (handle.mcpTransport() as Transport));
      return client;
    };
    return [
      await measureFirst(open),
      await measureCalls(open),
      ...(await measureSessions(broker, url, 'mcp.modern.1000-sessions.memory-each')),
    ];
  } finally {
    await broker.close();
    child.kill();
  }
};

/** To the first list of tools, which is what a client asks for first. */
const measureFirst = async (open: (way: Way) => Promise<Client>): Promise<Measure> => {
  const took: Record<Way, number[]> = { direct: [], brokered: [] };
  for (let turn = -10; turn < connections; turn += 1) {
    for (const way of ways) {
      const before = performance.now();
      const client = await open(way);
      await client.listTools();
      if (turn >= 0) took[way].push(performance.now() - before);
      await client.close();
    }
  }
  return compared('mcp.modern.first-list.p50', 'ms', 1, took, 1.2);
};

const measureCalls = async (open: (way: Way) => Promise<Client>): Promise<Measure> => {
  const clients = { direct: await open('direct'), brokered: await open('brokered') };
  const took: Record<Way, number[]> = { direct: [], brokered: [] };
  const echo = { name: 'echo', arguments: { message: 'a valet key does not open the trunk' } };
  for (let turn = -200; turn < calls; turn += 1) {
    for (const way of ways) {
      const before = performance.now();
      await clients[way].callTool(echo);
      if (turn >= 0) took[way].push(performance.now() - before);
    }
  }
  await Promise.all([clients.direct.close(), clients.brokered.close()]);
  return compared('mcp.modern.callTool.p50', 'us', 1000, took, 1.25);
};

const compared = (
  name: string,
  unit: 'ms' | 'us',
  factor: number,
  took: Record<Way, number[]>,
  atMost: number,
): Measure => {
  const [value, baseline] = [median(took.brokered) * factor, median(took.direct) * factor];
  const ratio = value / baseline;
  return measure(
    name,
    { value, unit, ratio, baseline: `SDK 2 client directly, ${baseline.toFixed(2)} ${unit}` },
    { atMost },
  );
};
