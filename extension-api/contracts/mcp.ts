import { z } from 'zod';
import { jsonObject as json } from './contract.ts';
import { requestId } from './fetch.ts';

/**
 * What an extension sees of an MCP session that the broker opened. Shapes follow the MCP specification
 * (2025-06-18, server features); anything that a server adds beyond them is dropped by the broker.
 */
const text = z.string().max(1024 * 1024);
const cursor = z.string().max(4096);

export const mcpServerInfo = z.strictObject({
  name: z.string().max(200),
  version: z.string().max(100),
  instructions: text.optional(),
  offers: z.strictObject({ tools: z.boolean(), resources: z.boolean(), prompts: z.boolean() }),
});
export type McpServerInfo = z.output<typeof mcpServerInfo>;

export const mcpTool = z.strictObject({
  name: z.string().max(256),
  title: text.optional(),
  description: text.optional(),
  inputSchema: json,
  outputSchema: json.optional(),
  annotations: json.optional(),
});
export type McpTool = z.output<typeof mcpTool>;

export const mcpPage = z.strictObject({ cursor: cursor.optional() });

export const mcpToolCall = z.strictObject({
  requestId,
  name: z.string().min(1).max(256),
  arguments: json.default({}),
});

export const mcpToolResult = z.strictObject({
  content: z.array(json),
  structuredContent: json.optional(),
  isError: z.boolean(),
});
export type McpToolResult = z.output<typeof mcpToolResult>;

export const mcpToolList = z.strictObject({ tools: z.array(mcpTool), nextCursor: cursor.optional() });
export const mcpResourceList = z.strictObject({ resources: z.array(json), nextCursor: cursor.optional() });
export const mcpResourceContents = z.strictObject({ contents: z.array(json) });
export const mcpPromptList = z.strictObject({ prompts: z.array(json), nextCursor: cursor.optional() });
export const mcpPrompt = z.strictObject({ description: text.optional(), messages: z.array(json) });
