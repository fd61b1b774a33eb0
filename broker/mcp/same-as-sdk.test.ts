import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serverScript, startEverything } from '../shells/node/fixtures/start-everything.ts';
import { type McpBroker, mcpBroker } from './fixtures/mcp-broker.ts';
import { useEverything } from './fixtures/sdk-program.ts';

type Server = Awaited<ReturnType<typeof startEverything>>;

describe('an unmodified SDK program, through the broker and through the SDK’s own transport', () => {
  let broker: McpBroker;
  let http: Server;
  let sse: Server;
  beforeAll(async () => {
    [broker, http, sse] = await Promise.all([
      mcpBroker(),
      startEverything('streamableHttp'),
      startEverything('sse'),
    ]);
  });
  afterAll(async () => {
    await Promise.all([broker.close(), http.stop(), sse.stop()]);
  });

  const compare = async (own: Transport, provider: string, fields: Record<string, string>) => {
    const [direct, brokered] = await Promise.all([
      useEverything(own),
      useEverything((await broker.client(provider, fields)).mcpTransport() as Transport),
    ]);
    expect(Object.keys(direct).length).toBeGreaterThan(20);
    // What is not on the server's list was not agreed to, and is not called.
    const unlisted = 'unknown tool';
    expect(brokered[unlisted]).toMatchObject({
      data: { valetkey: { code: 'not-found', at: 'params.name' } },
    });
    // The SDK itself drops those steps that come in one piece with the answer, and so sees fewer on a busy machine.
    const steps = [1, 2, 3, 4].map((step) => [step, 4]);
    const [seen, ownSeen] = [brokered, direct].map(({ progress }) => progress as unknown[]);
    expect(seen).toEqual(steps.slice(0, seen?.length));
    expect(ownSeen).toEqual(steps.slice(0, ownSeen?.length));
    expect(seen?.length).toBeGreaterThanOrEqual(Math.min(3, ownSeen?.length ?? 0));
    const apart = { [unlisted]: '', progress: '' };
    expect({ ...brokered, ...apart }).toEqual({ ...direct, ...apart });
    expect(broker.logged.filter((line) => line.startsWith('error'))).toEqual([]);
  };

  it('the program sees the same over Streamable HTTP', async () => {
    const own = new StreamableHTTPClientTransport(new URL(`${http.url}/mcp`));
    await compare(own as Transport, 'http', { url: http.url });
  });

  it('the program sees the same over the older SSE', async () => {
    await compare(new SSEClientTransport(new URL(`${sse.url}/sse`)), 'sse', { url: sse.url });
  });

  it('the program sees the same over stdio', async () => {
    const script = serverScript('everything');
    const own = new StdioClientTransport({ command: process.execPath, args: [script], stderr: 'ignore' });
    await compare(own, 'program', { script });
  });
});
