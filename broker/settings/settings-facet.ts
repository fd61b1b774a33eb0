import type { Facet, Protection, SettingsContract } from '@valetkey/api-contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { ProviderRegistry } from '../providers/provider-registry.ts';
import { lockedSentences, type VaultState } from '../vault/vault.ts';
import { type ConnectionPowers, connectionMethods } from './connection-methods.ts';
import { type GrantPowers, grantMethods } from './grant-methods.ts';
import type { SettingStore } from './setting-store.ts';
import { type SignInPowers, signInMethods } from './sign-in-methods.ts';

export type SettingsPowers = ConnectionPowers &
  GrantPowers &
  SignInPowers & {
    readonly providers: ProviderRegistry;
    readonly audit: Pick<AuditLog, 'list' | 'verify' | 'setRetention'>;
    readonly settings: SettingStore;
    /** Opens the vault and writes that down. */
    readonly unlock: () => Promise<VaultState>;
    readonly listExtensions: Facet<SettingsContract>['listExtensions'];
  };

/** What the settings window may do. Secrets go in through it; its contract has no result that could hold one. */
export const settingsFacet = (powers: SettingsPowers): Facet<SettingsContract> => ({
  listProviders: () => [...powers.providers.list()],
  listExtensions: powers.listExtensions,
  ...connectionMethods(powers),
  ...grantMethods(powers),
  ...signInMethods(powers),
  listAudit: (filter) => powers.audit.list(filter),
  verifyAudit: () => powers.audit.verify(),
  setRetention: (retention) => {
    powers.settings.set('audit.retention', JSON.stringify(retention));
    return powers.audit.setRetention(retention);
  },
  protection: () => protectionOf(powers.vault.state()),
  unlockVault: async () => protectionOf(await powers.unlock()),
});

const protectionOf = (state: VaultState): Protection => ({
  state: state.state,
  ...(state.state === 'locked' ? { why: lockedSentences[state.why] } : {}),
  guardedBy: state.protection,
  ...(state.weakness === undefined ? {} : { weakness: state.weakness }),
});
