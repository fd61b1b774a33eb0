import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { codeOf } from '../checks/fixtures/watched-broker.ts';
import { type McpBroker, mcpBroker } from './fixtures/mcp-broker.ts';

describe('a server of the older transport that does not say where messages go', () => {
  let broker: McpBroker;
  const seen: string[] = [];
  const streams = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    request.resume();
    if (request.method !== 'GET') return void response.writeHead(202).end();
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': wait\n\n');
    streams.add(response);
    response.on('close', () => streams.delete(response));
  });
  beforeEach(async () => {
    broker = await mcpBroker();
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    await broker.close();
    server.closeAllConnections();
    server.close();
  });

  it('a slow server is left as soon as the handle ends, beside another live one, and gets nothing more', async () => {
    const client = await broker.client('sse', {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    });
    const child = broker.extension.connections.use(await client.attenuate({ maxUses: 9 }));
    const opening = codeOf(child.mcp());
    // The SDK is loaded for it, and on a busy machine that takes a while.
    await vi.waitFor(() => expect(streams.size).toBe(1));
    const [stream] = streams;
    child.dispose();
    expect(await opening).toBe('capability-closed');
    await vi.waitFor(() => expect(streams.size).toBe(0));
    stream?.write('event: endpoint\ndata: /messages\n\n');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(seen).toEqual(['GET /sse']);
  });
});
