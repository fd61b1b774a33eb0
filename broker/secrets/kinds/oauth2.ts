import type { ReplyHead } from '../../network/exchange.ts';
import type { RawHeaders } from '../../network/response-headers.ts';
import { parameter, scopesIn } from '../oauth/challenge.ts';
import { dpopProof } from '../oauth/dpop-proof.ts';
import { readTokens, type TokenSet } from '../oauth/token-set.ts';
import { plaintextOf } from '../vault/plaintext.ts';
import { asHeaderValue } from './header-value.ts';
import type { AuthOf, CredentialKind, CredentialValues, Memory } from './kind.ts';
import { appendQuery, encodeQuery } from './query.ts';

type Oauth2 = AuthOf<'oauth2'>;
type Oauth2Memory = Memory & {
  /** Of the tokens that `forms` last spoke of. */
  counter: number | undefined;
  /** Of tokens that the service refused, until others are there. */
  refused: number | undefined;
  /** How old tokens must be for a refusal to be of their age. */
  freshMs: number;
  /** RFC 9449, 9: by origin, what the next proof has to hold. */
  readonly nonces: Map<string, string>;
  read: { readonly counter: number; readonly tokens: TokenSet } | undefined;
  now: () => number;
};

/** A service that refuses tokens which are as new as this has another reason than their age. */
const freshMs = 30_000;
/** Some refuse a request whatever its token is. Each renewal for a refusal doubles the age at which the next is made. */
const longestFreshMs = 60 * 60 * 1000;

/** RFC 6750: the access token of the connection's sign-in. The refresh token and the client secret go elsewhere only. */
export const oauth2: CredentialKind<Oauth2, Oauth2Memory> = {
  reserves: ({ token }) => ({
    headers: ['authorization', 'dpop', ...(token.in === 'header' ? [token.name.toLowerCase()] : [])],
    query: token.in === 'query' ? [token.name] : [],
  }),
  remember: () => ({
    changes: 0,
    counter: undefined,
    refused: undefined,
    freshMs,
    read: undefined,
    nonces: new Map(),
    now: () => 0,
  }),
  inject({ token }, values, request, memory) {
    const { accessToken, tokenType, dpopKey } = tokensOf(values, memory);
    const { headers, url } = request;
    const { counter } = values.tokens();
    if (tokenType === 'dpop' && dpopKey !== undefined) {
      const iat = Math.floor(memory.now() / 1000) + values.tokens().skewSeconds;
      const proof = dpopProof(request, accessToken, dpopKey, { nonce: memory.nonces.get(url.origin), iat });
      headers['authorization'] = asHeaderValue(`DPoP ${accessToken}`);
      return proof.then((text) => {
        headers['dpop'] = text;
        return counter;
      });
    }
    if (token.in === 'query') appendQuery(url, `${encodeQuery(token.name)}=${encodeQuery(accessToken)}`);
    else headers[token.name.toLowerCase()] = asHeaderValue(`${token.prefix}${accessToken}`);
    return counter;
  },
  forms({ client, identityProvider, token }, values, memory) {
    const { accessToken, refreshToken, retired, clientSecret } = tokensOf(values, memory);
    const before = retired.map(({ token: one }) => one);
    const forms = [accessToken, refreshToken, clientSecret, ...before].filter((form) => form !== undefined);
    for (const field of [client.secret, identityProvider?.idToken])
      if (field !== undefined && values.has(field)) forms.push(plaintextOf(values.secret(field)));
    if (token.in === 'query') forms.push(...forms.map(encodeQuery));
    return forms;
  },
  ready(_auth, values, memory, { now, renewTokens }) {
    memory.now = now;
    const waiting = renewTokens(memory.refused);
    if (waiting === undefined) return noticeChange(values, memory);
    return waiting.then(() => noticeChange(values, memory));
  },
  learn(_auth, values, { origin, status, headers, sentWith }, memory) {
    const challenge = all(headers['www-authenticate']);
    const nonce = all(headers['dpop-nonce']);
    const { counter, obtainedAt, renews } = values.tokens();
    if (tokensOf(values, memory).tokenType === 'dpop' && /^[\x21\x23-\x5b\x5d-\x7e]{1,1000}$/.test(nonce)) {
      memory.nonces.set(origin, nonce);
      // Also where another request has brought the nonce meanwhile: this one was sent without it.
      if (status === 401 && /use_dpop_nonce/.test(challenge)) return true;
    }
    // Other tokens are there already: this request was sent with the ones before.
    if (status === 401 && counter !== sentWith) return true;
    // Another request's refusal has them renewed already.
    if (status === 401 && memory.refused === counter) return true;
    const said = /\berror="?invalid_token\b/.test(challenge);
    const age = memory.now() - obtainedAt;
    if (age > longestFreshMs) memory.freshMs = freshMs;
    const mended = renews ? age > memory.freshMs : said;
    if (status !== 401 || !mended) return false;
    memory.refused = counter;
    memory.freshMs = Math.min(memory.freshMs * 2, longestFreshMs);
    return true;
  },
};

/** An MCP server's challenge (MCP 2025-11-25, Scope challenge handling): the scopes that this request needs. */
export const scopesWanted = (
  auth: { readonly kind: string; readonly discovery?: 'mcp' | undefined },
  { status, headers }: Pick<ReplyHead, 'status' | 'headers'>,
): readonly string[] | undefined => {
  if (status !== 403 || auth.discovery !== 'mcp') return undefined;
  const challenge = all(headers['www-authenticate']);
  return parameter(challenge, 'error') === 'insufficient_scope'
    ? scopesIn(parameter(challenge, 'scope'))
    : undefined;
};

/** An MCP server wants another token than the one that it got. Some say no more than that. */
export const isTokenRefused = (
  auth: { readonly kind: string; readonly discovery?: 'mcp' | undefined },
  { status }: Pick<ReplyHead, 'status'>,
): boolean => status === 401 && auth.discovery === 'mcp';

const noticeChange = (values: CredentialValues, memory: Oauth2Memory): undefined => {
  const { counter } = values.tokens();
  if (memory.counter === counter) return;
  memory.counter = counter;
  memory.refused = undefined;
  memory.changes += 1;
};

/** Parsed once for each set of tokens. */
const tokensOf = (values: CredentialValues, memory: Oauth2Memory): TokenSet => {
  const { counter, secret } = values.tokens();
  if (memory.read?.counter !== counter) memory.read = { counter, tokens: readTokens(secret) };
  return memory.read.tokens;
};

const all = (header: RawHeaders[string]): string =>
  Array.isArray(header) ? header.join(', ') : (header ?? '');
