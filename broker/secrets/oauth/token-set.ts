import { z } from 'zod';
import { parseJson } from '../../json/parse-json.ts';
import { NetworkError } from '../../network/network-error.ts';
import { mostRetired, stillRetired } from '../still-retired.ts';
import { makeSecret, plaintextOf } from '../vault/plaintext.ts';
import type { Secret } from '../vault/secret.ts';
import type { TokenFacts } from './token-facts.ts';

const retiredToken = z.strictObject({ token: z.string().min(1), until: z.number() });
type RetiredToken = z.output<typeof retiredToken>;

/** What is sealed, as one secret: all of it is replaced at once, or none of it. */
const tokenSet = z.strictObject({
  accessToken: z.string().min(1),
  /** RFC 6750 and RFC 9449. */
  tokenType: z.enum(['bearer', 'dpop']),
  refreshToken: z.string().min(1).optional(),
  /** The tokens before these: servers may still know them, so answers are still searched for them, until they have ended. */
  retired: z.array(retiredToken).max(mostRetired),
  /** Beside the tokens too, so that a process that is killed before it wrote this elsewhere loses nothing. */
  scopes: z.array(z.string()),
  obtainedAt: z.number(),
  expiresAt: z.number().optional(),
  /** Of the client that was registered for these tokens. */
  clientSecret: z.string().min(1).optional(),
  /** JWK of the key that a DPoP proof is signed with. */
  dpopKey: z.record(z.string(), z.unknown()).optional(),
});
export type TokenSet = z.output<typeof tokenSet>;

const longestUnspent = 365 * 24 * 60 * 60 * 1000;
/** Of a token that its server gave no end. */
const longestUnsaid = 24 * 60 * 60 * 1000;

/** What tokens retire that replace these, newest first; `kept` is a refresh token that goes on. */
export const retiredBy = (
  { accessToken, refreshToken, expiresAt, retired }: TokenSet,
  now: number,
  kept: string | undefined,
  refreshUntil?: number,
): RetiredToken[] => {
  const until = expiresAt ?? now + longestUnsaid;
  const spent = refreshToken === undefined || refreshToken === kept ? [] : [refreshToken];
  return stillRetired(
    [
      { token: accessToken, until },
      ...spent.map((token) => ({ token, until: refreshUntil ?? until })),
      ...retired,
    ],
    now,
    ({ token }) => token,
  );
};

/** The tokens of a new sign-in, which retire those of an earlier one: nobody has ended them at the server. */
export const retiring = (tokens: Secret, earlier: Secret, now: number): Secret => {
  const { data } = tokenSet.safeParse(parseJson(plaintextOf(earlier)));
  if (data === undefined) return tokens; // a new sign-in is the way out of what cannot be read
  const own = readTokens(tokens);
  const retired = retiredBy(data, now, own.refreshToken, now + longestUnspent);
  return makeSecret(JSON.stringify({ ...own, retired } satisfies TokenSet));
};

/** Throws as `readTokens`. */
export const factsOf = (secret: Secret): TokenFacts => {
  const { scopes, obtainedAt, expiresAt, refreshToken } = readTokens(secret);
  return { scopes, obtainedAt, expiresAt, hasRefreshToken: refreshToken !== undefined };
};

/** Throws NetworkError 'credential-malformed' when it was written by something else. */
export const readTokens = (secret: Secret): TokenSet => {
  const { data } = tokenSet.safeParse(parseJson(plaintextOf(secret)));
  if (data === undefined) throw new NetworkError('credential-malformed', { why: 'tokens' });
  return data;
};
