import type { Budgets, ConnectionId, FetchAnswer, FetchRequest, HttpMethod } from '@valetkey/api-contracts';
import type { AskedRequest } from '../contracts/asked-request.ts';
import { admitsMethod } from '../grants/caveats.ts';
import type { Live } from '../grants/ledger.ts';
import { outsideOf } from '../grants/outside-of.ts';
import type { BodySource } from '../network/body-queue.ts';
import type { Destination } from '../network/destination.ts';
import type { Exchange, Hop } from '../network/exchange.ts';
import { type Abortable, offAbort, onAbort } from '../network/on-abort.ts';
import { originText } from '../network/origin.ts';
import { readWhole, type ScrubbedBytes } from '../network/read-whole.ts';
import { admitRequestHeaders } from '../network/request-headers.ts';
import type { Scrubbed } from '../network/scrub.ts';
import type { ConnectionInUse } from '../resolve/connection-in-use.ts';
import { type ConnectionRates, countHop } from '../resolve/connection-rate.ts';
import { reservedNames } from '../secrets/reserved-names.ts';
import { type AnswerWatch, watchAnswer, watchedHeaders, withoutWatched } from '../services/watch-answer.ts';
import { asksBefore, asksBeforeSome } from './asks-before.ts';
import { costOfRequest } from './cost-of.ts';
import { takeReceived, uncountedAnswer } from './daily-budget.ts';
import { decideTarget } from './decide-target.ts';
import { outwardError } from './outward-error.ts';
import { type RecordedUse, recordUse, type UsePowers } from './recorded-use.ts';
import { summaryOfRequest } from './request-summary.ts';
import type { Session } from './session.ts';

/** A body that is longer than what travels with the answer; `readBody` pulls it. */
export type OpenBody = {
  readonly source: Scrubbed<BodySource>;
  /** Before the extension has a piece. @throws ValetkeyError where its budget is spent: the body ends */
  readonly received: (bytes: number) => void;
  readonly ended: (error?: unknown) => void;
};
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
    /** Waits for the user to replace a credential that has expired. Undefined: there is nothing to wait for. */
    readonly whenReplaced: (connection: ConnectionInUse, signal: Abortable) => Promise<void> | undefined;
    /** Resolves when the user allows this one request. Rejects with `denied` and the errors of prompts. */
    readonly askCall: (live: Live, request: AskedRequest, signal: AbortSignal) => Promise<void>;
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
  const use = recordUse(live, { method }, Buffer.byteLength(body ?? ''), powers, {
    target: request.target,
    scrub: (text) => scrubbedOrNothing(text, live, session, powers),
  });

  if (!admitsMethod(live.levels, method))
    use.refuse({
      code: 'caveat-refused',
      caveat: 'methods',
      expected: outsideOf(
        method,
        live.levels.map(({ methods }) => methods),
      ),
    });
  let connection = refusing(use, () => powers.connectionOf(live));
  const replaced = powers.whenReplaced(connection, signal);
  if (replaced !== undefined) {
    await replaced.catch((error: unknown) => use.refuse(outwardError(error).answer));
    connection = refusing(use, () => powers.connectionOf(live));
  }
  let admitted = admit(live, session, request, connection, use, powers);
  if (asksBefore(live.limits, method, admitted.destination.url.pathname)) {
    use.refuseWhenSpent(admitted.takes);
    await askAbout(live, request, admitted, signal, powers).catch((error: unknown) =>
      use.refuse(signal.aborted ? { code: 'aborted' } : outwardError(error).answer),
    );
    // Minutes later, and about the same request: the connection may not be what it was.
    connection = refusing(use, () => powers.connectionOf(live));
    admitted = admit(live, session, request, connection, use, powers);
  }
  const { destination, opened, takes } = admitted;

  const wait = powers.rates.wait(connection.id, connection.rateLimit);
  if (wait !== undefined) use.refuse({ code: 'rate-limited', why: 'service-limit', retryAfterMs: wait });
  use.refuseWhenSpent(takes);
  const spent = live.takeUse();
  if (spent !== undefined) use.refuse({ code: 'caveat-refused', caveat: spent });
  // Last: neither costs anything where the other refuses, and others share the connection.
  powers.rates.count(connection.id, connection.rateLimit);

  const { origin, url } = destination;
  await use.intend({ method, origin: originText(origin), path: opened.text(url.pathname) }, takes);
  const done = live.begin();
  const watched = watchedHeaders(connection);
  let exchange: Exchange | undefined;
  const received = (bytes: number): void => takeReceived(live, bytes, powers);

  const ended = (error?: unknown): void => {
    done();
    const code = error === undefined ? undefined : outwardError(error).code;
    const outcome = code === undefined ? 'ok' : code === 'aborted' ? 'aborted' : 'failed';
    const status = exchange?.status;
    const bytesReceived = exchange?.body.given ?? 0;
    const redactions = exchange?.redactions() ?? 0;
    // A 404 is an answer, and shows nothing about the connection.
    const worked = outcome === 'ok' && status !== undefined && status < 400;
    use.finish({ outcome, code, status, bytesReceived, redactions }, worked);
  };

  try {
    exchange = await opened.send({
      destination,
      method,
      headers: { ...connection.sentHeaders, ...admitted.headers },
      alsoHeaders: watched,
      body,
      endsBy: signal,
      onHop: (hop) => {
        use.hop(hop, takesOfHop(hop, request));
        countHop(hop, connection, powers.rates);
      },
      // POST into GET, say. What asks was asked about for one place, or named for it, and is not sent to another.
      admitsMethod: (redirected) =>
        admitsMethod(live.levels, redirected as HttpMethod) &&
        serviceTakes(connection, redirected as HttpMethod) &&
        !asksBeforeSome(live.limits, redirected as HttpMethod),
    });
    const { status, body: source } = exchange;
    const headers = withoutWatched(exchange.headers, watched);
    if (!source.complete) {
      watchAnswer(connection, status, exchange.headers, undefined, powers);
      received(sizeOf(headers));
      const open = { source, received, ended };
      return { answer: { status, headers, body: { kind: 'stream' } }, open };
    }
    const bytes = await readWhole(source);
    watchAnswer(connection, status, exchange.headers, bytes, powers);
    received(sizeOf(headers) + bytes.byteLength);
    ended();
    return {
      answer: { status, headers, body: bytes.byteLength === 0 ? { kind: 'none' } : { kind: 'bytes', bytes } },
      open: undefined,
    };
  } catch (error) {
    exchange?.body.cancel();
    ended(error);
    throw outwardError(error);
  }
};

/** Nothing where the credential cannot be opened: who cannot know what to take out shows nothing. */
const scrubbedOrNothing = (
  text: string,
  live: Live,
  { door }: Session,
  powers: FetchPowers,
): string | undefined => {
  try {
    return door.open(powers.connectionOf(live)).text(text);
  } catch {
    return undefined;
  }
};

type Admitted = {
  readonly destination: Destination;
  /** Of the budgets of the day, as far as it is known before. */
  readonly takes: Budgets;
  readonly headers: Readonly<Record<string, string>>;
  readonly opened: ReturnType<Session['door']['open']>;
};

/** All that is checked before anything is counted: in one turn with that, so that no revocation comes between. */
const admit = (
  live: Live,
  session: Session,
  { method, target, headers: given, body }: FetchRequest,
  connection: ConnectionInUse,
  use: RecordedUse,
  powers: FetchPowers,
): Admitted => {
  if (!serviceTakes(connection, method))
    use.refuse({
      code: 'caveat-refused',
      caveat: 'methods',
      expected: outsideOf(method, [connection.methods ?? []]),
    });
  const reserved = reservedNames(connection.auth);

  const decided = decideTarget(
    live.levels,
    connection,
    { method, target, reservedQuery: reserved.query },
    powers,
  );
  if (!decided.ok) {
    return use.refuse(
      decided.why === 'path-caveat'
        ? {
            code: 'caveat-refused',
            caveat: 'paths',
            expected: outsideOf(
              target,
              live.levels.map(({ paths }) => paths),
            ),
          }
        : { code: 'destination-refused', why: decided.why },
    );
  }
  const { destination } = decided;

  const admitted = admitRequestHeaders(given, connection.declaredHeaders, reserved.headers);
  if (!admitted.ok) {
    return use.refuse({ code: 'header-refused', header: printable(admitted.header), why: admitted.why });
  }
  if (body !== undefined && (method === 'GET' || method === 'HEAD')) use.refuse({ code: 'body-refused' });

  const uncounted = uncountedAnswer(live, connection);
  if (uncounted !== undefined) use.refuse(uncounted);

  const opened = refusing(use, () => session.door.open(connection));
  const takes = {
    usesPerDay: 1,
    bytesPerDay: Buffer.byteLength(target) + sizeOf(given) + Buffer.byteLength(body ?? ''),
    costPerDay: connection.costs && costOfRequest(connection.costs, method, destination.url.pathname),
  };
  return { destination, takes, headers: admitted.headers, opened };
};

/**
 * Whether the connection's own provider admits this method. The handle may have been requested from another provider,
 * to which this one is an alternative.
 */
const serviceTakes = ({ methods }: ConnectionInUse, method: HttpMethod): boolean =>
  methods?.includes(method) !== false;

/** Main's own prompt shows what would leave. Resolves with a yes for this one request. */
const askAbout = async (
  live: Live,
  request: FetchRequest,
  { destination, headers, opened }: Admitted,
  signal: Abortable,
  powers: FetchPowers,
): Promise<void> => {
  const calledOff = new AbortController();
  const waiter = onAbort(signal, () => calledOff.abort());
  const summary = summaryOfRequest(request, destination, headers, opened.text);
  await powers.askCall(live, summary, calledOff.signal).finally(() => offAbort(signal, waiter));
};

/** Runs a step whose error is a refusal that belongs into the audit log. */
const refusing = <T>(use: RecordedUse, step: () => T): T => {
  try {
    return step();
  } catch (error) {
    return use.refuse(outwardError(error).answer);
  }
};

/** A redirect leads where the server says; a repeat sends the extension's own target once more. */
const takesOfHop = ({ bytesSent, repeated }: Hop, { target, headers }: FetchRequest): Budgets =>
  bytesSent === undefined
    ? {}
    : { bytesPerDay: bytesSent + sizeOf(headers) + (repeated === true ? Buffer.byteLength(target) : 0) };

const sizeOf = (headers: readonly (readonly [string, string])[]): number =>
  headers.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);

const printable = (header: string): string => header.replace(/[^!-~]/g, '?').slice(0, 64);
