import {
  type ConnectionView,
  type Facet,
  type SettingsContract,
  ValetkeyError,
} from '@valetkey/api-contracts';
import type { Resolver } from '../capabilities/resolve-connection.ts';
import type { Oauth } from '../oauth/make-oauth.ts';
import type { ConnectionViews } from './view-connection.ts';

export type SignInPowers = {
  readonly views: ConnectionViews;
  readonly resolver: Pick<Resolver, 'resolve'>;
  readonly oauth: Pick<Oauth, 'signIns' | 'signOut' | 'view'>;
};

/** Codes and hosts to show, never a token: no answer below has a place for one. */
export const signInMethods = (powers: SignInPowers) => {
  const { signIns, signOut } = powers.oauth;
  const view = (connectionId: ConnectionView['id']): ConnectionView =>
    powers.views.one(powers.resolver.resolve(connectionId).record);
  return {
    signIn: (wanted) => signIns.begin(wanted),
    signInProgress: ({ signInId }) => signIns.progress(signInId),
    openSignInPage: ({ signInId }) => signIns.openPage(signInId),
    cancelSignIn: ({ signInId }) => signIns.cancel(signInId),
    signOut: async ({ connectionId }) => {
      if (powers.oauth.view(powers.resolver.resolve(connectionId)) === undefined) {
        throw new ValetkeyError({ code: 'not-signed-in' });
      }
      const revoked = await signOut(connectionId);
      return { connection: view(connectionId), revoked };
    },
  } satisfies Partial<Facet<SettingsContract>>;
};
