import { defined, ValetkeyError } from '@valetkey/api-contracts';
import type { BodySource } from '../network/body-queue.ts';
import { decideDestination } from '../network/destination.ts';
import type { Exchange, Hop } from '../network/exchange.ts';
import { readWhole } from '../network/read-whole.ts';
import type { Scrubbed } from '../network/scrub.ts';
import type { ConnectionInUse } from '../resolve/connection-in-use.ts';
import { type ConnectionRates, countHop } from '../resolve/connection-rate.ts';
import type { Talk } from '../secrets/door.ts';
import { reservedNames } from '../secrets/reserved-names.ts';
import { type AnswerWatch, watchAnswer, watchedHeaders } from '../services/watch-answer.ts';
import { makePace, makeTurns, type PieceQueue } from './pace.ts';
import { longestMessage, type Room, type Wire } from './wire.ts';

export type HttpPowers = AnswerWatch & {
  readonly room: Room;
  readonly pieces: PieceQueue;
  readonly talk: Pick<Talk, 'open'>;
  readonly rates: Pick<ConnectionRates, 'take' | 'count'>;
  /** Told of redirected requests, and of those for a token, before they leave. */
  readonly onHop: (hop: Hop) => void;
  /** As of the newest use: a session outlives the secret that it was opened with. */
  readonly connection: () => ConnectionInUse;
};

/** The SDK's client transports, for which the courier is the network. */
export const openHttpWire = async (
  transport: 'streamableHttp' | 'sse',
  path: string,
  powers: HttpPowers,
): Promise<Wire> => {
  const decided = decideDestination({ origins: powers.connection().origins, target: path });
  if (!decided.ok) throw new ValetkeyError({ code: 'destination-refused', why: decided.why });
  const { url } = decided.destination;
  // A server of the older transport names the path for messages itself; it still stays at its origin.
  const paths = transport === 'sse' ? undefined : [[path.split('?', 1)[0] ?? '']];
  const inner: Inner = {
    ...powers,
    paths,
    streamTurn: makeTurns(betweenStreamsMs),
    streamEnded: (id) => wire.onstreamended?.(id),
  };
  const fetch = (target: string | URL, init: RequestInit = {}): Promise<Response> =>
    brokeredFetch(String(target), init, inner);
  const wire = await newTransport(transport, url, fetch);
  return wire;
};

type Inner = HttpPowers & {
  readonly streamTurn: () => Promise<void>;
  readonly paths: readonly (readonly string[])[] | undefined;
  readonly streamEnded: (id: number) => void;
};

// Loaded at the first MCP use: the SDK takes longer to load than the broker takes to start.
const newTransport = async (
  transport: 'streamableHttp' | 'sse',
  url: URL,
  fetch: (target: string | URL, init?: RequestInit) => Promise<Response>,
): Promise<Wire> => {
  if (transport === 'sse') {
    const { SSEClientTransport } = await import('@modelcontextprotocol/client');
    return new SSEClientTransport(url, { fetch, redirectPolicy }) as Wire;
  }
  const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client');
  return new StreamableHTTPClientTransport(url, { fetch, redirectPolicy, reconnectionOptions }) as Wire;
};

/** Left to our fetch, which checks each redirect (broker/network/) and never passes one to the SDK. */
const redirectPolicy = 'follow';

/** Below what servers ask for (`retry`), but for one that wants it without end. */
const betweenStreamsMs = 20;

/** The GET stream comes back for as long as the session lives; a server's own `retry` goes before these. */
const reconnectionOptions = {
  initialReconnectionDelay: 1_000,
  maxReconnectionDelay: 30_000,
  reconnectionDelayGrowFactor: 1.5,
  maxRetries: 20,
};

const brokeredFetch = async (target: string, init: RequestInit, powers: Inner): Promise<Response> => {
  const id = idOf(init.body);
  try {
    if ((init.method ?? 'GET') === 'GET') await powers.streamTurn();
    const connection = powers.connection();
    const exchange = await exchangeWith(connection, target, init, powers);
    return await responseOf(exchange, id, connection, powers);
  } catch (error) {
    if (id !== undefined) powers.streamEnded(id);
    throw error;
  }
};

const exchangeWith = async (
  connection: ConnectionInUse,
  target: string,
  init: RequestInit,
  { talk, paths, rates, onHop }: Inner,
): Promise<Exchange> => {
  const reserved = reservedNames(connection.auth);
  const decided = decideDestination({
    origins: connection.origins.slice(0, 1),
    target,
    // Redirects included: a server's answer cannot send the client elsewhere on its host.
    ...defined({ paths }),
    reservedQuery: reserved.query,
  });
  if (!decided.ok) throw new ValetkeyError({ code: 'destination-refused', why: decided.why });
  const wait = rates.take(connection.id, connection.rateLimit);
  if (wait !== undefined)
    throw new ValetkeyError({ code: 'rate-limited', why: 'service-limit', retryAfterMs: wait });
  const headers = { ...connection.sentHeaders, ...Object.fromEntries(new Headers(init.headers)) };
  for (const name of reserved.headers) delete headers[name];
  const method = init.method ?? 'GET';
  return talk.open(connection).send({
    destination: decided.destination,
    method,
    headers,
    body: typeof init.body === 'string' ? init.body : undefined,
    endsBy: init.signal ?? new AbortController().signal,
    onHop: (hop) => {
      onHop(hop);
      countHop(hop, connection, rates);
    },
    patient: true,
    stream: method === 'GET' || isListening(init.body),
    alsoHeaders: ['mcp-session-id', 'mcp-protocol-version', ...watchedHeaders(connection)],
  });
};

const bodiless: readonly number[] = [202, 204, 205, 304];

const responseOf = async (
  { status, headers, body }: Exchange,
  id: number | undefined,
  connection: ConnectionInUse,
  powers: Inner,
): Promise<Response> => {
  const watch = (whole?: Uint8Array): void => watchAnswer(connection, status, headers, whole, powers);
  if (bodiless.includes(status)) {
    body.cancel();
    return new Response(null, { status: status === 202 ? 202 : 204, headers });
  }
  const stream = headers.some(
    ([name, value]) => name === 'content-type' && /^text\/event-stream\b/i.test(value.trim()),
  );
  if (!stream && body.complete) {
    const whole = await readWhole(body);
    watch(whole);
    return new Response((whole.byteLength > 0 ? whole : '') as ConstructorParameters<typeof Response>[0], {
      status,
      headers,
    });
  }
  watch();
  return new Response(streamOf(body, stream, id, powers), { status, headers });
};

const streamOf = (
  source: Scrubbed<BodySource>,
  events: boolean,
  id: number | undefined,
  { room, pieces, streamEnded }: Inner,
): ReadableStream<Uint8Array> => {
  /** Of the event that is under way, or of the whole when there are no events. */
  let length = 0;
  const pace = makePace(pieces);
  const ended = (): void => {
    if (id !== undefined) streamEnded(id);
  };
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        await room();
        try {
          const bytes = await source.read(pace.size());
          if (bytes === undefined) {
            controller.close();
            return ended();
          }
          length += bytes.byteLength;
          if (length > longestMessage) throw new ValetkeyError({ code: 'response-too-large' });
          if (events) length = Math.min(length, sinceLastEvent(bytes));
          await pace.after(bytes.byteLength, () => controller.enqueue(bytes));
        } catch (error) {
          source.cancel();
          ended();
          throw error;
        }
      },
      cancel: () => {
        source.cancel();
        ended();
      },
    },
    { highWaterMark: 0 },
  );
};

/** Bytes after the last blank line, which ends an event; all of them, and infinity more, when there is none. */
const sinceLastEvent = (bytes: Uint8Array): number => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const last = Math.max(
    buffer.lastIndexOf('\n\n'),
    buffer.lastIndexOf('\r\n\r\n'),
    buffer.lastIndexOf('\r\r'),
  );
  return last === -1 ? Number.POSITIVE_INFINITY : buffer.length - last;
};

/** An answer that lasts as long as its session, so it does not take a request's place in the connection pool. */
const isListening = (body: unknown): boolean =>
  typeof body === 'string' && /^\{"jsonrpc":"2\.0","id":\d+,"method":"subscriptions\/listen"/.test(body);

/** `requestMessage` puts the id right there, so that a long message is not parsed for it. */
const idOf = (body: unknown): number | undefined => {
  if (typeof body !== 'string') return undefined;
  const found = /^\{"jsonrpc":"2\.0","id":(\d+),"method"/.exec(body)?.[1];
  return found === undefined ? undefined : Number(found);
};
