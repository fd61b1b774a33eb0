import { type LineAllowance, makeLineAllowance } from '../audit/line-allowance.ts';
import { makeNotes, type Note, type Notes } from '../audit/note.ts';
import { verifyAtStart } from '../audit/verify-at-start.ts';
import { isHere, makeOpenWorkspace, type OpenWorkspace } from '../connections/open-workspace.ts';
import type { BrokerPowers } from '../powers.ts';
import { makeProviderRegistry, type ProviderRegistry } from '../providers/provider-registry.ts';
import { makeResolver, type Resolver } from '../resolve/resolve-connection.ts';
import { type Changes, makeChanges, watchingChanges } from '../settings/changes.ts';
import { migrateConnections } from '../settings/migrate-connections.ts';
import { every } from '../time/every.ts';
import { openStores, type Stores } from './open-stores.ts';

/** The stores, what their connections mean now, and the log that tells Settings of every change. */
export type Kept = Omit<Stores, 'changedElsewhere'> & {
  readonly changes: Changes;
  readonly note: Note;
  readonly missed: Notes['missed'];
  readonly lines: LineAllowance;
  readonly providers: ProviderRegistry;
  readonly workspace: OpenWorkspace;
  readonly resolver: Resolver;
  /** Carries saved connections over to new versions of their providers. */
  migrate(): void;
  /** Nothing begins by itself any more; the stores stay open. */
  stop(): void;
};

const dayMs = 24 * 60 * 60 * 1000;
/** Who starts the application each morning has it run for less than a day. */
const firstPruneMs = 60_000;

/** Throws DatabaseError when a store cannot be opened; the files are left as they are. */
export function openKept(
  powers: Pick<
    BrokerPowers,
    'folder' | 'keychain' | 'randomBytes' | 'now' | 'after' | 'log' | 'notice' | 'described' | 'workspace'
  >,
): Kept {
  const { after, now, log, notice } = powers;
  const { changedElsewhere, ...stores } = openStores(powers);
  const { connections, vault } = stores;
  const changes = makeChanges({ after });
  const audit = watchingChanges(stores.audit, changes);
  const notes = makeNotes({ audit, log, after, now });
  const { note, missed } = notes;
  const lines = makeLineAllowance({ note, now, after });
  const providers = makeProviderRegistry({
    described: powers.described,
    added: stores.addedServices.list(),
  });
  const workspace = makeOpenWorkspace(powers.workspace);
  const resolver = makeResolver({
    connections,
    providers,
    changedElsewhere,
    isHere: (record) => isHere(record, workspace.now()),
  });
  const migrate = (): void => migrateConnections({ connections, providers, vault, resolver, audit, log });
  const verifying = verifyAtStart({ audit, after, log, notice });
  /** Revoked grants go with the entries that tell of their end, and none within a day. */
  let stopped = false;
  const prune = async (): Promise<void> => {
    await audit.prune(now());
    if (stopped) return;
    const { oldestAt } = audit.status();
    if (oldestAt !== undefined) stores.grants.forgetRevoked(Math.min(oldestAt, now() - dayMs));
  };
  const stopPruning = every(
    dayMs,
    { after },
    () => void prune().catch((error) => log('error', 'the audit log could not be pruned', error)),
    firstPruneMs,
  );

  return Object.freeze<Kept>({
    ...stores,
    audit,
    changes,
    note,
    missed,
    lines,
    providers,
    workspace,
    resolver,
    migrate,
    unlock: async () => {
      const state = await stores.unlock();
      if (state.state === 'locked') note({ kind: 'vault.locked', detail: state.why });
      else {
        migrate();
        verifying.begin();
        note({ kind: 'vault.unlocked' });
      }
      return state;
    },
    stop: () => {
      stopped = true;
      stopPruning();
      verifying.stop();
    },
    close: async () => {
      lines.close();
      notes.close();
      await stores.close();
    },
  });
}
