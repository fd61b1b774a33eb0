import { type Client, connectionId } from '@valetkey/api-contracts';
import type { ConnectionView } from '../contracts/connection.ts';
import type { SettingsContract } from '../contracts/settings.ts';
import { CommandError } from './command-powers.ts';
import { printable } from './printable.ts';

type Settings = Pick<Client<SettingsContract>, 'listConnections'>;

/** They come in pages. */
export const allConnections = async (settings: Settings): Promise<ConnectionView[]> => {
  const all: ConnectionView[] = [];
  for (let after: ConnectionView['id'] | undefined; ; ) {
    const page = await settings.listConnections(after === undefined ? {} : { after });
    all.push(...page.connections);
    if (page.next === undefined) return all;
    after = page.next;
  }
};

/** By its id, or by its name where only one has it. */
export async function findConnection(settings: Settings, named: string): Promise<ConnectionView> {
  const byId = connectionId.safeParse(named).data;
  const found = (await allConnections(settings)).filter(
    ({ id, displayName }) => id === byId || displayName === named,
  );
  const [connection] = found;
  if (connection === undefined)
    throw new CommandError(
      `There is no connection ${printable(JSON.stringify(named))}: see "connections list".`,
    );
  if (found.length > 1)
    throw new CommandError('Several connections have that name: use an id from "connections list".');
  return connection;
}

/** Its service has to be known here: those that extensions describe have to be named. */
export const requireProvider = (connection: ConnectionView): ConnectionView => {
  if (connection.stateReason === 'provider-missing')
    throw new CommandError('An extension describes this service: use --extension with its folder.');
  return connection;
};
