import { z } from 'zod';
import { jsonObject as json } from './contract.ts';

/**
 * What our own small client gives of an MCP session (specification 2025-11-25, server features): members that it
 * knows by name; the rest of a server's answer is dropped there.
 */
const text = z.string().max(1024 * 1024);

export const mcpServerInfo = z.strictObject({
  name: z.string(),
  version: z.string(),
  title: z.string().optional(),
  instructions: text.optional(),
  protocolVersion: z.string(),
  /** As the server declared them, e.g. `capabilities.resources?.subscribe`. */
  capabilities: json,
  offers: z.strictObject({
    tools: z.boolean(),
    resources: z.boolean(),
    prompts: z.boolean(),
    completions: z.boolean(),
    logging: z.boolean(),
  }),
});
export type McpServerInfo = z.output<typeof mcpServerInfo>;

export const mcpTool = z.strictObject({
  name: z.string(),
  title: text.optional(),
  description: text.optional(),
  inputSchema: json,
  outputSchema: json.optional(),
  annotations: json.optional(),
  /** Small pictures or https addresses. */
  icons: z.array(json).optional(),
  /** The server's own, such as `ui.resourceUri` of an MCP app, which its host shows in a sandbox. */
  _meta: json.optional(),
});
export type McpTool = z.output<typeof mcpTool>;

export const mcpToolResult = z.strictObject({
  content: z.array(json),
  structuredContent: json.optional(),
  isError: z.boolean(),
});
export type McpToolResult = z.output<typeof mcpToolResult>;
