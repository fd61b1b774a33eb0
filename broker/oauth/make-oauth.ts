import type { ConnectionId } from '@valetkey/api-contracts';
import type { SignInView } from '../contracts/sign-in.ts';
import type { Resolved, Resolver } from '../resolve/resolve-connection.ts';
import type { SignInTokensOf } from '../secrets/sign-in-tokens.ts';
import { makeUnfinished } from '../time/unfinished.ts';
import { disconnect } from './disconnect.ts';
import type { Revoked } from './revoke-tokens.ts';
import { makeSignIns, type SignIns } from './sign-ins.ts';
import { makeStepUp, type StepUp } from './step-up.ts';
import { makeTokenKeeper, type TokenKeeper } from './token-keeper.ts';

/** Everything about connections that the user signs in to: signing in, keeping the tokens good, signing out. */
export type Oauth = {
  readonly signIns: Pick<SignIns, 'begin' | 'progress' | 'openPage' | 'cancel'>;
  /** Calls wait for the user. */
  readonly forUse: SignInTokensOf;
  /** What a person asked for at the form, a test or a list, is told at once that they have to sign in again. */
  readonly forForm: SignInTokensOf;
  /** Undefined for other kinds of credentials. */
  view(resolved: Resolved): SignInView | undefined;
  readonly endpoints: TokenKeeper['endpoints'];
  readonly signedInAt: TokenKeeper['signedInAt'];
  readonly signInMark: TokenKeeper['signInMark'];
  readonly stepUp: StepUp;
  signOut(connectionId: ConnectionId): Promise<Revoked>;
  /** Sign-ins that are under way are given up. */
  giveUpWhere(isMeant: (connectionId: ConnectionId) => boolean): void;
  /** Before a connection is removed. What it returns is called when it is, and tells the service behind. */
  beforeRemoval(resolved: Resolved): () => void;
  /** Another process may have signed in. */
  lookAgain(): void;
  close(): Promise<void>;
};

export function makeOauth(
  powers: Omit<Parameters<typeof makeSignIns>[0], 'signedIn'> & {
    readonly resolver: Pick<Resolver, 'resolve' | 'forget'>;
    readonly tellCode: Parameters<typeof makeStepUp>[0]['tellCode'];
  },
): Oauth {
  const { resolver, log } = powers;
  const keeper: TokenKeeper = makeTokenKeeper({ ...powers, signingIn: (id) => signIns.underWay(id) });
  const signIns: SignIns = makeSignIns({
    ...powers,
    signedIn: keeper.wake,
  });
  const farewells = makeUnfinished();

  const tokensOf = (patient: boolean): SignInTokensOf => ({
    current: keeper.current,
    ready: (connection, waiter, refused) => keeper.ready(connection, { waiter, refused, patient }),
    widen: (connection, scopes) => keeper.widen(connection, scopes, patient),
    moved: keeper.moved,
  });
  const leave = ({ inUse }: Resolved): (() => Promise<Revoked>) => {
    if (inUse.oauth === undefined) return () => Promise.resolve('nothing-to-revoke');
    signIns.endWhere((id) => id === inUse.id);
    return disconnect(inUse, { ...powers, keeper }).revoke;
  };

  return Object.freeze<Oauth>({
    signIns,
    forUse: tokensOf(true),
    forForm: tokensOf(false),
    view: ({ inUse, provider: { auth } }) =>
      auth.kind === 'oauth2' ? keeper.view(inUse, auth.flows) : undefined,
    endpoints: keeper.endpoints,
    signedInAt: keeper.signedInAt,
    signInMark: keeper.signInMark,
    stepUp: makeStepUp({ resolver, keeper, signIns, tellCode: powers.tellCode }),
    signOut: (connectionId) => leave(resolver.resolve(connectionId))(),
    giveUpWhere: signIns.endWhere,
    beforeRemoval: (resolved) => {
      const revoke = leave(resolved);
      return () =>
        farewells.add(
          revoke().catch((error: unknown) => log('warn', 'a sign-in could not be revoked', error)),
        );
    },
    lookAgain: () => keeper.wake(),
    close: async () => {
      await Promise.allSettled([signIns.close(), keeper.close(), farewells.ended()]);
    },
  });
}
