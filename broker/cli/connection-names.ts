import { type ConnectionId, connectionId } from '@valetkey/api-contracts';
import { makeConnectionStore } from '../connections/connection-store.ts';
import type { OpenedDatabase } from '../database/open-database.ts';
import { stateMigrations } from '../stores/state-migrations.ts';
import { CommandError, type CommandPowers } from './command-powers.ts';
import { reading } from './open-to-read.ts';
import { printable } from './printable.ts';

export type ConnectionNames = ReadonlyMap<ConnectionId, string>;

export const namesIn = (database: OpenedDatabase, now: () => number): ConnectionNames =>
  new Map(
    makeConnectionStore({ database, now })
      .list()
      .map(({ id, displayName }) => [id, displayName]),
  );

/**
 * As they are now. The log is evidence, and is read whatever state the other file is in: then there are no names, and
 * "connections list" says why.
 */
export async function connectionNames(
  folder: string,
  { now }: Pick<CommandPowers, 'now'>,
): Promise<ConnectionNames> {
  try {
    return await reading(folder, 'state.db', stateMigrations, (database) => namesIn(database, now));
  } catch {
    return new Map();
  }
}

/** An id is taken as it is, because the log names deleted connections too. @throws CommandError */
export const idOfConnection = (named: string, names: ConnectionNames): ConnectionId => {
  const id = connectionId.safeParse(named).data;
  if (id !== undefined) return id;
  const [first, ...more] = [...names].filter(([, name]) => name === named).map(([found]) => found);
  const quoted = printable(JSON.stringify(named));
  if (first === undefined)
    throw new CommandError(
      `No connection is called ${quoted}. See "connections list"; name a deleted connection by its id.`,
    );
  if (more.length > 0)
    throw new CommandError(`Several connections are called ${quoted}: use an id from "connections list".`);
  return first;
};
