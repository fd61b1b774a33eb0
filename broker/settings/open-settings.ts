import type { ConnectionId, ExtensionId } from '@valetkey/api-contracts';
import type { SettingsPlace } from '../contracts/settings.ts';
import type { Say } from '../contracts/texts/say.ts';
import type { Extensions } from '../extensions/make-extensions.ts';
import type { KeptTasks } from '../mcp/kept-tasks.ts';
import type { Gate } from '../port/gate.ts';
import type { Transport } from '../port/transport.ts';
import { type BrokerPowers, defaultUndoMs } from '../powers.ts';
import type { Requests } from '../requests/make-requests.ts';
import { requestAccess } from '../requests/request-access.ts';
import type { VaultState } from '../secrets/vault/vault.ts';
import { makeAskingServices } from '../services/ask-service.ts';
import type { Services } from '../services/open-services.ts';
import type { Kept } from '../stores/open-kept.ts';
import { makePersonAsked } from './ask-person.ts';
import { makeDeletions } from './delete-connection.ts';
import { makePassedDrafts } from './passed-drafts.ts';
import { makeReach } from './reach.ts';
import { makeSetSecretsAside } from './set-secrets-aside.ts';
import { settingsFacet } from './settings-facet.ts';
import { makeSettingsPages } from './settings-pages.ts';
import { makeUsersOf } from './users-of.ts';
import { makeConnectionViews } from './view-connection.ts';
import { makeWantedPlace } from './wanted-place.ts';
import { whoIsGone } from './who-is-gone.ts';

export type SettingsRoom = {
  /** Opens the vault, and tells services of sign-ins that were left while it was locked. */
  unlock(): Promise<VaultState>;
  openPage(transport: Transport): Gate;
  showPlace(place: SettingsPlace): void;
  /** Closes every page, and decides what was still to be undone. */
  close(): void;
};

/** What settings pages may do, for each that opens a port. */
export function openSettings({
  powers,
  say,
  kept,
  services,
  requests,
  tasks,
  extensions,
}: {
  readonly powers: Pick<
    BrokerPowers,
    'keychain' | 'now' | 'after' | 'makeId' | 'undoDeleteMs' | 'log' | 'notifications'
  >;
  readonly say: Say;
  readonly kept: Kept;
  readonly services: Services;
  readonly requests: Requests;
  readonly tasks: KeptTasks;
  readonly extensions: Pick<Extensions, 'list' | 'restart' | 'running' | 'notLoaded' | 'installed'>;
}): SettingsRoom {
  const { now, after, makeId, log } = powers;
  const { connections, grants, vault, resolver, audit, note, changes } = kept;
  const { oauth } = services;
  const { ledger } = requests;

  const undoMs = powers.undoDeleteMs ?? defaultUndoMs;
  const views = makeConnectionViews({
    connections,
    grants,
    ledger,
    states: services.states,
    mcpServers: kept.mcpServers,
    whoIsGone: () => whoIsGone(extensions),
  });
  const deletions = makeDeletions({
    connections,
    grants,
    ledger,
    vault,
    resolver,
    oauth,
    tasks,
    audit,
    views,
    now,
    log,
    after,
    undoMs,
    forgetCredential: services.forgetCredential,
  });
  const unlock = async (): Promise<VaultState> => {
    const state = await kept.unlock();
    // Now, so that abandoned sign-ins can be revoked at the service, also without a key.
    deletions.resume();
    return state;
  };
  const asking = makeAskingServices({ audit, note, makeId, now });
  const nameOfExtension = (id: ExtensionId): string =>
    extensions.list().find((one) => one.id === id)?.displayName ?? id;

  const place = makeWantedPlace({ changed: () => changes.tell(['place']) });
  powers.notifications?.onChange(() => changes.tell(['notifications']));
  const facetOf = settingsFacet({
    say,
    place,
    notifications: powers.notifications,
    connections,
    workspace: kept.workspace,
    providers: kept.providers,
    addedServices: kept.addedServices,
    places: kept.places,
    readAddress: services.readAddress,
    grants,
    ledger,
    halt: requests.halt,
    unmet: requests.unmet,
    accountOf: requests.accountOf,
    tools: requests.tools,
    tasks,
    vault,
    keychain: powers.keychain,
    resolver,
    oauth,
    audit,
    settings: kept.settings,
    now,
    after,
    undoMs,
    views,
    drafts: makePassedDrafts({ now }),
    deletions,
    changes,
    extensions,
    extensionOf: extensions.running,
    makeId,
    makeConnectionId: () => `con_${makeId()}` as ConnectionId,
    note,
    log,
    nameOfExtension,
    usersOf: makeUsersOf({ grants, ledger, nameOfExtension }),
    reach: makeReach({ places: kept.places, grants, now }),
    asked: makePersonAsked({ say, prompts: requests.prompts, audit, makeId, now }),
    askService: asking.askService,
    beginSignIn: (_to, wanted) => oauth.signIns.begin(wanted),
    test: services.test,
    listChoices: services.listChoices,
    requestAccess: (asker, connectionId, asked) => requestAccess(asker, connectionId, asked, requests),
    openInSystemBrowser: services.openInSystemBrowser,
    unlock,
    setSecretsAside: makeSetSecretsAside({ stores: kept, note, unlock }),
  });
  const pages = makeSettingsPages({ facetOf, note, log });

  return Object.freeze<SettingsRoom>({
    unlock,
    openPage: pages.open,
    showPlace: place.want,
    close: () => {
      deletions.stop();
      changes.stop();
      pages.close();
      asking.close();
    },
  });
}
