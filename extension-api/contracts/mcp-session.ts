import { z } from 'zod';
import { jsonObject as json, jsonValue, largestJson, method, nothing } from './contract.ts';

/**
 * One MCP session, behind a port of its own. The broker has made the handshake; from then on the two sides exchange
 * the JSON-RPC messages of the MCP specification (2025-11-25), as far as they are listed here. Only the outside of a
 * message is a schema of ours: what a tool takes and gives is the server's. The broker itself answers `tasks/list`, and
 * `tasks/result` for the tasks in it: a call that its server works on, with an id of the broker's.
 */
export const mcpRequestMethods = [
  'ping',
  'tools/list',
  'tools/call',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'resources/subscribe',
  'resources/unsubscribe',
  'prompts/list',
  'prompts/get',
  'completion/complete',
  'logging/setLevel',
  'tasks/list',
  'tasks/result',
] as const;
export type McpRequestMethod = (typeof mcpRequestMethods)[number];

export const mcpNotificationMethods = [
  'notifications/cancelled',
  'notifications/progress',
  'notifications/roots/list_changed',
] as const;
export type McpNotificationMethod = (typeof mcpNotificationMethods)[number];

/** What a server may ask. `ping` is answered by the broker. */
export const mcpServerRequestMethods = [
  'sampling/createMessage',
  'elicitation/create',
  'roots/list',
] as const;

export const mcpServerNotificationMethods = [
  'notifications/cancelled',
  'notifications/progress',
  'notifications/message',
  'notifications/resources/updated',
  'notifications/resources/list_changed',
  'notifications/tools/list_changed',
  'notifications/prompts/list_changed',
  'notifications/elicitation/complete',
] as const;

const text = z.string().max(1024 * 1024);
/**
 * A JSON-RPC id or a progress token. Each side of a session chooses its own, and sees its own come back; the broker puts
 * another one in its place toward the other side.
 */
export const mcpMessageId = z.union([z.string().max(128), z.int()]);
export type McpMessageId = z.output<typeof mcpMessageId>;
const version = z.literal('2.0');
const rpcError = z.strictObject({ code: z.number(), message: text, data: jsonValue.optional() });

/** What the server sent, scrubbed: answers, its own requests, notifications. As JSON-RPC has them. */
export const mcpServerMessage = z.union([
  z.strictObject({ jsonrpc: version, id: mcpMessageId, result: json }),
  z.strictObject({ jsonrpc: version, id: mcpMessageId.optional(), error: rpcError }),
  z.strictObject({
    jsonrpc: version,
    id: mcpMessageId,
    method: z.enum(mcpServerRequestMethods),
    params: json.optional(),
  }),
  z.strictObject({
    jsonrpc: version,
    method: z.enum(mcpServerNotificationMethods),
    params: json.optional(),
  }),
]);
export type McpServerMessage = z.output<typeof mcpServerMessage>;

const inOrder = z.strictObject({ messages: z.array(mcpServerMessage) });

/** The answer to `initialize`, as the server gave it. */
export const mcpHandshake = z.strictObject({
  protocolVersion: z.string().max(20),
  serverInfo: json,
  capabilities: json,
  instructions: text.optional(),
});
export type McpHandshake = z.output<typeof mcpHandshake>;

/** Callbacks that the extension can answer, with their options as in the specification's client capabilities. */
export const mcpOffers = z.strictObject({
  sampling: json.optional(),
  elicitation: json.optional(),
  roots: json.optional(),
});
export type McpOffers = z.output<typeof mcpOffers>;

/** What the holder of a session's port may call. Ending the session is closing the port. */
export const mcpSessionContract = {
  /**
   * Resolves with everything that came before the answer and was not received yet, then the answer. Of a request that
   * was cancelled there is none. Rejects with what the broker has against the request.
   */
  request: method({
    input: z.strictObject({ id: mcpMessageId, method: z.enum(mcpRequestMethods), params: json.optional() }),
    largestInput: largestJson,
    result: inOrder,
  }),
  notify: method({
    input: z.strictObject({ method: z.enum(mcpNotificationMethods), params: json.optional() }),
    result: nothing,
    relieves: true,
  }),
  /** To a request of the server's. */
  respond: method({
    input: z.union([
      z.strictObject({ id: mcpMessageId, result: json }),
      z.strictObject({ id: mcpMessageId, error: rpcError }),
    ]),
    largestInput: largestJson,
    result: nothing,
    relieves: true,
  }),
  /** Waits until the server has sent something by itself. One at a time. */
  receive: method({ input: nothing, result: inOrder }),
} as const;
export type McpSessionContract = typeof mcpSessionContract;
