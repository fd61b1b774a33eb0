import {
  type Attenuation,
  type CapabilityContract,
  type CapabilityDescription,
  capabilityContract,
  type FetchRequest,
  ValetkeyError,
} from '@valetkey/api-contracts';
import { type CapabilityHandle, makeHandle } from './capability-handle.ts';
import { type Connected, connectPort, type Port } from './host/connect-port.ts';
import { type McpSession, openMcpSession } from './mcp-session.ts';
import { nextRequestId } from './request-id.ts';
import { toResponse } from './response-body.ts';

export type ConnectionFetchInit = {
  readonly method?: string;
  readonly headers?: HeadersInit;
  readonly body?: string | Uint8Array | ArrayBuffer | URLSearchParams;
  readonly signal?: AbortSignal;
};

/** What `connections.use(handle)` gives. Every method rejects with a ValetkeyError, or with the signal's own reason. */
export type ConnectionClient<Provider extends string = string> = {
  /**
   * An authenticated request, made by the broker. `target` is `/path?query` at the connection's origin, or a full
   * address whose origin is one of the connection's. Redirects are followed within the connection's origins.
   */
  fetch(target: string | URL, init?: ConnectionFetchInit): Promise<Response>;
  /** A session with the connection's MCP server, initialised and authenticated by the broker. */
  mcp(): Promise<McpSession>;
  /** A weaker handle, to pass on or to keep: each caveat named is added to those in force. */
  attenuate(caveats: Attenuation): Promise<CapabilityHandle<Provider>>;
  describe(): Promise<CapabilityDescription>;
  /** Gives the authority back, with every handle attenuated from it. */
  dispose(): void;
  [Symbol.dispose](): void;
};

export const makeConnectionClient = <Provider extends string>(
  connected: Connected<CapabilityContract>,
): ConnectionClient<Provider> => {
  const { client, close: dispose } = connected;
  return Object.freeze({
    fetch: (target: string | URL, init: ConnectionFetchInit = {}) => brokeredFetch(connected, target, init),
    mcp: () => openMcpSession(client),
    attenuate: async (caveats: Attenuation) => {
      const { port } = await client.attenuate(caveats);
      return makeHandle<Provider>(
        connectPort(capabilityContract, port as unknown as Port, 'capability-closed'),
      );
    },
    describe: () => client.describe(),
    dispose,
    [Symbol.dispose]: dispose,
  });
};

const brokeredFetch = async (
  { client }: Connected<CapabilityContract>,
  target: string | URL,
  init: ConnectionFetchInit,
): Promise<Response> => {
  const { signal } = init;
  signal?.throwIfAborted();
  const requestId = nextRequestId();
  const request: FetchRequest = {
    requestId,
    target: String(target),
    method: methodOf(init.method),
    headers: init.headers === undefined ? [] : [...new Headers(init.headers)],
    ...bodyOf(init.body),
  };
  if (init.body instanceof URLSearchParams && !request.headers.some(([name]) => name === 'content-type')) {
    request.headers.push(['content-type', 'application/x-www-form-urlencoded;charset=UTF-8']);
  }
  if (signal === undefined) return toResponse(await client.fetch(request), requestId, client, undefined);

  let abort = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => {
      client.abort({ requestId }).catch(() => undefined);
      reject(signal.reason);
    };
  });
  signal.addEventListener('abort', abort, { once: true });
  try {
    const answer = await Promise.race([client.fetch(request), aborted]);
    return toResponse(answer, requestId, client, signal);
  } finally {
    signal.removeEventListener('abort', abort);
  }
};

/** As in the Fetch standard, only these names are normalised; the schema says no to what is left. */
const methodOf = (method = 'GET'): FetchRequest['method'] => {
  const upper = method.toUpperCase();
  return (upper === 'PATCH' ? method : upper) as FetchRequest['method'];
};

/** Bytes are copied, so that what the broker checks is what it sends. */
const bodyOf = (body: ConnectionFetchInit['body']): { body?: string | Uint8Array<ArrayBuffer> } => {
  if (body === undefined) return {};
  if (typeof body === 'string') return { body };
  if (body instanceof URLSearchParams) return { body: body.toString() };
  if (body instanceof Uint8Array || body instanceof ArrayBuffer) return { body: new Uint8Array(body) };
  throw new ValetkeyError({ code: 'body-refused' });
};
