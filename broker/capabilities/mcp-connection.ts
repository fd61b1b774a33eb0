import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { JsonSchemaValidator, jsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/types.js';
import { ValetkeyError } from '@valetkey/api-contracts';
import { kindOf } from '../network/credential-kinds/index.ts';
import { decideDestination } from '../network/destination.ts';
import type { BodySource, Courier } from '../network/send.ts';
import type { ConnectionInUse } from './connection-in-use.ts';
import type { Credential } from './credential.ts';

/** The one MCP session of a (principal, connection) pair, opened at first use. */
export type McpConnection = {
  client(connection: ConnectionInUse): Promise<Client>;
  close(): void;
};

export type McpPowers = {
  readonly courier: Pick<Courier, 'send'>;
  readonly credential: (connection: ConnectionInUse) => Credential;
};

/** One JSON answer, or one event stream. A tool result beyond this is not for a message between processes. */
const maxAnswerBytes = 16 * 1024 * 1024;

export const makeMcpConnection = (powers: McpPowers): McpConnection => {
  let opening: Promise<Client> | undefined;
  /** As of the newest use: a session outlives the secret that it was opened with. */
  let current: ConnectionInUse | undefined;

  const open = async (connection: ConnectionInUse): Promise<Client> => {
    const { mcp, origins } = connection;
    const mcpPath = pathOf(mcp);
    if (mcpPath === undefined) throw new ValetkeyError({ code: 'mcp-unavailable' });
    const decided = decideDestination({ origins, target: mcpPath });
    if (!decided.ok) throw new ValetkeyError({ code: 'destination-refused', why: decided.why });

    // Loaded at the first MCP use: the SDK takes longer to load than the broker takes to start.
    const [sdk, http] = await Promise.all([
      import('@modelcontextprotocol/sdk/client/index.js'),
      import('@modelcontextprotocol/sdk/client/streamableHttp.js'),
    ]);
    const client = new sdk.Client(
      { name: 'valetkey', version: '0.1.0' },
      { capabilities: {}, jsonSchemaValidator: noCompiledSchemas },
    );
    const transport = new http.StreamableHTTPClientTransport(decided.destination.url, {
      fetch: (url, init) => brokeredFetch(current ?? connection, String(url), init ?? {}, powers),
    });
    client.onclose = () => {
      opening = undefined;
    };
    // The SDK types an optional property that may be undefined; this project keeps the two apart.
    await client.connect(transport as Parameters<Client['connect']>[0]);
    return client;
  };

  return Object.freeze({
    client: (connection: ConnectionInUse) => {
      current = connection;
      opening ??= open(connection).catch((error: unknown) => {
        opening = undefined;
        throw error;
      });
      return opening;
    },
    close: () => {
      const opened = opening;
      opening = undefined;
      opened?.then((client) => client.close()).catch(() => undefined);
    },
  });
};

/** The SDK would compile a server's schemas into functions in this process; the holder of the tool checks instead. */
const noCompiledSchemas: jsonSchemaValidator = {
  getValidator: <T>() => {
    const accept = (input: unknown) => ({ valid: true, data: input as T, errorMessage: undefined });
    return accept as JsonSchemaValidator<T>;
  },
};

/** The SDK's traffic: only the declared MCP path, with a credential opened for each request. */
const brokeredFetch = async (
  connection: ConnectionInUse,
  target: string,
  init: RequestInit,
  { courier, credential }: McpPowers,
): Promise<Response> => {
  const reserved = kindOf(connection.auth).reserves(connection.auth);
  const decided = decideDestination({
    origins: connection.origins,
    target,
    // Redirects included: a server's answer cannot send the client elsewhere on its host.
    paths: [[(pathOf(connection.mcp) ?? '').split('?', 1)[0] ?? '']],
    reservedQuery: reserved.query,
  });
  if (!decided.ok) throw new ValetkeyError({ code: 'destination-refused', why: decided.why });
  const headers = Object.fromEntries(new Headers(init.headers));
  for (const name of reserved.headers) delete headers[name];
  const opened = credential(connection);
  const waiting = opened.ready();
  if (waiting !== undefined) await waiting;
  const exchange = await courier.send({
    destination: decided.destination,
    method: init.method ?? 'GET',
    headers,
    ...(typeof init.body === 'string' ? { body: init.body } : {}),
    signal: init.signal ?? new AbortController().signal,
    ...opened.onWire(),
    alsoHeaders: ['mcp-session-id', 'mcp-protocol-version'],
  });
  const hasBody = ![204, 205, 304].includes(exchange.status);
  if (!hasBody) exchange.body.cancel();
  return new Response(hasBody ? streamOf(exchange.body) : null, {
    status: exchange.status,
    headers: exchange.headers,
  });
};

const streamOf = (source: BodySource): ReadableStream<Uint8Array> => {
  let total = 0;
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const bytes = await source.read(64 * 1024);
        total += bytes?.byteLength ?? 0;
        if (total > maxAnswerBytes) {
          source.cancel();
          throw new ValetkeyError({ code: 'response-too-large' });
        }
        if (bytes === undefined) controller.close();
        else controller.enqueue(bytes);
      },
      cancel: () => source.cancel(),
    },
    { highWaterMark: 0 },
  );
};

const pathOf = (mcp: ConnectionInUse['mcp']): string | undefined =>
  mcp === undefined || mcp.transport === 'stdio' ? undefined : mcp.path;
