import type { ProviderId, ProviderView } from '@valetkey/api-contracts';
import { askedAs } from '@valetkey/broker/contracts';

/** Providers by their service, each another way to sign in to it; the one that extensions ask for is the first. */
export const servicesOf = (providers: readonly ProviderView[]): readonly (readonly ProviderView[])[] => {
  const services = new Map<ProviderId, readonly ProviderView[]>();
  for (const view of providers) {
    const asked = askedAs(view);
    const ways = services.get(asked) ?? [];
    services.set(asked, view.providerId === asked ? [view, ...ways] : [...ways, view]);
  }
  return [...services.values()];
};

export const waysOf = (
  view: ProviderView,
  providers: readonly ProviderView[] = [],
): readonly ProviderView[] =>
  servicesOf(providers.filter((one) => askedAs(one) === askedAs(view)))[0] ?? [view];
