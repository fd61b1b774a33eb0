import { asHeaderValue } from './header-value.ts';
import type { AuthOf, CredentialKind } from './kind.ts';
import { formsOf } from './of-a-secret.ts';

/** RFC 6750, 2.1. */
export const bearer: CredentialKind<AuthOf<'bearer'>> = {
  reserves: () => ({ headers: ['authorization'], query: [] }),
  inject(auth, values, request) {
    const authorization = values.secret(auth.secret).use((token) => `Bearer ${asHeaderValue(token)}`);
    Object.assign(request.headers, { authorization });
  },
  forms: (auth, values) => values.secret(auth.secret).use((token) => formsOf(token)),
};
