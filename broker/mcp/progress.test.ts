import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { afterEach, expect, it } from 'vitest';
import { type McpBroker, mcpBroker } from './fixtures/mcp-broker.ts';
import { startWatchedServer } from './fixtures/watched-server.ts';

let broker: McpBroker;
let server: Awaited<ReturnType<typeof startWatchedServer>>;
afterEach(async () => {
  await broker.close();
  await server.stop();
});

it('a client of the SDK gets all progress that comes in one piece with its answer', async () => {
  server = await startWatchedServer(
    (mcp) => mcp.registerTool('work', { description: 'Works.' }, () => ({ content: [] })),
    (_request, response, body) => {
      const asked = body === '' ? {} : JSON.parse(body);
      if (asked.method !== 'tools/call') return false;
      const { progressToken } = asked.params._meta;
      const progress = [1, 2, 3].map((done) => ({
        jsonrpc: '2.0',
        method: 'notifications/progress',
        params: { progressToken, progress: done, total: 3 },
      }));
      const answer = { jsonrpc: '2.0', id: asked.id, result: { content: [] } };
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const events = [...progress, answer].map((each) => `data: ${JSON.stringify(each)}\n\n`);
      response.end(events.join(''));
      return true;
    },
  );
  broker = await mcpBroker();
  const client = new Client({ name: 'x', version: '1' });
  await client.connect((await broker.client('http', { url: server.url })).mcpTransport() as Transport);
  const heard: number[] = [];
  await client.callTool({ name: 'work' }, undefined, { onprogress: ({ progress }) => heard.push(progress) });
  expect(heard).toEqual([1, 2, 3]);
  await client.close();
});
