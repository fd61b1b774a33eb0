import { defined } from '@valetkey/api-contracts';
import { parseJson } from '../json/parse-json.ts';
import type { BodySource } from '../network/body-queue.ts';
import { decideDestination } from '../network/destination.ts';
import { readInside } from '../network/inside-answer.ts';
import { NetworkError } from '../network/network-error.ts';
import { type Origin, parseOrigin } from '../network/origin.ts';
import { readAtMost } from '../network/read-whole.ts';
import type { Scrubbed } from '../network/scrub.ts';
import type { Courier } from '../network/send.ts';
import type { TokenRequest } from './kinds/kind.ts';

const largestAnswer = 64 * 1024;
const longestMs = 30_000;

/**
 * Asks a token endpoint. Redirects are not followed: an assertion is for the place that the user was shown. Nothing
 * of the answer reaches an extension.
 */
export const makeTokenRequest =
  (courier: Pick<Courier, 'sendInside'>, origins: readonly Origin[]): TokenRequest =>
  async ({ method = 'POST', target, headers, body }, errand) => {
    const decided = decideDestination({ origins: placesOf(target, origins), target });
    if (!decided.ok) throw new NetworkError('token-refused', { why: decided.why });
    const { url } = decided.destination;
    if (!errand.wanted()) throw new NetworkError('aborted');
    errand.onHop({ method, origin: url.origin, path: url.pathname });
    const answer = await courier.sendInside({
      destination: decided.destination,
      method,
      headers: { accept: 'application/json' },
      alsoHeaders: ['date', 'retry-after'],
      ...defined({ body }),
      signal: AbortSignal.timeout(longestMs),
      wanted: errand.wanted,
      inject: (request) => {
        Object.assign(request.headers, headers);
      },
      decideRedirect: () => ({ ok: false, why: 'foreign-origin' }),
    });
    const { status, headers: read, body: source } = readInside(answer);
    const said = objectIn(await readText(source));
    return { status, headers: Object.fromEntries(read), said };
  };

const objectIn = (text: string): Readonly<Record<string, unknown>> | undefined => {
  const said = parseJson(text);
  if (typeof said !== 'object' || said === null || Array.isArray(said)) return undefined;
  return said as Readonly<Record<string, unknown>>;
};

/** An address that the provider declares is a place of its own: nothing else of the connection goes there. */
const placesOf = (target: string, origins: readonly Origin[]): readonly Origin[] => {
  if (target.startsWith('/')) return origins;
  const saved = parseOrigin(new URL(target).origin);
  return saved.ok ? [saved.origin] : [];
};

const readText = async (source: Scrubbed<BodySource>): Promise<string> => {
  const bytes = await readAtMost(source, largestAnswer);
  if (bytes === undefined) throw new NetworkError('token-refused', { why: 'too-large' });
  return Buffer.from(bytes).toString('utf8');
};
