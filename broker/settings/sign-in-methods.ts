import { type ConnectionProvider, ValetkeyError } from '@valetkey/api-contracts';
import type { Oauth } from '../oauth/make-oauth.ts';
import { type Resolver, requireHere } from '../resolve/resolve-connection.ts';
import { signInQuestion } from './connection-questions.ts';
import { askFirst, type SettingsMethods } from './plan.ts';
import type { Reach, Reachable } from './reach.ts';
import { refuseNewUsers, type UsersOf } from './users-of.ts';
import type { ConnectionViews } from './view-connection.ts';

export type SignInPowers = {
  readonly views: ConnectionViews;
  readonly resolver: Pick<Resolver, 'resolve'>;
  readonly oauth: Pick<Oauth, 'signOut' | 'view'> & {
    readonly signIns: Omit<Oauth['signIns'], 'begin'>;
  };
  readonly beginSignIn: (
    to: Reachable,
    wanted: Parameters<Oauth['signIns']['begin']>[0],
  ) => ReturnType<Oauth['signIns']['begin']>;
  readonly reach: Reach;
  readonly usersOf: UsersOf;
};

/** Codes and hosts to show, never a token: no answer below has a place for one. */
export function signInMethods(powers: SignInPowers) {
  const { views, resolver, oauth } = powers;
  const { signIns } = oauth;
  return {
    signIn: (wanted) => {
      const { connectionId, flow, scopes } = wanted;
      const resolved = resolver.resolve(connectionId);
      requireHere(resolved);
      const { auth } = resolved.provider;
      const before = oauth.view(resolved);
      const known = new Set([...(auth.kind === 'oauth2' ? auth.scopes : []), ...(before?.scopes ?? [])]);
      const more = scopes.filter((scope) => !known.has(scope));
      const users = powers.usersOf(connectionId, { suspended: true });
      // Anyone who sees the code can enter it for an account of their own; in the browser it is the person who signs in.
      const byCode = flow === 'deviceCode' || (flow === undefined && isByCode(auth));
      const replacesAccount = byCode && before !== undefined && before.state !== 'signed-out';
      const begin = (to: Reachable) =>
        powers.beginSignIn(to, {
          ...wanted,
          beforeStored: () => {
            if (replacesAccount) refuseNewUsers(users, powers.usersOf(connectionId, { suspended: true }));
          },
        });
      const loosens = more.length > 0 || (byCode && users.length > 0);
      if (!loosens) return powers.reach.plan(resolved, 'sign-in', begin);
      const change = signInQuestion(resolved, { flow: byCode ? 'deviceCode' : flow, more }, users);
      return askFirst(change, (yes) => begin(powers.reach.confirmed(resolved, yes)));
    },
    signInProgress: ({ signInId }) => signIns.progress(signInId),
    openSignInPage: ({ signInId }) => signIns.openPage(signInId),
    cancelSignIn: ({ signInId }) => signIns.cancel(signInId),
    signOut: async ({ connectionId }) => {
      if (oauth.view(resolver.resolve(connectionId)) === undefined)
        throw new ValetkeyError({ code: 'not-signed-in' });
      const revoked = await oauth.signOut(connectionId);
      return { connection: views.one(resolver.resolve(connectionId).record), revoked };
    },
  } satisfies Partial<SettingsMethods>;
}

const isByCode = (auth: ConnectionProvider['auth']): boolean =>
  auth.kind === 'oauth2' && auth.flows[0] === 'deviceCode';
