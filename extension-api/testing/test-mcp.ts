import {
  type CapabilityContract,
  type Facet,
  type JsonObject,
  type McpServerMessage,
  type McpSessionContract,
  mcpSessionContract,
  ValetkeyError,
} from '@valetkey/api-contracts';
import type { z } from 'zod';
import { admitsTool } from './admits.ts';
import { type Level, takeUse } from './level.ts';
import { type Served, serveContract } from './serve-contract.ts';
import type { Service, TestMcpServer } from './service.ts';

type Answer = { result: JsonObject } | { error: { code: number; message: string } };

/** An MCP server that has tools, as many as the caveats admit, and what the test's `answer` knows. */
export function testMcp(
  levels: readonly Level[],
  service: Service,
  failed: (error: unknown) => void,
): Pick<Facet<CapabilityContract>, 'mcpOpen'> & { readonly endSessions: () => void } {
  const caveats = levels.map((level) => level.caveats);
  const anyTool = caveats.every(({ mcpTools }) => mcpTools.length > 0);
  const sessions = new Set<Served>();

  const use = (admitted: boolean): TestMcpServer => {
    if (!admitted) throw new ValetkeyError({ code: 'caveat-refused', caveat: 'mcpTools' });
    if (service.mcp === undefined) throw new ValetkeyError({ code: 'mcp-unavailable' });
    takeUse(levels);
    return service.mcp;
  };
  const answer = async (method: string, params: JsonObject): Promise<Answer> => {
    if (method === 'ping') return use(anyTool) && { result: {} };
    if (method === 'tools/list') {
      const names = Object.keys(use(anyTool).tools).filter((name) => admitsTool(caveats, name));
      return { result: { tools: names.map((name) => ({ name, inputSchema: { type: 'object' } })) } };
    }
    if (method === 'tools/call') {
      const { name, arguments: args = {} } = params as { name: string; arguments?: JsonObject };
      const { tools } = use(admitsTool(caveats, name));
      service.recordToolCall({ name, arguments: args });
      const tool = Object.hasOwn(tools, name) ? tools[name] : undefined;
      return tool === undefined ? unknown : { result: resultOf(await tool(args)) };
    }
    const server = use(admitsTool(caveats, '*'));
    const result = await server.answer?.(method, params);
    if (result !== undefined) return { result: plain(result) };
    return Object.hasOwn(emptyLists, method) ? { result: emptyLists[method] ?? {} } : unknown;
  };
  const facet: Facet<McpSessionContract> = {
    request: async ({ id, method, params = {} }) => {
      const message = { jsonrpc: '2.0', id, ...(await answer(method, params)) };
      return { messages: [message as McpServerMessage] };
    },
    notify: () => ({}),
    respond: () => {
      throw new ValetkeyError({ code: 'not-found' }); // this server never asks
    },
    receive: () => new Promise(() => undefined),
  };

  return {
    mcpOpen: () => {
      const { name = 'test', version = '0.0.0', instructions, answer: more } = use(anyTool);
      const { port1, port2 } = new MessageChannel();
      const served = serveContract(mcpSessionContract, facet, port1, {
        failed,
        closed: () => sessions.delete(served),
      });
      sessions.add(served);
      return {
        port: port2 as unknown as z.input<CapabilityContract['mcpOpen']['result']>['port'],
        handshake: {
          protocolVersion: '2025-11-25',
          serverInfo: { name, version },
          capabilities: more === undefined ? { tools: {} } : { tools: {}, resources: {}, prompts: {} },
          instructions,
        },
      };
    },
    endSessions: () => {
      for (const session of [...sessions]) session.close('capability-closed');
    },
  };
}

const unknown: Answer = { error: { code: -32602, message: 'There is no such item.' } };
const emptyLists: Readonly<Record<string, JsonObject>> = {
  'resources/list': { resources: [] },
  'resources/templates/list': { resourceTemplates: [] },
  'prompts/list': { prompts: [] },
  'tasks/list': { tasks: [] },
};

const plain = (value: unknown): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject;

const resultOf = (result: Awaited<ReturnType<TestMcpServer['tools'][string]>>): JsonObject =>
  typeof result === 'string' ? { content: [{ type: 'text', text: result }] } : plain(result);
