import { connectionId, oauthFlow, oauthScope } from '@valetkey/api-contracts';
import { z } from 'zod';
import { connectionView } from './connection.ts';
import { oneConnection } from './settings-connections.ts';
import { settingsMethod } from './settings-method.ts';
import { signInId, signInProgress } from './sign-in.ts';

export const signInContract = {
  /**
   * OAuth 2, for a connection whose view has `signIn`. `signIn` starts it and opens the service's page in the system
   * browser (with `deviceCode` only `openSignInPage` does, from a button beside the code). Then ask
   * `signInProgress` about once a second until its state is `signed-in` or `failed`. A second `signIn` of the same
   * connection ends the first. `scopes` are asked for beside the provider's and those that were granted before.
   */
  signIn: settingsMethod({
    loosens: 'asks',
    input: z.strictObject({
      connectionId,
      flow: oauthFlow.optional(),
      scopes: z.array(oauthScope).max(32).default([]),
    }),
    result: signInProgress,
  }),
  signInProgress: settingsMethod({
    loosens: 'never',
    input: z.strictObject({ signInId }),
    result: signInProgress,
  }),
  openSignInPage: settingsMethod({
    loosens: 'never',
    input: z.strictObject({ signInId }),
    result: signInProgress,
  }),
  cancelSignIn: settingsMethod({
    loosens: 'never',
    input: z.strictObject({ signInId }),
    result: signInProgress,
  }),
  /** Forgets the tokens. `revoked` tells whether the service was told, and agreed. */
  signOut: settingsMethod({
    loosens: 'never',
    input: oneConnection,
    result: z.strictObject({
      connection: connectionView,
      revoked: z.enum(['yes', 'no', 'not-offered', 'nothing-to-revoke']),
    }),
  }),
} as const;
