import type { Auth, CredentialKind } from './kind.ts';

/** A service that is open to everyone. */
export const none: CredentialKind<Extract<Auth, { kind: 'none' }>> = {
  reserves: () => ({ headers: [], query: [] }),
  inject: () => undefined,
  forms: () => [],
};
