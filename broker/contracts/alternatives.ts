import type { ProviderId, ProviderView } from '@valetkey/api-contracts';

type Known = Pick<ProviderView, 'providerId' | 'provider'>;

/** The provider to which this one is another way to sign in. Its id is in the same namespace, so of the same contributor. */
const alternativeTo = ({ providerId, provider }: Known): ProviderId | undefined =>
  provider.alternativeTo === undefined
    ? undefined
    : (`${providerId.slice(0, providerId.indexOf('/') + 1)}${provider.alternativeTo}` as ProviderId);

/** As extensions ask for a connection of it: those that sign in another way are offered beside the first. */
export const askedAs = (known: Known): ProviderId => alternativeTo(known) ?? known.providerId;

/** Whether a connection of this provider serves who asks for that one. */
export const serves = (known: Known, wanted: ProviderId): boolean =>
  known.providerId === wanted || askedAs(known) === wanted;
