import {
  type CapabilityContract,
  type JsonObject,
  type McpMessageId,
  type McpNotificationMethod,
  type McpOffers,
  type McpRequestMethod,
  type McpServerMessage,
  mcpNotificationMethods,
  mcpRequestMethods,
  ValetkeyError,
} from '@valetkey/api-contracts';
import type { Connected } from './host/connect-port.ts';
import { type McpPort, openMcpPort } from './mcp-port.ts';

type Message = {
  readonly jsonrpc?: unknown;
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
};

/**
 * A `Transport` for the official MCP SDK's `Client` (its `Client.connect` takes it), so that code that was written for
 * the SDK runs unchanged. The broker makes the handshake with the server; the client's own is answered from it. What
 * the client offers in it (sampling, elicitation, roots) is offered to the server as far as the user allows.
 */
export type McpTransport = {
  start(): Promise<void>;
  send(message: object): Promise<void>;
  close(): Promise<void>;
  onclose?: (() => void) | undefined;
  onerror?: ((error: Error) => void) | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: the SDK's own type for it, which is not imported here, is generic
  onmessage?: ((message: any, extra?: any) => void) | undefined;
  readonly sessionId?: string | undefined;
};

export function makeMcpTransport(capability: Connected<CapabilityContract>): McpTransport {
  let opened: McpPort | undefined;
  let ended = false;

  const end = (): void => {
    if (ended) return;
    ended = true;
    opened?.close();
    transport.onclose?.();
  };
  let delivered = Promise.resolve();
  /** The SDK takes an answer at once and a notification a moment later, and loses it if that is after its answer. */
  const deliver = (message: McpServerMessage | Message): void => {
    delivered = delivered
      .then(() => {
        if (!ended) transport.onmessage?.(message);
      })
      .catch((error: Error) => transport.onerror?.(error));
  };
  const fail = (id: unknown, error: unknown): void => deliver({ jsonrpc: '2.0', id, error: errorFor(error) });

  const initialize = async (id: unknown, params: unknown): Promise<void> => {
    const { capabilities, protocolVersion } = (params ?? {}) as Record<string, unknown>;
    const version = typeof protocolVersion === 'string' ? { protocolVersion } : {};
    opened = await openMcpPort(capability, { offers: offersIn(capabilities), ...version }, deliver);
    if (ended) return opened.close();
    opened.closed.then(() => delivered).then(end);
    deliver({ jsonrpc: '2.0', id, result: opened.handshake });
  };

  const request = async (id: unknown, method: unknown, params: unknown): Promise<void> => {
    if (method === 'initialize') return initialize(id, params);
    if (!(mcpRequestMethods as readonly unknown[]).includes(method))
      return deliver({
        jsonrpc: '2.0',
        id,
        error: { code: -32601, message: 'Valetkey does not forward this method.' },
      });
    if (opened === undefined) throw new ValetkeyError({ code: 'capability-closed' });
    await opened.request(id as McpMessageId, method as McpRequestMethod, params as JsonObject | undefined);
  };

  const transport: McpTransport = {
    start: async () => undefined,
    send: async (sent) => {
      const { id, method, params, result, error } = sent as Message;
      if (ended) throw new ValetkeyError({ code: 'capability-closed' });
      if (method !== undefined && id !== undefined) {
        // Not waited for: the answer comes as a message, also when the broker refuses.
        request(id, method, params).catch((why: unknown) => fail(id, why));
        return;
      }
      if (opened === undefined || method === 'notifications/initialized') return;
      if (method !== undefined) {
        if ((mcpNotificationMethods as readonly unknown[]).includes(method))
          await opened.notify(method as McpNotificationMethod, params as JsonObject | undefined);
      } else if (error === undefined) await opened.respond(id as McpMessageId, result as JsonObject);
      else await opened.refuse(id as McpMessageId, error as { code: number; message: string });
    },
    close: async () => end(),
  };
  return transport;
}

const offersIn = (capabilities: unknown): McpOffers => {
  const { sampling, elicitation, roots } = (capabilities ?? {}) as McpOffers;
  return {
    sampling,
    elicitation,
    roots,
  };
};

/** JSON-RPC's place for errors of an implementation; `data.valetkey` is what a ValetkeyError says. */
const errorFor = (error: unknown): { code: number; message: string; data?: object } =>
  error instanceof ValetkeyError
    ? { code: -32000, message: error.message, data: { valetkey: error.answer } }
    : { code: -32603, message: 'The message could not be sent.' };
