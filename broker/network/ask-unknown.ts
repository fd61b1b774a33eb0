import { defined } from '@valetkey/api-contracts';
import { decideDestination } from './destination.ts';
import { readInside } from './inside-answer.ts';
import { NetworkError } from './network-error.ts';
import { parseOrigin } from './origin.ts';
import { readWhole } from './read-whole.ts';
import { type Courier, makeCourier } from './send.ts';
import { systemLookup } from './system-lookup.ts';

export type UnknownAnswer = {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
};

export type AskUnknown = (
  url: URL,
  request?: {
    readonly method?: 'GET' | 'POST';
    readonly headers?: Record<string, string>;
    readonly body?: string;
  },
) => Promise<UnknownAnswer>;

/** Unless who asks takes less. */
export const longestUnknownAnswer = 24 * 1024 * 1024;
const limits = {
  connectTimeoutMs: 10_000,
  headersTimeoutMs: 15_000,
  bodyTimeoutMs: 15_000,
  totalMs: 60_000,
} as const;

/**
 * Asks a service that nobody has connected to yet, without any credential: under the rules that hold for connections, at
 * the origin of the address alone, along no redirect that leaves it. Rejects with a NetworkError.
 */
export async function withUnknown<T>(
  work: (ask: AskUnknown, signal: AbortSignal) => Promise<T>,
  {
    lookup = systemLookup,
    maxResponseBytes = longestUnknownAnswer,
    signal = new AbortController().signal,
  }: {
    readonly lookup?: Parameters<typeof makeCourier>[0]['lookup'] | undefined;
    readonly maxResponseBytes?: number;
    readonly signal?: AbortSignal;
  } = {},
): Promise<T> {
  const courier = makeCourier({
    lookup,
    limits: { ...limits, maxResponseBytes },
    now: () => performance.now(),
  });
  try {
    return await work((url, request) => askThrough(courier, signal, url, request), signal);
  } finally {
    await courier.close();
  }
}

const askThrough = async (
  courier: Courier,
  signal: AbortSignal,
  url: URL,
  { method = 'GET', headers = {}, body }: NonNullable<Parameters<AskUnknown>[1]> = {},
): Promise<UnknownAnswer> => {
  const parsed = parseOrigin(url.origin);
  if (!parsed.ok) throw new NetworkError('destination-refused', { why: parsed.why });
  const decided = decideDestination({ origins: [parsed.origin], target: url.href });
  if (!decided.ok) throw new NetworkError('destination-refused', { why: decided.why });
  const inside = await courier.sendInside({
    destination: decided.destination,
    method,
    headers,
    ...defined({ body }),
    signal,
    inject: () => undefined,
    alsoHeaders: ['www-authenticate'],
  });
  const exchange = readInside(inside);
  return {
    status: exchange.status,
    headers: new Map(exchange.headers),
    text: Buffer.from(await readWhole(exchange.body)).toString('utf8'),
  };
};
