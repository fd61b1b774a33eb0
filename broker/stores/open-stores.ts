import { join } from 'node:path';
import { type AuditLog, auditMigrations, growingTables, makeAuditLog } from '../audit/audit-log.ts';
import { type ConnectionStore, makeConnectionStore } from '../connections/connection-store.ts';
import { type McpServerStore, makeMcpServerStore } from '../connections/mcp-server-store.ts';
import { makePlaceStore, type PlaceStore } from '../connections/place-store.ts';
import { closeDatabase } from '../database/close-database.ts';
import { holdFolder } from '../database/hold-folder.ts';
import { openDatabase } from '../database/open-database.ts';
import { ownFolder } from '../database/own-folder.ts';
import { type GrantStore, makeGrantStore } from '../grants/grant-store.ts';
import { makeTaskStore, type TaskStore } from '../grants/task-store.ts';
import { makeToolStore, type ToolStore } from '../grants/tool-store.ts';
import { makeSessionRows, type SessionRows } from '../oauth/session-rows.ts';
import type { BrokerPowers } from '../powers.ts';
import { type AddedServiceStore, makeAddedServiceStore } from '../providers/added-service-store.ts';
import { tokensField } from '../secrets/oauth/token-facts.ts';
import { makeVault, type Vault, type VaultState, vaultMigrations } from '../secrets/vault/vault.ts';
import { makeSettingStore, type SettingStore, storedRetention } from '../settings/setting-store.ts';
import { stateMigrations } from './state-migrations.ts';

export type Stores = {
  readonly vault: Vault;
  readonly connections: ConnectionStore;
  readonly places: PlaceStore;
  readonly mcpServers: McpServerStore;
  readonly grants: GrantStore;
  readonly tools: ToolStore;
  readonly tasks: TaskStore;
  readonly oauthSessions: SessionRows;
  readonly settings: SettingStore;
  readonly addedServices: AddedServiceStore;
  readonly audit: AuditLog;
  /** No other broker had the folder when this one opened it. */
  readonly alone: boolean;
  /**
   * Whether another process has written to state.db since the last look. Asked again in the same turn of the event loop
   * and within a millisecond, it does not look, and says no.
   */
  changedElsewhere(): boolean;
  /** Opens the vault, and finishes what a killed process had begun. */
  unlock(): Promise<VaultState>;
  /**
   * Gives up a key that is gone, with all that it locked and sealed. Undefined: the vault opens after all, or may yet.
   * `sealedUpTo`: the last entry of the log that it vouched for.
   */
  setAside(): Promise<{ readonly secrets: number; readonly sealedUpTo: number | undefined } | undefined>;
  close(): Promise<void>;
};

/** Three files: secrets apart from metadata, and the log apart from both. Throws DatabaseError; nothing is erased. */
export function openStores(
  powers: Pick<BrokerPowers, 'folder' | 'keychain' | 'randomBytes' | 'now' | 'log'>,
): Stores {
  const { now, log } = powers;
  ownFolder(powers.folder, (sentence) => log('warn', sentence));
  const file = (name: string): string => join(powers.folder, name);
  const stateDatabase = openDatabase(file('state.db'), stateMigrations, { synchronous: 'FULL' });
  const auditDatabase = openDatabase(file('audit.db'), auditMigrations, {
    synchronous: 'NORMAL',
    shrinks: true,
    grows: growingTables,
  });
  const vault = makeVault({
    database: openDatabase(file('secrets.db'), vaultMigrations, { synchronous: 'FULL' }),
    keychain: powers.keychain,
    randomBytes: powers.randomBytes,
    now,
    log: (event) => {
      if (event.event !== 'state') log('warn', `vault: ${JSON.stringify(event)}`);
    },
  });
  const settings = makeSettingStore({ database: stateDatabase });
  const connections = makeConnectionStore({ database: stateDatabase, now });
  const addedServices = makeAddedServiceStore({ database: stateDatabase });
  const places = makePlaceStore({ database: stateDatabase });
  const mcpServers = makeMcpServerStore({ database: stateDatabase });
  const grants = makeGrantStore({ database: stateDatabase });
  const tools = makeToolStore({ database: stateDatabase });
  const tasks = makeTaskStore({ database: stateDatabase });
  const oauthSessions = makeSessionRows({ database: stateDatabase });
  const audit = makeAuditLog({
    database: auditDatabase,
    walFile: file('audit.db-wal'),
    now,
    sealKey: () => vault.deriveKey('audit seal'),
    signKey: () => vault.deriveKey('audit signature'),
    sealExpected: () => settings.get('audit.sealed') === 'yes',
    retention: storedRetention(settings),
  });

  const hold = holdFolder(powers.folder, connections.transaction);

  for (const { id, why } of [
    ...connections.unreadable(),
    ...grants.unreadable(),
    ...addedServices.unreadable(),
  ])
    log('error', `${id}: ${why}`);

  // Another number after a commit of any other connection, and the same after our own.
  const dataVersion = stateDatabase.prepare('PRAGMA data_version').raw();
  const readVersion = (): unknown => (dataVersion.get([]) as [number] | undefined)?.[0];
  let version = readVersion();
  /**
   * The requests of one turn of the event loop share a look, for a millisecond at most: it costs 4 us, a tenth of a busy
   * broker's request, and a turn can be long.
   */
  let lookedAt = Number.NEGATIVE_INFINITY;
  const forget = (): void => {
    lookedAt = Number.NEGATIVE_INFINITY;
  };

  return Object.freeze<Stores>({
    changedElsewhere: () => {
      const at = performance.now();
      if (at - lookedAt < 1) return false;
      const before = version;
      version = readVersion();
      lookedAt = at;
      setImmediate(forget);
      return version !== before;
    },
    vault,
    connections,
    places,
    mcpServers,
    grants,
    tools,
    tasks,
    oauthSessions,
    settings,
    addedServices,
    audit,
    alone: hold.alone,
    unlock: async () => {
      const state = await vault.unlock();
      if (state.state !== 'unlocked') return state;
      // A writer of a secret holds this lock until its counter is committed. Inside the lock, no write is half done.
      connections.transaction(() => {
        const refs = connections
          .list()
          .flatMap(({ id: connectionId, secretRefs }) =>
            secretRefs.map(({ field, counter }) => ({ connectionId, field, counter })),
          );
        vault.settle(refs, { nothingUnderWay: true });
      });
      // Tokens are renewed without that lock, and a newer one may be all that the service still accepts.
      vault.settle(
        oauthSessions
          .list()
          .map(({ id: connectionId, counter }) => ({ connectionId, field: tokensField, counter })),
      );
      const known = [...connections.list(), ...connections.hidden()].map(({ id }) => id);
      reportOrphans(vault, new Set(known), log);
      await audit.flush();
      settings.set('audit.sealed', 'yes');
      return state;
    },
    setAside: () =>
      vault.setAside((secrets) => {
        settings.set('audit.sealed', 'no');
        return { secrets, sealedUpTo: audit.giveUpSeal() };
      }),
    close: async () => {
      try {
        connections.flush();
      } catch (error) {
        // The times of the last uses. What else waits is worth more, and comes after.
        log('warn', 'when connections were used last could not be noted', error);
      }
      try {
        await audit.close();
      } finally {
        closeDatabase(auditDatabase);
        closeDatabase(stateDatabase);
        vault.close();
        hold.release();
      }
    },
  });
}

/** Ciphertexts that no connection names: a restored file, or a process that was killed. Kept, and said. */
const reportOrphans = (vault: Vault, known: ReadonlySet<string>, log: BrokerPowers['log']): void => {
  const orphans = new Set(
    vault
      .inventory()
      .filter(({ connectionId, kept }) => !kept && !known.has(connectionId))
      .map(({ connectionId }) => connectionId),
  );
  if (orphans.size > 0) {
    log('warn', `the vault keeps secrets of ${orphans.size} connections that are not in state.db`);
  }
};
