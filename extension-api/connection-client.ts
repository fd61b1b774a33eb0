import {
  type CapabilityContract,
  capabilityContract,
  type Attenuation as Wanted,
} from '@valetkey/api-contracts';
import { abortable } from './abortable.ts';
import type { Attenuation, CapabilityDescription } from './author-types.ts';
import { type CapabilityHandle, makeHandle } from './capability-handle.ts';
import type { TargetOf } from './declared-connections.ts';
import { type Connected, connectPort, type Port } from './host/connect-port.ts';
import type { McpCallbacks } from './mcp-callbacks.ts';
import { type McpSession, openMcpSession } from './mcp-session.ts';
import { type McpTransport, makeMcpTransport } from './mcp-transport.ts';
import { type ConnectionFetchInit, outgoingRequest } from './outgoing-request.ts';
import { nextRequestId } from './request-id.ts';
import { toResponse } from './response-body.ts';

// For `using` and `[Symbol.dispose]`: a lib has both, but also names classes that no extension has.
declare global {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface adds to one
  interface SymbolConstructor {
    readonly dispose: unique symbol;
  }
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface adds to one
  interface Disposable {
    [Symbol.dispose](): void;
  }
}

/** What `connections.use(handle)` gives. Every method rejects with a ValetkeyError, or with the signal's own reason. */
export type ConnectionClient<Provider extends string = string> = {
  /**
   * An authenticated request, made by the broker. `target` is `/path?query` at the connection's origin, or a full
   * address whose origin is one of the connection's. Redirects are followed within the connection's origins.
   *
   * The answer is a standard Response, whatever its status; what keeps a request from being answered rejects. Its
   * `url` is empty: which host the user has connected is theirs to tell. So is `statusText`, where a server can write
   * anything and HTTP/2 has nothing: `status` says the same. Read the body or cancel it; a large one waits for you,
   * and holds a place among the requests under way meanwhile.
   */
  fetch<Target extends string>(
    target: TargetOf<Provider, Target> | URL,
    init?: ConnectionFetchInit,
  ): Promise<Response>;
  /** A session with the connection's MCP server, initialised and authenticated by the broker. Each call opens one. */
  mcp(callbacks?: McpCallbacks): Promise<McpSession>;
  /** The same for code that uses the official SDK: `new Client(...).connect(client.mcpTransport())`. */
  mcpTransport(): McpTransport;
  /**
   * A weaker handle, to pass on or to keep: each caveat named is added to those in force. Rejects with
   * `too-many-requests` where an extension makes them without end, as `connections.request` does.
   */
  attenuate(caveats: Attenuation): Promise<CapabilityHandle<Provider>>;
  describe(): Promise<CapabilityDescription>;
  /** Gives the authority back, with every handle attenuated from it. */
  dispose(): void;
  [Symbol.dispose](): void;
  /** Resolves when the handle's authority has ended: disposed, revoked, expired, or the broker is gone. Never rejects. */
  readonly closed: Promise<void>;
};

export function makeConnectionClient<Provider extends string>(
  connected: Connected<CapabilityContract>,
): ConnectionClient<Provider> {
  const { client, close: dispose, closed } = connected;
  return Object.freeze({
    fetch: (target: string | URL, init: ConnectionFetchInit = {}) => brokeredFetch(connected, target, init),
    mcp: (callbacks?: McpCallbacks) => openMcpSession(connected, callbacks),
    mcpTransport: () => makeMcpTransport(connected),
    attenuate: async (caveats: Attenuation) => {
      const { port } = await client.attenuate(caveats as Wanted);
      return makeHandle<Provider>(
        connectPort(capabilityContract, port as unknown as Port, 'capability-closed'),
        connected,
      );
    },
    describe: () => client.describe(),
    dispose,
    [Symbol.dispose]: dispose,
    closed,
  });
}

const brokeredFetch = async (
  { client }: Connected<CapabilityContract>,
  target: string | URL,
  init: ConnectionFetchInit,
): Promise<Response> => {
  const { signal } = init;
  signal?.throwIfAborted();
  const requestId = nextRequestId();
  const request = outgoingRequest(requestId, target, init);
  const ask = async (): Promise<Response> =>
    toResponse(await client.fetch(request), requestId, client, signal ?? undefined);
  return signal ? abortable(client, requestId, signal, ask) : ask();
};
