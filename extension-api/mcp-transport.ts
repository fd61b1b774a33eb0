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
import { type ModernClient, makeModernClient, modernRevision } from './mcp-modern-client.ts';
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
  let modern: ModernClient | undefined;
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

  const open = async (capabilities: unknown, protocolVersion: unknown): Promise<McpPort> => {
    const version = typeof protocolVersion === 'string' ? { protocolVersion } : {};
    const port = await openMcpPort(capability, { offers: offersIn(capabilities), ...version }, (message) =>
      modern === undefined ? deliver(message) : modern.receive(message),
    );
    if (ended) port.close();
    else port.closed.then(() => delivered).then(end);
    return port;
  };
  const initialize = async (id: unknown, params: unknown): Promise<void> => {
    const { capabilities, protocolVersion } = (params ?? {}) as Record<string, unknown>;
    // A client that asked for the newer revision first has the session already.
    opened ??= await open(capabilities, protocolVersion);
    deliver({ jsonrpc: '2.0', id, result: opened.handshake });
  };
  /** As the server itself would: one that speaks only the older revisions does not know the question. */
  const discover = async (id: unknown, params: unknown): Promise<void> => {
    const { _meta = {} } = (params ?? {}) as { _meta?: Record<string, unknown> };
    opened ??= await open(_meta['io.modelcontextprotocol/clientCapabilities'], modernRevision);
    if (opened.handshake.protocolVersion !== modernRevision) return unknown(id);
    modern ??= makeModernClient(opened, deliver, errorFor);
    deliver({ jsonrpc: '2.0', id, result: modern.discovered });
  };
  const unknown = (id: unknown): void =>
    deliver({
      jsonrpc: '2.0',
      id,
      error: { code: -32601, message: 'Valetkey does not forward this method.' },
    });

  const request = async (id: unknown, method: unknown, params: unknown): Promise<void> => {
    if (method === 'initialize') return initialize(id, params);
    if (method === 'server/discover') return discover(id, params);
    if (modern !== undefined && (method === 'subscriptions/listen' || isForwarded(method)))
      return modern.request(id as McpMessageId, method, (params ?? {}) as JsonObject);
    if (!isForwarded(method)) return unknown(id);
    if (opened === undefined) throw new ValetkeyError({ code: 'capability-closed' });
    await opened.request(id as McpMessageId, method, params as JsonObject | undefined);
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
      if (modern !== undefined && method === 'notifications/cancelled')
        return modern.cancelled((params as JsonObject | undefined)?.['requestId']);
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

const isForwarded = (method: unknown): method is McpRequestMethod =>
  (mcpRequestMethods as readonly unknown[]).includes(method);

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
