import { makeConnectionStore } from '../connections/connection-store.ts';
import { exportOf } from '../settings/carry-connections.ts';
import { stateMigrations } from '../stores/state-migrations.ts';
import { type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { reading } from './open-to-read.ts';
import { readRegistry } from './read-registry.ts';
import type { BrokerOptions } from './with-broker.ts';
import { writeLines } from './write-lines.ts';
import { writeUnreadable } from './write-unreadable.ts';

/** To standard output, without secrets: what `connections import` and the settings page take. */
export async function exportConnections(
  { folder, extension }: Pick<BrokerOptions, 'folder' | 'extension'>,
  { stdout, stderr, now }: CommandPowers,
): Promise<ExitCode> {
  const providers = await readRegistry({ folder, extension });
  return reading(folder, 'state.db', stateMigrations, async (database) => {
    const store = makeConnectionStore({ database, now });
    const document = exportOf(store.list(), providers);
    await writeLines(stdout, JSON.stringify(document, null, 2).split('\n'));
    await writeUnreadable(stderr, store.unreadable());
    return exitCodes.ok;
  });
}
