import { type Facet, type SettingsContract, ValetkeyError } from '@valetkey/api-contracts';
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
  const { views, resolver, oauth } = powers;
  const { signIns } = oauth;
  return {
    signIn: (wanted) => signIns.begin(wanted),
    signInProgress: ({ signInId }) => signIns.progress(signInId),
    openSignInPage: ({ signInId }) => signIns.openPage(signInId),
    cancelSignIn: ({ signInId }) => signIns.cancel(signInId),
    signOut: async ({ connectionId }) => {
      if (oauth.view(resolver.resolve(connectionId)) === undefined)
        throw new ValetkeyError({ code: 'not-signed-in' });
      const revoked = await oauth.signOut(connectionId);
      return { connection: views.one(resolver.resolve(connectionId).record), revoked };
    },
  } satisfies Partial<Facet<SettingsContract>>;
};
