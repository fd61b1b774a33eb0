import { defined } from '@valetkey/api-contracts';
import { parseJson } from '../../json/parse-json.ts';
import { decideDestination } from '../../network/destination.ts';
import { readInside } from '../../network/inside-answer.ts';
import { type Origin, originText } from '../../network/origin.ts';
import { readWhole } from '../../network/read-whole.ts';
import type { Courier } from '../../network/send.ts';
import { longestRetryAfterMs, OauthError } from './oauth-error.ts';

/** One request that is about to leave, for the audit log: it is written before, and if it cannot be, nothing leaves. */
export type OauthRequest = { readonly method: string; readonly origin: string; readonly path: string };

export type GuardedFetch = {
  readonly fetch: (url: string, init: FetchInit) => Promise<Response>;
  /** Of the last answer. */
  readonly retryAfterMs: () => number | undefined;
  /** The server's clock minus ours, from the last answer with a Date header; 0 until there is one. */
  readonly skewSeconds: () => number;
};
type FetchInit = {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
};

/** What asking an authorization server takes, whatever it is asked. */
export type AskingPowers = {
  /** Its own: nothing that a server sets is seen by another. Its opener closes it. */
  readonly courier: Pick<Courier, 'sendInside'>;
  readonly signal: AbortSignal;
  /** Before each request leaves; if it throws, nothing leaves. */
  readonly onRequest: (request: OauthRequest) => unknown;
  readonly now: () => number;
};

/**
 * What `oauth4webapi` gets as its `fetch`. Only to the origins that the user was shown, never along a redirect; the
 * courier's limits end it in size and time. Plain http is admitted where a saved origin is: on loopback.
 */
export function makeGuardedFetch(
  powers: AskingPowers & {
    readonly origins: readonly Origin[];
    /** What is known of the server's clock beforehand: with saved metadata the first request may need it. */
    readonly skewSeconds?: number | undefined;
  },
): GuardedFetch {
  const { courier, origins, onRequest, signal, now } = powers;
  let retryAfterMs: number | undefined;
  let skewSeconds = powers.skewSeconds ?? 0;
  return {
    retryAfterMs: () => retryAfterMs,
    skewSeconds: () => skewSeconds,
    fetch: async (url, { method, headers, body }) => {
      const decided = decideDestination({ origins, target: url });
      if (!decided.ok) throw new OauthError('endpoint-refused');
      const { destination } = decided;
      await onRequest({ method, origin: originText(destination.origin), path: destination.url.pathname });
      const text = typeof body === 'string' || body instanceof URLSearchParams ? String(body) : undefined;
      const inside = await courier.sendInside({
        destination,
        method,
        headers: { ...headers },
        ...defined({ body: text }),
        signal,
        inject: () => undefined,
        decideRedirect: () => ({ ok: false, why: 'foreign-origin' }),
        alsoHeaders: ['dpop-nonce'],
      });
      const exchange = readInside(inside);
      const answer = new Map<string, string>(exchange.headers);
      retryAfterMs = waitOf(answer.get('retry-after'), now());
      skewSeconds = skewOf(answer.get('date'), now()) ?? skewSeconds;
      const bytes = await readWhole(exchange.body);
      const status = carriesError(exchange.status, bytes) ? 400 : exchange.status;
      return new Response([204, 205, 304].includes(status) ? null : bytes, {
        status,
        headers: exchange.headers,
      });
    },
  };
}

/** GitHub and Slack answer 200 to what RFC 6749, 5.2, and RFC 8628, 3.5, want as 400. */
const carriesError = (status: number, bytes: Uint8Array): boolean => {
  if (status !== 200) return false;
  const json = parseJson(Buffer.from(bytes).toString());
  return typeof json === 'object' && json !== null && 'error' in json && typeof json.error === 'string';
};

/** Seconds or a date (RFC 9110, 10.2.3). */
const waitOf = (header: string | undefined, at: number): number | undefined => {
  if (header === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - at;
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, longestRetryAfterMs) : undefined;
};

/** Half a minute of travel and rounding is no skew. */
const skewOf = (header: string | undefined, at: number): number | undefined => {
  const skew = header === undefined ? Number.NaN : Math.round((Date.parse(header) - at) / 1000);
  if (!Number.isFinite(skew)) return undefined;
  return Math.abs(skew) < 30 ? 0 : skew;
};
