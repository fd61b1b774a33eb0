import { NetworkError } from '../network-error.ts';
import { asHeaderValue } from './header-value.ts';
import type { AuthOf, CredentialKind } from './kind.ts';

/** Names that would move the message or belong to another kind. Authorization is fine: `prefix` exists for it. */
const refused =
  /^(?:host|cookie2?|set-cookie2?|connection|keep-alive|content-length|content-type|transfer-encoding|te|trailer|upgrade|expect|accept-encoding|proxy-.*|sec-.*)$/;

/** `prefix` is put before the secret as it stands, a separating space included: 'Token '. */
export const header: CredentialKind<AuthOf<'header'>> = {
  reserves: (auth) => ({ headers: [auth.name.toLowerCase()], query: [] }),
  inject(auth, values, request) {
    const name = auth.name.toLowerCase();
    if (!/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name) || refused.test(name)) {
      throw new NetworkError('credential-malformed', { why: 'header-name' });
    }
    request.headers[name] = values
      .secret(auth.secret)
      .use((secret) => asHeaderValue(`${auth.prefix ?? ''}${asHeaderValue(secret)}`));
  },
  forms: (auth, values) => values.secret(auth.secret).use((secret) => (secret === '' ? [] : [secret])),
};
