import { ValetkeyError } from '@valetkey/api-contracts';
import type { ProviderRegistry } from '../providers/provider-registry.ts';
import type { SettingsMethods } from './plan.ts';

export type ProviderPowers = {
  readonly providers: Pick<ProviderRegistry, 'get'>;
  readonly openInSystemBrowser: (url: string) => Promise<void>;
};

export function providerMethods({
  providers,
  openInSystemBrowser,
}: ProviderPowers): Pick<SettingsMethods, 'openDocumentation'> {
  return {
    openDocumentation: async ({ providerId }) => {
      const address = providers.get(providerId)?.provider.documentation;
      if (address === undefined) throw new ValetkeyError({ code: 'not-found' });
      await openInSystemBrowser(address).catch((cause: unknown) => {
        if (cause instanceof ValetkeyError) throw cause;
        throw new ValetkeyError({ code: 'no-browser' }, cause);
      });
      return {};
    },
  };
}
