import { ValetkeyError } from '@valetkey/api-contracts';
import type { Dispatcher } from 'undici';
import { type DecodedAnswer, makeAnswer } from './answer.ts';
import { createdAt } from './created-at.ts';
import type { Destination, DestinationDecision } from './destination.ts';
import type { Exchange, Hop, ReplyHead, SendRequest } from './exchange.ts';
import type { ClientIdentity } from './identity.ts';
import { keepInside } from './inside-answer.ts';
import type { NetworkLimits } from './limits.ts';
import { isSendableMethod } from './method.ts';
import { isBreak, nameFailure } from './name-failure.ts';
import { NetworkError } from './network-error.ts';
import { offAbort, onAbort, type Waiter } from './on-abort.ts';
import { type Origin, originText } from './origin.ts';
import { dress, type OutgoingHead } from './outgoing.ts';
import { carryOn, isRedirect, locate, type Onward } from './redirect.ts';
import type { RawHeaders } from './response-headers.ts';
import type { Scrubbed } from './scrub.ts';
import { scrubHead, scrubText } from './scrub-head.ts';

/** An origin's own sockets. */
export type Lane = Pick<Dispatcher, 'dispatch'>;

export type CarryPowers = {
  readonly limits: NetworkLimits;
  readonly laneOf: (origin: Origin, identity: ClientIdentity | undefined) => Lane;
  readonly now: () => number;
};

/** 1xx before the answer. Each one restarts the clock for headers, so their number has a bound. */
const mostInterim = 8;

/** Methods that change nothing (RFC 9110, 9.2.1): sent twice, they do what they did once. */
const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A request that was refused goes out once more when its credential has learned from that, and one whose connection broke
 * does once more. The two come together: a connection that was idle for long, and a nonce that is as old.
 */
type Repeats = { readonly afterRefusal: boolean; readonly afterBreak: boolean };
const allRepeats: Repeats = { afterRefusal: true, afterBreak: true };

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The whole way of one request, redirects included. Callbacks all the way: a promise per step costs. */
export function carry(request: SendRequest, powers: CarryPowers): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    const { limits, laneOf, now } = powers;
    const { signal } = request;
    const patience = request.patient ? { headersTimeout: 300_000, bodyTimeout: 0 } : {};
    const hops: Writable<Hop>[] = [];
    let redirects = 0;
    let controller: Dispatcher.DispatchController | undefined;
    let answer: DecodedAnswer | undefined;
    let over = false;
    let timer: NodeJS.Timeout | undefined;
    let waiter: Waiter | undefined;

    const release = (): void => {
      over = true;
      if (waiter !== undefined) offAbort(signal, waiter);
      clearTimeout(timer);
    };
    const fail = (error: NetworkError | ValetkeyError): void => {
      if (over) return;
      release();
      controller?.abort(error);
      answer?.failed(error);
      reject(error);
    };

    /** A server chooses where a redirect leads, and may write anything there. */
    const shown = ({ pathname }: URL): Scrubbed<string> => scrubText(request.scrub, pathname);

    const begin = (
      status: number,
      headers: RawHeaders,
      bodiless: boolean,
      created: string | undefined,
    ): void => {
      if (controller === undefined) return;
      const { scrub } = request;
      const stream = scrub.stream();
      answer = makeAnswer({ status, headers, bodiless }, controller, limits, stream, signal, {
        ready() {
          if (answer === undefined) return;
          const head = scrubHead(status, headers, scrub, request.alsoHeaders, created);
          resolve({
            status: head.status,
            headers: head.headers,
            hops,
            body: answer.body,
            redactions: () => head.hits + stream.hits,
          });
        },
        done: release,
        broken: fail,
      });
      answer.start();
    };

    const follow = (
      from: URL,
      again: Destination['again'],
      sent: Onward,
      status: number,
      location: string,
    ): void => {
      if (over) return;
      const refuse = (why: string, cause?: unknown): void =>
        fail(new NetworkError('redirect-refused', { why, cause }));
      if (redirects >= limits.maxRedirects) return refuse('too-many');
      redirects += 1;
      const located = locate(location, from, request.pathWithout);
      if (!located.ok) return refuse(located.why);
      let decision: DestinationDecision;
      try {
        decision = (request.decideRedirect ?? again)(located.target);
      } catch (cause) {
        return refuse('undecided', cause);
      }
      if (!decision.ok) return refuse(decision.why);
      goOn(decision.destination, carryOn(status, sent), allRepeats);
    };

    /** Whatever leaves after the first request is told before it does. */
    const goOn = (destination: Destination, onward: Onward, repeats: Repeats): void => {
      if (over) return;
      const { url, origin } = destination;
      try {
        const bytesSent = Buffer.byteLength(onward.body ?? '');
        const { method } = onward;
        request.onHop?.({
          method,
          origin: originText(origin),
          path: shown(url),
          bytesSent,
          repeated: repeats === allRepeats ? undefined : true,
        });
      } catch (cause) {
        const own = cause instanceof NetworkError || cause instanceof ValetkeyError;
        return fail(own ? cause : new ValetkeyError({ code: 'audit-unavailable' }, cause));
      }
      hop(destination, onward, repeats);
    };

    const hop = (destination: Destination, onward: Onward, repeats: Repeats): void => {
      const { method, body } = onward;
      const origin = originText(destination.origin);
      const record: Writable<Hop> = { method, origin, path: shown(destination.url) };
      const started = now();
      let interim = 0;
      let sent = false;
      let heard = false;
      /** Set while the body of a redirect goes by: what to do when it is over. */
      let leave: (() => void) | undefined;
      let left = false;
      /** As sent, when that is not what was decided. */
      let wireUrl: URL | undefined;

      /** What follows instead of this answer: the same request once more, or the one that a redirect names. */
      const whereNext = (status: number, headers: RawHeaders): (() => void) | undefined => {
        const again = (): void => goOn(destination, onward, { ...repeats, afterRefusal: false });
        const learned =
          repeats.afterRefusal && request.learn?.(keepInside<ReplyHead>({ origin, status, headers }));
        if (learned === true) return again;
        if (learned instanceof Promise) {
          // Handled at once, since the body of the refusal may take its time.
          const settled = learned.then(
            () => undefined,
            (error: unknown) => nameFailure(error, false),
          );
          return () => settled.then((error) => (error === undefined ? again() : fail(error)));
        }
        const location = isRedirect(status) ? locationOf(headers) : undefined;
        if (location === undefined) return undefined;
        return () => {
          if (typeof location === 'string')
            follow(wireUrl ?? destination.url, destination.again, onward, status, location);
          else fail(new NetworkError('redirect-refused', { why: 'malformed' }));
        };
      };

      const handler: Dispatcher.DispatchHandler = {
        onRequestStart(given) {
          controller = given;
          sent = true;
          if (over || request.wanted?.() === false) given.abort(new NetworkError('aborted'));
        },
        onResponseStart(given, status, headers) {
          heard = true;
          if (status < 200) {
            interim += 1;
            if (interim > mostInterim) fail(new NetworkError('broken-response', { why: 'interim' }));
            return;
          }
          record.status = status;
          record.ms = now() - started;
          const onwards = whereNext(status, headers);
          if (onwards === undefined) {
            const bodiless = method === 'HEAD' || status === 204 || status === 304;
            const at = wireUrl ?? destination.url;
            begin(
              status,
              headers,
              bodiless,
              createdAt(status, headers, at, destination.again, request.pathWithout),
            );
            return;
          }
          leave = () => {
            if (left) return;
            left = true;
            onwards();
          };
          // A short body is over in this turn of the loop, and the socket can be kept. Longer ones are cut.
          setImmediate(() => {
            if (left || over) return;
            given.abort(new NetworkError('aborted'));
            leave?.();
          });
        },
        onResponseData(_given, chunk) {
          answer?.received(chunk);
        },
        onResponseEnd() {
          if (leave === undefined) answer?.ended();
          else leave();
        },
        onResponseError(_given, error) {
          // Of a redirect only the headers mattered.
          if (leave !== undefined) return leave();
          // A server may close a kept connection at the moment a request leaves.
          const cutOff = sent && !heard && isBreak(error);
          if (!cutOff || !repeats.afterBreak || !safeMethods.has(method))
            return fail(nameFailure(error, sent));
          // In the next turn: by then the pool knows of all connections that were closed with this one.
          setImmediate(goOn, destination, onward, { ...repeats, afterBreak: false });
        },
      };

      const depart = (wire: OutgoingHead): void => {
        if (over) return;
        if (request.pathWithout !== undefined) wireUrl = new URL(wire.path, destination.url);
        hops.push(record);
        laneOf(destination.origin, request.identity).dispatch(
          { path: wire.path, method, headers: wire.headers, body: body ?? null, ...patience },
          handler,
        );
      };
      const failed = (error: unknown): void => fail(nameFailure(error, false));
      try {
        const wire = dress(destination, onward, request.inject);
        if (wire instanceof Promise) wire.then(depart).catch(failed);
        else depart(wire);
      } catch (error) {
        failed(error);
      }
    };

    const { destination, method, headers, body } = request;
    if (signal.aborted) return fail(new NetworkError('aborted'));
    if (!isSendableMethod(method)) return fail(new NetworkError('method-refused'));
    if (body !== undefined && body.length > 0 && (method === 'GET' || method === 'HEAD')) {
      return fail(new NetworkError('request-malformed', { why: 'body' }));
    }
    waiter = onAbort(signal, () => fail(new NetworkError('aborted')));
    if (limits.totalMs !== undefined) {
      timer = setTimeout(() => fail(new NetworkError('timed-out', { why: 'total' })), limits.totalMs);
    }
    hop(destination, { method, headers, body }, allRepeats);
  });
}

const locationOf = ({ location }: RawHeaders): RawHeaders[string] => location;
