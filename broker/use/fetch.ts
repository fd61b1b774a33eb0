import type { ConnectionId, FetchAnswer, FetchRequest, HttpMethod } from '@valetkey/api-contracts';
import { admitsMethod } from '../grants/caveats.ts';
import type { Live } from '../grants/ledger.ts';
import { decideDestination } from '../network/destination.ts';
import { NetworkError } from '../network/network-error.ts';
import { originText } from '../network/origin.ts';
import { readWhole, type ScrubbedBytes } from '../network/read-whole.ts';
import { admitRequestHeaders } from '../network/request-headers.ts';
import type { Abortable, BodySource, Exchange, Hop, Scrubbed } from '../network/send.ts';
import type { ConnectionInUse } from '../resolve/connection-in-use.ts';
import type { ConnectionRates } from '../resolve/connection-rate.ts';
import { kindOf } from '../secrets/kinds/index.ts';
import { type AnswerWatch, watchAnswer, watchedHeaders, withoutWatched } from '../services/watch-answer.ts';
import { barredEndpoints } from './barred-endpoints.ts';
import { outwardError } from './outward-error.ts';
import { type RecordedUse, recordUse, type UsePowers } from './recorded-use.ts';
import type { Session } from './session.ts';
import { unlessAborted } from './unless-aborted.ts';

/** A body that is longer than what travels with the answer; `readBody` pulls it. */
export type OpenBody = { readonly source: Scrubbed<BodySource>; readonly ended: (error?: unknown) => void };
/** What an extension gets: each part of it was scrubbed, or does not compile. */
export type ScrubbedAnswer = Pick<Exchange, 'status' | 'headers'> & {
  readonly body: Exclude<FetchAnswer['body'], { kind: 'bytes' }> | { kind: 'bytes'; bytes: ScrubbedBytes };
};
export type Fetched = { readonly answer: ScrubbedAnswer; readonly open: OpenBody | undefined };

export type FetchPowers = UsePowers &
  AnswerWatch & {
    readonly rates: ConnectionRates;
    /** Where the tokens of a connection come from: an extension does not go there. */
    readonly signInEndpoints: (id: ConnectionId) => readonly string[];
    /** Throws what stands in the way: the connection is gone, suspended, or its provider is. */
    readonly connectionOf: (live: Live) => ConnectionInUse;
  };

/** One use, as the policy reads, in order. Every refusal is one line, and a line in the audit log. */
export const fetchThrough = async (
  live: Live,
  session: Session,
  request: FetchRequest,
  signal: Abortable,
  powers: FetchPowers,
): Promise<Fetched> => {
  const { method, body } = request;
  const use = recordUse(live, { method }, Buffer.byteLength(body ?? ''), powers);

  if (!admitsMethod(live.levels, method)) use.refuse({ code: 'caveat-refused', caveat: 'methods' });
  const connection = refusing(use, () => powers.connectionOf(live));
  const reserved = kindOf(connection.auth).reserves(connection.auth);

  const decided = decideDestination({
    origins: connection.origins,
    target: request.target,
    paths: live.levels.map((level) => level.paths),
    barred: barredEndpoints(live.levels, connection, method, powers),
    reservedQuery: reserved.query,
  });
  if (!decided.ok) {
    return use.refuse(
      decided.why === 'path-caveat'
        ? { code: 'caveat-refused', caveat: 'paths' }
        : { code: 'destination-refused', why: decided.why },
    );
  }
  const { destination } = decided;

  const admitted = admitRequestHeaders(request.headers, connection.declaredHeaders, reserved.headers);
  if (!admitted.ok) {
    return use.refuse({ code: 'header-refused', header: printable(admitted.header), why: admitted.why });
  }
  if (body !== undefined && (method === 'GET' || method === 'HEAD')) use.refuse({ code: 'body-refused' });

  const credential = refusing(use, () => session.credential(connection));
  const wait = powers.rates.wait(connection.id, connection.rateLimit);
  if (wait !== undefined) use.refuse({ code: 'rate-limited', why: 'service-limit', retryAfterMs: wait });
  const spent = live.takeUse();
  if (spent !== undefined) use.refuse({ code: 'caveat-refused', caveat: spent });
  // Last: neither costs anything where the other refuses, and others share the connection.
  powers.rates.count(connection.id, connection.rateLimit);

  await use.intend({ method, origin: originText(destination.origin), path: destination.url.pathname });
  const done = live.begin();
  let exchange: Exchange | undefined;

  const ended = (error?: unknown): void => {
    done();
    const code = error === undefined ? undefined : outwardError(error).code;
    use.finish({
      outcome: code === undefined ? 'ok' : code === 'aborted' ? 'aborted' : 'failed',
      ...(code === undefined ? {} : { code }),
      ...(exchange === undefined ? {} : { status: exchange.status }),
      bytesReceived: exchange?.body.given ?? 0,
      redactions: exchange?.redactions() ?? 0,
    });
  };

  const onHop = (hop: Hop): void => use.hop({ ...hop, path: credential.scrub.text(hop.path).text });
  /** A redirect can turn one method into another: POST into GET, say. */
  const onOwnHop = (hop: Hop): void => {
    if (!admitsMethod(live.levels, hop.method as HttpMethod))
      throw new NetworkError('redirect-refused', { why: 'method-caveat' });
    onHop(hop);
  };

  try {
    const asker = { signal, onHop };
    const waiting = credential.ready(asker);
    if (waiting !== undefined) await unlessAborted(waiting, signal);
    exchange = await session.courier.send({
      destination,
      method,
      headers: { ...connection.sentHeaders, ...admitted.headers },
      alsoHeaders: watchedHeaders(connection),
      ...(body === undefined ? {} : { body }),
      signal,
      ...credential.onWire(asker),
      onHop: onOwnHop,
      scrub: credential.scrub,
    });
    const { status, body: source } = exchange;
    const headers = withoutWatched(exchange.headers);
    if (!source.complete) {
      watchAnswer(connection, status, exchange.headers, undefined, powers);
      return { answer: { status, headers, body: { kind: 'stream' } }, open: { source, ended } };
    }
    const bytes = await readWhole(source);
    watchAnswer(connection, status, exchange.headers, bytes, powers);
    ended();
    return {
      answer: { status, headers, body: bytes.byteLength === 0 ? { kind: 'none' } : { kind: 'bytes', bytes } },
      open: undefined,
    };
  } catch (error) {
    ended(error);
    throw outwardError(error);
  }
};

/** Runs a step whose error is a refusal that belongs into the audit log. */
const refusing = <T>(use: RecordedUse, step: () => T): T => {
  try {
    return step();
  } catch (error) {
    return use.refuse(outwardError(error).answer);
  }
};

const printable = (header: string): string => header.replace(/[^!-~]/g, '?').slice(0, 64);
