import {
  type Access,
  type ConnectionId,
  type ExtensionId,
  type ProviderId,
  ValetkeyError,
} from '@valetkey/api-contracts';
import type { Decision } from '../contracts/consent.ts';
import type { ExtensionView } from '../contracts/settings-access.ts';
import type { FoldersNotLoaded } from '../extensions/folders-not-loaded.ts';
import type { InstalledExtensions } from '../extensions/installed-extensions.ts';
import type { GrantStore } from '../grants/grant-store.ts';
import type { Ledger } from '../grants/ledger.ts';
import type { LoadedExtension } from '../providers/load-extension.ts';
import { type Asker, askerOf } from '../requests/asker.ts';
import type { UnmetRequests } from '../requests/unmet-requests.ts';
import type { Resolver } from '../resolve/resolve-connection.ts';
import { installQuestion } from './install-question.ts';
import { askFirst, nothingToAsk, type SettingsMethods } from './plan.ts';
import { whoIsGone } from './who-is-gone.ts';

/** What is known of an extension by its port. */
export type ExtensionState = Pick<
  ExtensionView,
  'id' | 'displayName' | 'version' | 'icon' | 'state' | 'why' | 'since' | 'canRestart'
>;

export type AccessPowers = {
  readonly extensions: {
    list(): readonly ExtensionState[];
    restart(id: ExtensionId): Promise<boolean>;
    readonly notLoaded: Pick<FoldersNotLoaded, 'list' | 'loadAgain'>;
    readonly installed: InstalledExtensions;
  };
  readonly extensionOf: (extension: ExtensionId) => LoadedExtension | undefined;
  readonly grants: Pick<GrantStore, 'countsByExtension' | 'inForceOf'>;
  readonly ledger: Pick<Ledger, 'list'>;
  readonly unmet: Pick<UnmetRequests, 'list' | 'of' | 'waits' | 'dismiss'>;
  readonly resolver: Pick<Resolver, 'ofProvider'>;
  readonly requestAccess: (
    asker: Asker,
    connectionId: ConnectionId,
    asked: { readonly access: Access; readonly reason?: string; readonly provider?: ProviderId },
  ) => Promise<Decision>;
  readonly now: () => number;
};

/** Extensions, and access that the user gives from their side. */
export function accessMethods(powers: AccessPowers) {
  const { extensions, grants, ledger, unmet } = powers;
  const { installed } = extensions;
  const asking = (extension: ExtensionId): Asker => {
    const asker = askerOf(powers.extensionOf(extension));
    if (asker === undefined) throw new ValetkeyError({ code: 'not-found' });
    return asker;
  };
  /** It holds grants; the last of them says which version it was. */
  const notInstalled = (id: ExtensionId): ExtensionState[] =>
    grants
      .inForceOf(id)
      .slice(-1)
      .map(({ principal, createdAt, lastHandleAt }) => ({
        id,
        displayName: id,
        version: principal.version,
        state: 'not-installed',
        since: lastHandleAt ?? createdAt,
        canRestart: false,
      }));
  return {
    listExtensions: () => {
      const live = ledger.list();
      const counts = grants.countsByExtension();
      const known = extensions.list();
      const isGone = whoIsGone(extensions);
      const gone = [...counts].flatMap(([id, { active, suspended }]) =>
        isGone(id) && active + suspended > 0 ? notInstalled(id) : [],
      );
      return [...known, ...gone].map((extension) => {
        const its = live.filter((one) => one.extension === extension.id);
        return {
          ...extension,
          canRemove: installed.has(extension.id),
          live: its.length,
          inFlight: its.reduce((total, { inFlight }) => total + inFlight, 0),
          grants: counts.get(extension.id) ?? { active: 0, suspended: 0 },
        };
      });
    },
    restartExtension: async ({ extension }) => ({ runs: await extensions.restart(extension) }),
    listFoldersNotLoaded: () => extensions.notLoaded.list(),
    loadAgain: async ({ folder }) => ({ runs: await extensions.notLoaded.loadAgain(folder) }),
    installing: () => ({ offered: installed.isOffered() }),
    chooseExtension: () => installed.choose(),
    installExtension: ({ candidateId }) => {
      const candidate = installed.candidate(candidateId);
      const question = installQuestion(candidate.manifest, candidate.before);
      return askFirst(question, async () => ({ runs: await installed.install(candidate) }));
    },
    removeExtension: async ({ extension }) => ({ undo: await installed.remove(extension) }),
    undoRemoveExtension: ({ removalId }) =>
      nothingToAsk(async () => ({ runs: await installed.undoRemove(removalId) })),
    requestAccess: async ({ extension, connectionId, access }) => ({
      decision: await powers.requestAccess(asking(extension), connectionId, { access }),
    }),
    listUnmetRequests: () => [...unmet.list()],
    answerUnmetRequest: async ({ extension, providerId, connectionId }) => {
      const asker = asking(extension);
      const request = unmet.of(asker.principal, providerId);
      // Its reason is shown for what it was given for, and for nothing else.
      const fits = powers.resolver.ofProvider(providerId).some(({ record }) => record.id === connectionId);
      if (request === undefined || !fits) throw new ValetkeyError({ code: 'not-found' });
      const { access, reason } = request;
      const waited = unmet.waits(extension, providerId);
      const asked = { access, reason, provider: providerId };
      return { waited, decision: await powers.requestAccess(asker, connectionId, asked) };
    },
    dismissUnmetRequest: ({ extension, providerId }) => {
      unmet.dismiss(extension, providerId);
      return {};
    },
  } satisfies Partial<SettingsMethods>;
}
