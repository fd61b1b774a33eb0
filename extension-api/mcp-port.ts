import {
  type CapabilityContract,
  type ErrorCode,
  type JsonObject,
  type McpHandshake,
  type McpMessageId,
  type McpNotificationMethod,
  type McpOffers,
  type McpRequestMethod,
  type McpServerMessage,
  mcpSessionContract,
  ValetkeyError,
} from '@valetkey/api-contracts';
import { type Connected, connectPort, type Port } from './host/connect-port.ts';
import { jsonArguments } from './json-arguments.ts';

/** A session's port, as both clients of it use it: messages come in the order in which the server sent them. */
export type McpPort = {
  readonly handshake: McpHandshake;
  /** Resolves when the answer was delivered, or when there will be none. Rejects with what the broker has against it. */
  request(id: McpMessageId, method: McpRequestMethod, params?: JsonObject): Promise<void>;
  notify(method: McpNotificationMethod, params?: JsonObject): Promise<void>;
  respond(id: McpMessageId, result: JsonObject): Promise<void>;
  refuse(id: McpMessageId, error: { code: number; message: string }): Promise<void>;
  close(): void;
  readonly closed: Promise<void>;
};

/** A session ends with the capability that it came from, so that one must not be collected while the session is held. */
const cameFrom = new WeakMap<object, Connected<CapabilityContract>>();

export const openMcpPort = async (
  capability: Connected<CapabilityContract>,
  opening: { readonly offers: McpOffers; readonly protocolVersion?: string },
  deliver: (message: McpServerMessage) => void,
): Promise<McpPort> => {
  const opened = await capability.client.mcpOpen(opening);
  const connected = connectPort(mcpSessionContract, opened.port as unknown as Port, 'capability-closed');
  cameFrom.set(connected.client, capability);
  const { client, close, closed } = connected;

  const deliverAll = (messages: readonly McpServerMessage[]): void => {
    for (const message of messages) deliver(message);
  };
  const receive = async (): Promise<void> => {
    try {
      for (;;) deliverAll((await client.receive()).messages);
    } catch (error) {
      // Where the broker ends the session it closes the port after it has said to each call what happened.
      if (!(error instanceof ValetkeyError && endings.has(error.code))) close();
    }
  };
  void receive();

  return Object.freeze<McpPort>({
    handshake: opened.handshake,
    request: async (id, method, params) =>
      deliverAll((await client.request({ id, method, ...json(params) })).messages),
    notify: async (method, params) => void (await client.notify({ method, ...json(params) })),
    respond: async (id, result) => void (await client.respond({ id, result: jsonArguments(result) })),
    refuse: async (id, error) => void (await client.respond({ id, error })),
    close,
    closed,
  });
};

const endings: ReadonlySet<ErrorCode> = new Set([
  ...(['capability-closed', 'connection-suspended', 'workspace-closed', 'port-closed'] as const),
  'protocol-violation',
]);

const json = (params: JsonObject | undefined): { params?: JsonObject } =>
  params === undefined ? {} : { params: jsonArguments(params) };

/** What the server says went wrong is its own words, and the cause; the code is a number. */
export const rpcError = (error: { code: number; message: string; data?: unknown }): ValetkeyError => {
  const why = `rpc${Math.trunc(error.code)}`;
  return new ValetkeyError({ code: 'mcp-failed', why: /^[a-z0-9-]{1,40}$/.test(why) ? why : 'rpc' }, error);
};
