import type { Facet } from '@valetkey/api-contracts';
import type { Protection, SettingsContract } from '../contracts/settings.ts';
import type { Message } from '../contracts/texts/message.ts';
import type { Abortable } from '../network/on-abort.ts';
import type { BrokerPowers, NotificationSwitch } from '../powers.ts';
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
import { makePassphrasePace } from './pace-passphrases.ts';
import { askFirst, type SettingsMethods } from './plan.ts';
import { chooseProtectionQuestion, setSecretsAsideQuestion } from './proof-questions.ts';
import { type ProviderPowers, providerMethods } from './provider-methods.ts';
import { type ReviewPowers, reviewMethods } from './review-methods.ts';
import { makeRevoking, type RevokePowers } from './revoke-methods.ts';
import { type ScopePowers, scopeMethods } from './scope-methods.ts';
import { type SecretPowers, secretMethods } from './secret-methods.ts';
import { type ServicePowers, serviceMethods } from './service-methods.ts';
import type { SetAside } from './set-secrets-aside.ts';
import { type SignInPowers, signInMethods } from './sign-in-methods.ts';
import { undoMethods } from './undo-delete.ts';
import type { WantedPlace } from './wanted-place.ts';
import { workspaceView } from './workspace-view.ts';

export type SettingsPowers = ConnectionPowers &
  SecretPowers &
  ScopePowers &
  SignInPowers &
  GrantPowers &
  RevokePowers &
  AccessPowers &
  AuditMethodPowers &
  ExportPowers &
  ReviewPowers &
  ProviderPowers &
  ServicePowers & {
    readonly deletions: Deletions;
    readonly changes: Pick<Changes, 'since'>;
    readonly asked: PersonAsked;
    /** Where a person chooses what guards the key. */
    readonly keychain: Pick<BrokerPowers['keychain'], 'ways' | 'choose' | 'describe'>;
    /** Opens the vault and writes that down. */
    readonly unlock: () => Promise<VaultState>;
    /** Gives its key up, writes that down, and opens it with another one. */
    readonly setSecretsAside: SetAside;
    readonly place: Pick<WantedPlace, 'take'>;
    readonly notifications: Pick<NotificationSwitch, 'isOn' | 'set'> | undefined;
  };

/**
 * What the settings window may do. Secrets go in through it; its contract has no result that could hold one. One for
 * each page, which is aborted when its port has closed: what is limited for all of them together is counted once.
 */
export function settingsFacet(powers: SettingsPowers): (page: Abortable) => Facet<SettingsContract> {
  const { deletions, asked, vault } = powers;
  const revokeMethods = makeRevoking(powers);
  const services = serviceMethods(powers);
  const passphrasePace = makePassphrasePace(powers.now);
  const ofAll = {
    ...providerMethods(powers),
    ...services.ofAll,
    ...connectionMethods(powers),
    ...secretMethods(powers),
    ...scopeMethods(powers),
    listDeleted: deletions.listDeleted,
    ...signInMethods(powers),
    ...accessMethods(powers),
    ...grantMethods(powers),
    ...auditMethods(powers),
    ...reviewMethods(powers),
    protection: (): Protection => protectionOf(powers),
    unlockVault: async ({
      passphrase,
    }: {
      readonly passphrase?: string | undefined;
    }): Promise<Protection> => {
      if (passphrase !== undefined && waysOf(powers).includes('passphrase')) {
        passphrasePace.take();
        await powers.keychain.choose?.({ way: 'passphrase', passphrase });
      }
      const state = await powers.unlock();
      if (state.state === 'unlocked') passphrasePace.opened();
      return protectionOf(powers, state);
    },
    chooseProtection: ({ way, passphrase = '' }) =>
      askFirst(chooseProtectionQuestion(way), async () => {
        await powers.keychain.choose?.(way === 'weak' ? { way } : { way, passphrase });
        return protectionOf(powers, await powers.unlock());
      }),
    setSecretsAside: () => {
      const isForgotten = waysOf(powers).includes('forgotten');
      const setAside = async () => {
        if (isForgotten) await powers.keychain.choose?.({ way: 'forgotten' });
        const { aside, state } = await powers.setSecretsAside();
        return { aside, protection: protectionOf(powers, state) };
      };
      const state = vault.state();
      // Also while it is open: what its key is by then is looked at under the lock, later than this.
      const why =
        state.state !== 'locked'
          ? 'The vault is open: no secrets are locked.'
          : isForgotten && !isKeyGone(state.why)
            ? 'Their passphrase is needed. Give it up only if nobody knows it any more.'
            : lockedSentences[state.why];
      return askFirst(setSecretsAsideQuestion(powers.say(why)), setAside);
    },
    takePlace: () => powers.place.take(),
    notifications: () => ({ on: powers.notifications?.isOn() }),
    setNotifications: async ({ on }) => {
      await powers.notifications?.set(on);
      return { on: powers.notifications?.isOn() };
    },
    workspace: () => workspaceView(powers),
    listWaiting: () => [...asked.waiting()],
  } satisfies Partial<SettingsMethods>;
  return (page) =>
    askingFacet(
      {
        ...ofAll,
        ...services.ofPage(),
        ...undoMethods(powers),
        ...revokeMethods(),
        ...exportMethods(powers),
        changes: ({ version }) => powers.changes.since(version, page),
      },
      page,
      asked.ask,
    );
}

/** Of every vault: no keyring can. */
const always = [
  'A program that runs as you and reads this process’s memory while the vault is open.',
  'Somebody who restores older copies of all these files together.',
] as const satisfies readonly Message[];

const waysOf = ({ vault, keychain }: Pick<SettingsPowers, 'vault' | 'keychain'>): Protection['ways'] =>
  vault.state().state === 'unlocked' ? [] : [...(keychain.ways?.() ?? [])];

const protectionOf = (
  powers: Pick<SettingsPowers, 'say' | 'vault' | 'keychain'>,
  state = powers.vault.state(),
): Protection => {
  const { say, keychain } = powers;
  const { protection, weakness, grade = 'strong', better } = keychain.describe(say);
  const ways = waysOf(powers);
  return {
    ways,
    state: state.state,
    why: state.state === 'locked' ? say(lockedSentences[state.why]) : undefined,
    canSetAside: state.state === 'locked' && (isKeyGone(state.why) || ways.includes('forgotten')),
    guardedBy: protection,
    weakness,
    grade,
    notProtectedFrom: always.map((one) => say(one)),
    better,
  };
};
