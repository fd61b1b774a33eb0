import { asHeaderValue } from './header-value.ts';
import type { AuthOf, CredentialKind } from './kind.ts';
import { formsOf } from './of-a-secret.ts';
import { setHeader } from './set-header.ts';

/** `prefix` is put before the secret as it stands, a separating space included: 'Token '. */
export const header: CredentialKind<AuthOf<'header'>> = {
  reserves: (auth) => ({ headers: [auth.name.toLowerCase()], query: [] }),
  inject(auth, values, request) {
    values.secret(auth.secret).use((secret) => {
      setHeader(request.headers, auth.name, `${auth.prefix ?? ''}${asHeaderValue(secret)}`);
    });
  },
  forms: (auth, values) => values.secret(auth.secret).use((secret) => formsOf(secret)),
};
