import type { Say } from '../contracts/texts/say.ts';
import type { KeptTasks } from '../mcp/kept-tasks.ts';
import { makeShares } from '../port/share.ts';
import { type Broker, type BrokerPowers, defaultUndoMs } from '../powers.ts';
import type { Requests } from '../requests/make-requests.ts';
import type { Services } from '../services/open-services.ts';
import type { Kept } from '../stores/open-kept.ts';
import { after } from '../time/after.ts';
import { makeUnfinished } from '../time/unfinished.ts';
import { capabilityPowers } from '../use/capability-powers.ts';
import { makeAttachExtension } from './attach-extension.ts';
import { type FoldersNotLoaded, makeFoldersNotLoaded } from './folders-not-loaded.ts';
import { type InstalledExtensions, makeInstalledExtensions } from './installed-extensions.ts';
import { makeRunningExtensions, type RunningExtensions } from './running-extensions.ts';

export type Extensions = Pick<RunningExtensions, 'list' | 'restart' | 'running'> & {
  readonly attach: Broker['attachExtension'];
  readonly notLoaded: FoldersNotLoaded;
  readonly installed: InstalledExtensions;
  /** Stops all. Resolves when their processes and the programs of their MCP sessions have ended. */
  stopAll(): Promise<void>;
};

/** Extensions, and the handles that they use connections by. */
export function makeExtensions({
  powers,
  say,
  kept,
  services,
  requests,
  tasks,
}: {
  readonly powers: Pick<
    BrokerPowers,
    'makeChannel' | 'programs' | 'makeId' | 'now' | 'after' | 'log' | 'askElicitation' | 'undoDeleteMs'
  >;
  readonly say: Say;
  readonly kept: Pick<
    Kept,
    | 'connections'
    | 'mcpServers'
    | 'grants'
    | 'providers'
    | 'resolver'
    | 'audit'
    | 'lines'
    | 'note'
    | 'missed'
    | 'migrate'
    | 'changes'
  >;
  readonly services: Pick<Services, 'oauth' | 'rates' | 'sessions' | 'openInSystemBrowser' | 'expired'>;
  readonly requests: Requests;
  readonly tasks: KeptTasks;
}): Extensions {
  const { note, providers, grants, migrate } = kept;
  const { now, log } = powers;
  const extensions = makeRunningExtensions({ note, log, now });
  const endings = makeUnfinished();
  const capability = capabilityPowers({
    powers,
    kept,
    services,
    requests,
    tasks,
    extensions,
    // By the machine's own clock: what is shared out is the time of this very process.
    shareOf: makeShares({ clock: () => performance.now(), after }),
    onEnding: endings.add,
  });
  const changed = (): void => kept.changes.tell(['extensions']);
  return Object.freeze<Extensions>({
    list: extensions.list,
    restart: extensions.restart,
    notLoaded: makeFoldersNotLoaded({ changed }),
    installed: makeInstalledExtensions({
      say,
      isRunning: (id) => extensions.running(id) !== undefined,
      forget: extensions.forget,
      withdrawServices: (extensionId) => {
        providers.add({ extensionId, displayName: extensionId }, []);
        kept.resolver.forget();
        kept.changes.tell(['connections', 'providers']);
      },
      changed,
      note,
      log,
      makeId: powers.makeId,
      now,
      after: powers.after,
      undoMs: powers.undoDeleteMs ?? defaultUndoMs,
    }),
    running: extensions.running,
    attach: makeAttachExtension({
      extensions,
      providers,
      grants,
      ledger: requests.ledger,
      request: requests,
      capability,
      migrate,
      after: powers.after,
      onEnding: endings.add,
      note,
      log,
    }),
    stopAll: async () => {
      await extensions.stopAll();
      // A program that does not end by itself is ended by this process, or by nobody. And an Electron that exits while
      // the page of an extension is ending crashes, in about one of ten exits.
      await endings.ended();
    },
  });
}
