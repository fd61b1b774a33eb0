import { defined } from '@valetkey/api-contracts';
import { plaintextOf } from '../vault/plaintext.ts';
import { exchangeJwt } from './exchange-jwt.ts';
import { fill } from './fill.ts';
import { asHeaderValue } from './header-value.ts';
import { dropRefused, type HeldToken, noToken, renew, tokenForms, tokenOf } from './held-token.ts';
import type { AuthOf, CredentialKind, CredentialValues, ErrandPowers } from './kind.ts';
import { type Minted, mintJwt } from './mint-jwt.ts';
import { problemOf } from './of-a-secret.ts';
import { learnTime, timeAt } from './server-clock.ts';
import { setHeader } from './set-header.ts';
import { signingKeyForms, signingKeyProblem } from './signing-key.ts';

type JwtBearer = AuthOf<'jwtBearer'>;

/** A self-signed token, placed as it is or traded for another (RFC 7523, 2.1). */
export const jwtBearer: CredentialKind<JwtBearer, HeldToken> = {
  reserves: ({ header }) => ({ headers: [header.toLowerCase()], query: [] }),
  remember: noToken,
  ready: (auth, values, held, powers) =>
    renew(held, powers, (errand) =>
      auth.exchange === undefined
        ? mintJwt(auth, values, timeAt(held.clocks, firstOrigin, powers.now()), powers)
        : exchanged(auth, auth.exchange, values, held, errand),
    ),
  inject(auth, _values, { headers }, held) {
    const token = tokenOf(held);
    setHeader(headers, auth.header, `${auth.prefix}${asHeaderValue(plaintextOf(token))}`);
    return token;
  },
  forms: (auth, values, held) => [
    ...signingKeyForms(plaintextOf(values.secret(auth.key)), auth),
    ...tokenForms(held),
  ],
  learn({ exchange }, _values, answer, held, { now }) {
    if (exchange !== undefined) return dropRefused(held, answer, now());
    // Nobody can have revoked a token of our own making; but the server may think that it is not yet valid.
    const reply = { ...answer, origin: firstOrigin };
    if (answer.status !== 401) return false;
    // Another request's refusal told the time, and the next token has it or is there.
    if (!learnTime(held.clocks, reply, now()))
      return held.token?.freshUntil === 0 || answer.sentWith !== held.token?.value;
    if (held.token !== undefined) held.token.freshUntil = 0;
    return true;
  },
  check: (say, auth, given) => problemOf(auth.key, given, (secret) => signingKeyProblem(say, secret, auth)),
};

/** One token goes to all origins of a connection. */
const firstOrigin = 'service';

const exchanged = (
  auth: JwtBearer,
  exchange: NonNullable<JwtBearer['exchange']>,
  values: CredentialValues,
  { clocks }: HeldToken,
  powers: ErrandPowers,
): Promise<Minted> =>
  exchangeJwt(
    (at) => mintJwt(auth, values, at, powers),
    (assertion) => ({
      target: exchange.url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion,
        ...defined({ scope: exchange.scope && fill(exchange.scope, values) }),
      }).toString(),
    }),
    readOauthToken,
    clocks,
    powers,
  );

/** RFC 6749, 5.1. Without `expires_in` it is used for five minutes and then requested again. */
const readOauthToken = (
  { access_token: token, token_type: type, expires_in: seconds = 300 }: Readonly<Record<string, unknown>>,
  now: number,
): Minted | undefined => {
  if (typeof token !== 'string' || (type !== undefined && !/^bearer$/i.test(String(type)))) return undefined;
  const lasts = Number(seconds);
  return { token, expiresAt: now + 1000 * Math.min(Number.isFinite(lasts) ? lasts : 300, longestSeconds) };
};

const longestSeconds = 24 * 60 * 60;
