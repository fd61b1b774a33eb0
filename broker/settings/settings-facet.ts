import type { Facet, Protection, SettingsContract } from '@valetkey/api-contracts';
import type { Abortable } from '../network/on-abort.ts';
import { isKeyGone, lockedSentences, type VaultState } from '../secrets/vault/vault.ts';
import { type AccessPowers, accessMethods } from './access-methods.ts';
import type { PersonAsked } from './ask-person.ts';
import { askingFacet } from './asking-facet.ts';
import { type AuditMethodPowers, auditMethods } from './audit-methods.ts';
import type { Changes } from './changes.ts';
import { type ConnectionPowers, connectionMethods } from './connection-methods.ts';
import type { Deletions } from './delete-connection.ts';
import { type ExportPowers, exportMethods } from './export-methods.ts';
import { type GrantPowers, grantMethods } from './grant-methods.ts';
import { askFirst, type SettingsMethods } from './plan.ts';
import { setSecretsAside } from './proof-questions.ts';
import { type ProviderPowers, providerMethods } from './provider-methods.ts';
import { type ScopePowers, scopeMethods } from './scope-methods.ts';
import { type SecretPowers, secretMethods } from './secret-methods.ts';
import type { SetAside } from './set-secrets-aside.ts';
import { type SignInPowers, signInMethods } from './sign-in-methods.ts';
import { undoMethods } from './undo-delete.ts';

export type SettingsPowers = ConnectionPowers &
  SecretPowers &
  ScopePowers &
  SignInPowers &
  GrantPowers &
  AccessPowers &
  AuditMethodPowers &
  ExportPowers &
  ProviderPowers & {
    readonly deletions: Deletions;
    readonly changes: Pick<Changes, 'since'>;
    readonly asked: PersonAsked;
    /** Opens the vault and writes that down. */
    readonly unlock: () => Promise<VaultState>;
    /** Gives its key up, writes that down, and opens it with another one. */
    readonly setSecretsAside: SetAside;
  };

/**
 * What the settings window may do. Secrets go in through it; its contract has no result that could hold one. One for
 * each page, which is aborted when its port has closed: what is limited for all of them together is counted once.
 */
export const settingsFacet = (powers: SettingsPowers): ((page: Abortable) => Facet<SettingsContract>) => {
  const { deletions, asked, vault } = powers;
  const ofAll = {
    ...providerMethods(powers),
    ...connectionMethods(powers),
    ...secretMethods(powers),
    ...scopeMethods(powers),
    listDeleted: deletions.listDeleted,
    ...signInMethods(powers),
    ...accessMethods(powers),
    ...grantMethods(powers),
    ...auditMethods(powers),
    protection: (): Protection => protectionOf(powers.vault.state()),
    unlockVault: async (): Promise<Protection> => protectionOf(await powers.unlock()),
    setSecretsAside: () => {
      const setAside = async () => {
        const { aside, state } = await powers.setSecretsAside();
        return { aside, protection: protectionOf(state) };
      };
      const state = vault.state();
      // Also while it is open: what its key is by then is looked at under the lock, later than this.
      const why = state.state === 'locked' ? lockedSentences[state.why] : 'They are not: the vault is open.';
      return askFirst(setSecretsAside(why), setAside);
    },
    listWaiting: () => [...asked.waiting()],
  } satisfies Partial<SettingsMethods>;
  return (page) =>
    askingFacet(
      {
        ...ofAll,
        ...undoMethods(powers),
        ...exportMethods(powers),
        changes: ({ version }) => powers.changes.since(version, page),
      },
      page,
      asked.ask,
    );
};

/** Of every vault: no keyring can. */
const always = [
  'A program that runs as you and reads this process’s memory while the vault is open.',
  'Somebody who puts back older copies of all of these files together.',
] as const;

const protectionOf = (state: VaultState): Protection => ({
  state: state.state,
  ...(state.state === 'locked' ? { why: lockedSentences[state.why] } : {}),
  canSetAside: state.state === 'locked' && isKeyGone(state.why),
  guardedBy: state.protection,
  ...(state.weakness === undefined ? {} : { weakness: state.weakness }),
  grade: state.grade ?? 'strong',
  notProtectedFrom: [...always],
  ...(state.better === undefined ? {} : { better: state.better }),
});
