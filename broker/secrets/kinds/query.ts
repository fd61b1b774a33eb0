import { NetworkError } from '../../network/network-error.ts';
import { plaintextOf } from '../vault/plaintext.ts';
import type { AuthOf, CredentialKind } from './kind.ts';
import { formsOf } from './of-a-secret.ts';

/**
 * The weakest place for a secret: servers log URLs. It is appended to the text of the query, not set through
 * URLSearchParams, which would rewrite the caller's own parameters.
 */
export const query: CredentialKind<AuthOf<'query'>> = {
  reserves: (auth) => ({ headers: [], query: [auth.name] }),
  inject(auth, values, request) {
    const { url } = request;
    const secret = plaintextOf(values.secret(auth.secret));
    if (secret === '') throw new NetworkError('credential-malformed', { why: 'empty' });
    appendQuery(url, `${encodeQuery(auth.name)}=${encodeQuery(secret)}`);
  },
  forms: (auth, values) => {
    const secret = plaintextOf(values.secret(auth.secret));
    return formsOf(secret, encodeQuery(secret));
  },
};

export const appendQuery = (url: URL, pair: string): void => {
  url.search = url.search === '' ? pair : `${url.search}&${pair}`;
};

/** Everything but RFC 3986's unreserved characters, so that `URL` finds nothing left to encode its own way. */
export const encodeQuery = (text: string): string => {
  if (/\p{Surrogate}/u.test(text)) throw new NetworkError('credential-malformed', { why: 'character' });
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
};
