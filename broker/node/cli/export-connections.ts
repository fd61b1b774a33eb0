import { makeConnectionStore } from '../../connections/connection-store.ts';
import { closeDatabase } from '../../database/close-database.ts';
import { makeProviderRegistry } from '../../providers/provider-registry.ts';
import { exportOf } from '../../settings/carry-connections.ts';
import { stateMigrations } from '../../state-migrations.ts';
import { type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { openToRead } from './open-to-read.ts';
import { printable } from './printable.ts';
import { writeLines } from './write-lines.ts';

/** To standard output, without secrets: what `connections import` and the settings page take. */
export const exportConnections = async (
  { folder }: { readonly folder: string },
  { stdout, stderr, now }: CommandPowers,
): Promise<ExitCode> => {
  const database = openToRead(folder, 'state.db', stateMigrations);
  try {
    const store = makeConnectionStore({ database, now });
    const document = exportOf(store.list(), makeProviderRegistry());
    await writeLines(stdout, JSON.stringify(document, null, 2).split('\n'));
    await writeLines(
      stderr,
      store.unreadable().map(({ id, why }) => `${printable(id)}: ${why}`),
    );
    return exitCodes.ok;
  } finally {
    closeDatabase(database);
  }
};
