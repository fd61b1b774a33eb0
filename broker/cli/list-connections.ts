import type { ConnectionRecord } from '@valetkey/api-contracts';
import { type ConnectionStore, makeConnectionStore } from '../connections/connection-store.ts';
import { stateMigrations } from '../stores/state-migrations.ts';
import { type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { reading } from './open-to-read.ts';
import { printable, printableJson, printableTime } from './printable.ts';
import { table } from './table.ts';
import { writeLines } from './write-lines.ts';
import { writeUnreadable } from './write-unreadable.ts';

/** Metadata only: which secrets are saved, and since when. Their exact origins are in the grants and the log. */
export const listConnections = (
  { folder, json }: { readonly folder: string; readonly json: boolean },
  { stdout, stderr, now }: CommandPowers,
): Promise<ExitCode> =>
  reading(folder, 'state.db', stateMigrations, async (database) => {
    const store = makeConnectionStore({ database, now });
    const connections = store.list();
    const viewed = (record: ConnectionRecord): string => printableJson(viewOf(record, store));
    const row = (record: ConnectionRecord): string[] => rowOf(record, store);
    if (json) await writeLines(stdout, connections.map(viewed));
    else if (connections.length > 0) await writeLines(stdout, table(heads, connections.map(row)));
    else await writeLines(stderr, ['There is no connection.']);
    await writeUnreadable(stderr, store.unreadable());
    return exitCodes.ok;
  });

const heads = ['id', 'name', 'provider', 'scope', 'secrets saved', 'last test', 'last used (UTC)', 'fields'];

const rowOf = (record: ConnectionRecord, store: ConnectionStore): string[] => {
  const { id, displayName, providerId, scope, fields, secretRefs } = record;
  const lastUsedAt = store.lastUsedAt(id);
  const test = store.lastTest(id);
  return [
    id,
    printable(displayName),
    providerId,
    scope,
    printable(secretRefs.map(({ field }) => field).join(' ') || 'none'),
    test === undefined ? 'never' : test.ok ? 'ok' : (test.cause ?? 'failed'),
    lastUsedAt === undefined ? 'never' : printableTime(lastUsedAt),
    printable(
      Object.entries(fields)
        .map(([name, value]) => `${name}=${value}`)
        .join(' '),
      4_000,
    ),
  ];
};

const viewOf = (record: ConnectionRecord, store: ConnectionStore): object => {
  const { secretRefs, authorityDigest: _, ...metadata } = record;
  const lastUsedAt = store.lastUsedAt(record.id);
  const lastTest = store.lastTest(record.id);
  return {
    ...metadata,
    secretFields: secretRefs.map(({ field, setAt }) => ({ field, setAt })),
    ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
    ...(lastTest === undefined ? {} : { lastTest }),
  };
};
