import { type ConnectionId, type SignInView, ValetkeyError } from '@valetkey/api-contracts';
import type { SignInTokensOf } from '../capabilities/credential.ts';
import type { Resolved, Resolver } from '../capabilities/resolve-connection.ts';
import type { Vault } from '../vault/vault.ts';
import { disconnect, type Revoked } from './disconnect.ts';
import type { OauthPowers } from './oauth-powers.ts';
import { makeSignIns, type SignIns } from './sign-ins.ts';
import { makeTokenKeeper, type TokenKeeper } from './token-keeper.ts';

/** Everything about connections that the user signs in to: signing in, keeping the tokens good, signing out. */
export type Oauth = {
  readonly signIns: Pick<SignIns, 'begin' | 'progress' | 'openPage' | 'cancel'>;
  /** Calls wait for the user. */
  readonly forUse: SignInTokensOf;
  /** A test is told at once where the user has to sign in again. */
  readonly forTest: SignInTokensOf;
  /** Undefined for other kinds of credentials. */
  view(resolved: Resolved): SignInView | undefined;
  readonly endpoints: TokenKeeper['endpoints'];
  signOut(connectionId: ConnectionId): Promise<Revoked>;
  /** Before a connection is deleted. What it returns is called when it is, and tells the service behind. */
  beforeDeletion(connectionId: ConnectionId): () => void;
  /** Another process may have signed in. */
  lookAgain(): void;
  close(): Promise<void>;
};

export const makeOauth = (
  powers: Omit<Parameters<typeof makeSignIns>[0], 'signedIn' | 'vaultUnlocked' | 'vault'> & {
    readonly vault: Pick<Vault, 'state' | 'remove'> & OauthPowers['vault'];
    readonly resolver: Pick<Resolver, 'resolve' | 'forget'>;
  },
): Oauth => {
  const { resolver, vault, log } = powers;
  const keeper: TokenKeeper = makeTokenKeeper({ ...powers, signingIn: (id) => signIns.underWay(id) });
  const signIns: SignIns = makeSignIns({
    ...powers,
    signedIn: keeper.wake,
    vaultUnlocked: () => vault.state().state === 'unlocked',
  });
  const farewells = new Set<Promise<unknown>>();

  const tokensOf = (patient: boolean): SignInTokensOf => ({
    current: keeper.current,
    ready: (connection, refused) => keeper.ready(connection, { refused, patient }),
  });
  const leave = (connectionId: ConnectionId): (() => Promise<Revoked>) => {
    const { inUse } = resolver.resolve(connectionId);
    if (inUse.oauth === undefined) return () => Promise.resolve('nothing-to-revoke');
    signIns.end(connectionId);
    return disconnect(inUse, { ...powers, keeper }).revoke;
  };

  return Object.freeze<Oauth>({
    signIns,
    forUse: tokensOf(true),
    forTest: tokensOf(false),
    view: ({ inUse, provider: { auth } }) =>
      auth.kind === 'oauth2' ? keeper.view(inUse, auth.flows) : undefined,
    endpoints: keeper.endpoints,
    signOut: (connectionId) => leave(connectionId)(),
    beforeDeletion: (connectionId) => {
      let revoke: () => Promise<Revoked>;
      try {
        revoke = leave(connectionId);
      } catch (error) {
        // A connection whose provider is gone can be deleted too; its tokens go with it.
        if (error instanceof ValetkeyError) return () => undefined;
        throw error;
      }
      return () => {
        const farewell = revoke()
          .catch((error: unknown) => log('warn', 'a sign-in could not be revoked', error))
          .finally(() => farewells.delete(farewell));
        farewells.add(farewell);
      };
    },
    lookAgain: () => keeper.wake(),
    close: async () => {
      await Promise.allSettled([signIns.close(), keeper.close(), ...farewells]);
    },
  });
};
