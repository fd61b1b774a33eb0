import { type Authority, keptUpAt, signInHeads } from '@valetkey/broker/contracts';
import type { TemplateResult } from 'lit';
import { originText } from './origin-text.ts';
import { say } from './say.ts';

export type Places = { readonly head: string; readonly places: readonly (TemplateResult | string)[] };

/** Where a sign-in goes, beside the hosts that get what it gives. */
export function signInPlaces(signIn: Authority['signIn']): Places[] {
  if (signIn === undefined) return [];
  const { identityProvider } = signIn;
  return [
    { head: say(signInHeads.keptUpAt), places: keptUpAt(say, signIn, originText) },
    ...(identityProvider === undefined
      ? []
      : [{ head: say(signInHeads.idToken), places: identityProvider.at.map(originText) }]),
  ];
}
