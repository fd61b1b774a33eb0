import {
  defined,
  type JsonObject,
  type McpCallback,
  mcpServerNotificationMethods,
} from '@valetkey/api-contracts';
import { type ServerId, type ServerMessage, serverIdOf, serverTokenOf } from './wire-ids.ts';

/** What a message of a server's is to us. The SDK has looked at its outside. */
export type FromServer =
  | { readonly kind: 'answer' | 'progress' | 'called-off' | 'nothing' }
  | { readonly kind: 'ping'; readonly id: ServerId }
  | {
      readonly kind: 'callback';
      readonly id: ServerId;
      readonly callback: McpCallback;
      readonly progressToken: ServerId | undefined;
    }
  | { readonly kind: 'unknown-request'; readonly id: ServerId }
  | { readonly kind: 'notification'; readonly about: 'session' | 'resources-and-prompts' };

const callbacks: Readonly<Record<string, McpCallback>> = {
  'sampling/createMessage': 'sampling',
  'elicitation/create': 'elicitation',
  'roots/list': 'roots',
};
const notifications: ReadonlySet<string> = new Set(mcpServerNotificationMethods);

/** Half of what the contract lets an error say, since markers may be longer than what they stand for. */
const longestWords = 512 * 1024;

/** What a method asks of the extension. Undefined: nothing that there is. */
export const callbackOf = (method: unknown): McpCallback | undefined =>
  typeof method === 'string' && Object.hasOwn(callbacks, method) ? callbacks[method] : undefined;

export const readFromServer = (message: ServerMessage): FromServer => {
  if (!('method' in message)) return { kind: 'answer' };
  const { method } = message;
  if ('id' in message) {
    const id = serverIdOf(message);
    if (id === undefined) return { kind: 'nothing' };
    if (method === 'ping') return { kind: 'ping', id };
    const callback = callbackOf(method);
    if (callback === undefined) return { kind: 'unknown-request', id };
    return { kind: 'callback', id, callback, progressToken: serverTokenOf(message) };
  }
  if (!notifications.has(method)) return { kind: 'nothing' };
  if (method === 'notifications/progress') return { kind: 'progress' };
  if (method === 'notifications/cancelled') return { kind: 'called-off' };
  const whole = /^notifications\/(resources|prompts)\//.test(method);
  return { kind: 'notification', about: whole ? 'resources-and-prompts' : 'session' };
};

/** Only what JSON-RPC knows: a server's further members stop here. */
export const bareMessage = (message: ServerMessage): JsonObject => {
  if ('method' in message) {
    const { method, params } = message;
    const id = 'id' in message ? message.id : undefined;
    return {
      jsonrpc: '2.0',
      method,
      ...defined({ id, params: params as JsonObject | undefined }),
    };
  }
  if ('result' in message) return { jsonrpc: '2.0', id: message.id, result: message.result as JsonObject };
  const { code, message: text, data } = message.error;
  return {
    jsonrpc: '2.0',
    ...defined({ id: message.id }),
    error: {
      code,
      message: text.slice(0, longestWords),
      ...defined({ data: data as JsonObject | undefined }),
    },
  };
};
