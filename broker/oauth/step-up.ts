import { type ConnectionId, type OauthFlow, ValetkeyError } from '@valetkey/api-contracts';
import type { SignInProgress } from '../contracts/sign-in.ts';
import type { Resolved, Resolver } from '../resolve/resolve-connection.ts';
import type { SignIns } from './sign-ins.ts';
import type { TokenKeeper } from './token-keeper.ts';

/** For requests that need more of the service than the user has signed in for. */
export type StepUp = {
  /** Of these scopes, the ones that the connection's sign-in lacks. None where it is not signed in to at all. */
  missing(resolved: Resolved, wanted: readonly string[]): readonly string[];
  /**
   * After the user's yes: signs in for them in the system browser, beside what was granted before. Rejects with
   * `sign-in-failed`, also where the service granted less.
   */
  signInFor(connectionId: ConnectionId, wanted: readonly string[], gone: AbortSignal): Promise<void>;
};

/** In this order: a code that is read off one place and typed in at another is the last resort. */
const suited: readonly OauthFlow[] = ['authorizationCode', 'clientCredentials', 'crossApp', 'deviceCode'];

export function makeStepUp(powers: {
  readonly resolver: Pick<Resolver, 'resolve'>;
  readonly keeper: Pick<TokenKeeper, 'view'>;
  readonly signIns: Pick<SignIns, 'begin' | 'openPage' | 'cancel' | 'ended'>;
  /** Shows the code of a device's sign-in to the user, for whom no page of ours is open. */
  readonly tellCode: (connectionId: ConnectionId, device: NonNullable<SignInProgress['device']>) => void;
}): StepUp {
  const { resolver, keeper, signIns, tellCode } = powers;
  const missing: StepUp['missing'] = ({ inUse, provider: { auth } }, wanted) => {
    if (auth.kind !== 'oauth2' || wanted.length === 0) return [];
    const granted = new Set(keeper.view(inUse, auth.flows).scopes);
    return wanted.filter((scope) => !granted.has(scope));
  };
  return Object.freeze<StepUp>({
    missing,
    signInFor: async (connectionId, wanted, gone) => {
      const { provider } = resolver.resolve(connectionId);
      const flows = provider.auth.kind === 'oauth2' ? provider.auth.flows : [];
      const flow = suited.find((one) => flows.includes(one));
      if (flow === undefined) throw new ValetkeyError({ code: 'sign-in-failed', why: 'flow-missing' });
      const { signInId } = signIns.begin({
        connectionId,
        flow,
        scopes: wanted,
        onDevice: ({ signInId, device }) => {
          if (device !== undefined) tellCode(connectionId, device);
          // The code and its address were shown: a person without a browser here opens the page elsewhere.
          signIns.openPage(signInId).catch(() => undefined);
        },
      });
      const cancel = (): void => void signIns.cancel(signInId);
      gone.addEventListener('abort', cancel, { once: true });
      const { state, why } = await signIns.ended(signInId);
      gone.removeEventListener('abort', cancel);
      if (state === 'failed') throw new ValetkeyError({ code: 'sign-in-failed', why });
      if (missing(resolver.resolve(connectionId), wanted).length > 0)
        throw new ValetkeyError({ code: 'sign-in-failed', why: 'scope-refused' });
    },
  });
}
