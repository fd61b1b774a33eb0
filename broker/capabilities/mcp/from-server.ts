import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import {
  type JsonObject,
  type McpCallback,
  type McpMessageId,
  mcpServerNotificationMethods,
} from '@valetkey/api-contracts';

/** What a message of a server's is to us. The SDK has looked at its outside. */
export type FromServer =
  | { readonly kind: 'answer'; readonly id: McpMessageId }
  | { readonly kind: 'ping'; readonly id: McpMessageId }
  | { readonly kind: 'callback'; readonly id: McpMessageId; readonly callback: McpCallback }
  | { readonly kind: 'unknown-request'; readonly id: McpMessageId }
  | { readonly kind: 'notification'; readonly about: 'session' | 'resources-and-prompts' }
  | { readonly kind: 'nothing' };

const callbacks: Readonly<Record<string, McpCallback>> = {
  'sampling/createMessage': 'sampling',
  'elicitation/create': 'elicitation',
  'roots/list': 'roots',
};
const notifications: ReadonlySet<string> = new Set(mcpServerNotificationMethods);

/** As the session's contract has it (`messageId`). */
const longestId = 128;
/** Half of what the contract lets an error say, since markers may be longer than what they stand for. */
const longestWords = 512 * 1024;

export const readFromServer = (message: JSONRPCMessage): FromServer => {
  const id = 'id' in message ? message.id : undefined;
  // It would not get through the port, and what travels with it neither.
  if (typeof id === 'string' && id.length > longestId) return { kind: 'nothing' };
  if (!('method' in message)) return id === undefined ? { kind: 'nothing' } : { kind: 'answer', id };
  const { method } = message;
  if (id !== undefined) {
    if (method === 'ping') return { kind: 'ping', id };
    const callback = Object.hasOwn(callbacks, method) ? callbacks[method] : undefined;
    return callback === undefined ? { kind: 'unknown-request', id } : { kind: 'callback', id, callback };
  }
  if (!notifications.has(method)) return { kind: 'nothing' };
  const whole = /^notifications\/(resources|prompts)\//.test(method);
  return { kind: 'notification', about: whole ? 'resources-and-prompts' : 'session' };
};

/** Only what JSON-RPC knows: a server's further members stop here. */
export const bareMessage = (message: JSONRPCMessage): JsonObject => {
  if ('method' in message) {
    const { method, params } = message;
    const id = 'id' in message ? { id: message.id } : {};
    return {
      jsonrpc: '2.0',
      ...id,
      method,
      ...(params === undefined ? {} : { params: params as JsonObject }),
    };
  }
  if ('result' in message) return { jsonrpc: '2.0', id: message.id, result: message.result as JsonObject };
  const { code, message: text, data } = message.error;
  return {
    jsonrpc: '2.0',
    ...(message.id === undefined ? {} : { id: message.id }),
    error: {
      code,
      message: text.slice(0, longestWords),
      ...(data === undefined ? {} : { data: data as JsonObject }),
    },
  };
};
