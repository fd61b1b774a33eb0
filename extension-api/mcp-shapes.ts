import { defined, type JsonObject, type McpHandshake, ValetkeyError } from '@valetkey/api-contracts';
import type { McpServerInfo, McpTool, McpToolResult } from './author-types.ts';

type Json = JsonObject;

/** Members that we know by name, where they have the type that they should have; the rest is left out. */
const known = <Shape>(from: Json, members: Readonly<Record<string, 'string' | 'object'>>): Shape =>
  Object.fromEntries(
    Object.entries(members).flatMap(([name, type]) =>
      typeof from[name] === type ? [[name, from[name]]] : [],
    ),
  ) as Shape;

export const serverInfo = ({
  serverInfo,
  capabilities,
  instructions,
  protocolVersion,
}: McpHandshake): McpServerInfo => {
  const { name, version } = serverInfo;
  const has = (what: string): boolean => capabilities[what] !== undefined;
  return {
    name: String(name ?? ''),
    version: String(version ?? ''),
    protocolVersion,
    capabilities,
    ...known<{ title?: string }>(serverInfo, { title: 'string' }),
    instructions,
    offers: {
      tools: has('tools'),
      resources: has('resources'),
      prompts: has('prompts'),
      completions: has('completions'),
      logging: has('logging'),
    },
  };
};

export const toolIn = (tool: Json): McpTool => {
  if (typeof tool['name'] !== 'string') throw new ValetkeyError({ code: 'mcp-failed' });
  const { inputSchema = {}, ...rest } = known<Partial<McpTool> & { name: string }>(tool, {
    name: 'string',
    title: 'string',
    description: 'string',
    inputSchema: 'object',
    outputSchema: 'object',
    annotations: 'object',
    icons: 'object',
    _meta: 'object',
  });
  return { inputSchema, ...rest };
};

export const toolResultIn = (result: Json): McpToolResult => {
  const { content, structuredContent, isError } = result;
  return {
    content: Array.isArray(content) ? (content as Json[]) : [],
    ...defined({ structuredContent: isObject(structuredContent) ? structuredContent : undefined }),
    isError: isError === true,
  };
};

export const promptIn = (result: Json): { description?: string; messages: readonly Json[] } => {
  const { messages } = result;
  if (!Array.isArray(messages)) throw new ValetkeyError({ code: 'mcp-failed' });
  return {
    ...known<{ description?: string }>(result, { description: 'string' }),
    messages: messages as Json[],
  };
};

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;
