import type { AuthOf, CredentialKind } from './kind.ts';

/** A service that is open to everyone. */
export const none: CredentialKind<AuthOf<'none'>> = {
  reserves: () => ({ headers: [], query: [] }),
  inject: () => undefined,
  forms: () => [],
};
