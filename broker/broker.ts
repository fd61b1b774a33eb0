import { startedAlone } from './contracts/audit.ts';
import { checkedSay } from './contracts/texts/say.ts';
import { makeExtensions } from './extensions/make-extensions.ts';
import { noteGone } from './extensions/note-gone.ts';
import { makeKeptTasks } from './mcp/kept-tasks.ts';
import type { Broker, BrokerPowers } from './powers.ts';
import { makeRequests } from './requests/make-requests.ts';
import { changeWorkspace, workspaceInLine } from './resolve/change-workspace.ts';
import { followOtherProcesses } from './resolve/follow-other-processes.ts';
import { openServices } from './services/open-services.ts';
import { openSettings } from './settings/open-settings.ts';
import { whoIsGone } from './settings/who-is-gone.ts';
import { openKept } from './stores/open-kept.ts';
import { onceASecond } from './time/once-a-second.ts';

export type { AttachedExtension, Broker, BrokerPowers, ExtensionHost, StopState } from './powers.ts';

/** Throws DatabaseError when a store cannot be opened; the files are left as they are. */
export function makeBroker(given: BrokerPowers): Broker {
  const powers: BrokerPowers = { ...given, log: onceASecond(given.log, given.after) };
  // Refuses texts before it opens anything.
  const say = checkedSay(given.texts);
  // What is kept: connections, secrets, grants, the log.
  const kept = openKept(powers);
  // What reaches services: the network, sign-ins, opened credentials.
  const services = openServices({ powers, say, kept });
  // Who may ask for what, and who decides.
  const requests = makeRequests({ powers, kept, oauth: services.oauth, states: services.states });
  // Calls that outlive their session.
  const tasks = makeKeptTasks({
    store: kept.tasks,
    resolver: kept.resolver,
    isUnlocked: () => kept.vault.state().state === 'unlocked',
    sendCancel: services.cancelTask,
    audit: kept.audit,
    note: kept.note,
    changes: kept.changes,
    makeId: powers.makeId,
    now: powers.now,
    after: powers.after,
    log: powers.log,
  });
  // How a request becomes a handle, and a handle is used.
  const extensions = makeExtensions({ powers, say, kept, services, requests, tasks });
  // What Settings may do.
  const settings = openSettings({ powers, say, kept, services, requests, tasks, extensions });

  const stopFollowing = followOtherProcesses({
    resolver: kept.resolver,
    grants: kept.grants,
    changes: kept.changes,
    ledger: requests.ledger,
    tools: requests.tools,
    oauth: services.oauth,
    after: powers.after,
    log: powers.log,
  });
  kept.note({
    kind: 'broker.started',
    detail: kept.alone ? startedAlone : undefined,
    ...workspaceInLine(kept.workspace.now()),
  });

  return Object.freeze<Broker>({
    unlock: settings.unlock,
    attachExtension: extensions.attach,
    reportLoading: extensions.notLoaded.report,
    offerInstalling: (home) => {
      extensions.installed.offer(home);
      noteGone(kept, whoIsGone(extensions));
    },
    setWorkspace: (workspace) =>
      changeWorkspace(workspace, { ...kept, ledger: requests.ledger, oauth: services.oauth }),
    openSettings: settings.openPage,
    showPlace: settings.showPlace,
    close: async () => {
      kept.stop();
      stopFollowing();
      tasks.close();
      settings.close();
      await extensions.stopAll();
      await services.close();
      await kept.close();
    },
  });
}
