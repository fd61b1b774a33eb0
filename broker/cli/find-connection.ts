import {
  type Client,
  type ConnectionView,
  connectionId,
  type SettingsContract,
} from '@valetkey/api-contracts';
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
export const findConnection = async (settings: Settings, named: string): Promise<ConnectionView> => {
  const byId = connectionId.safeParse(named).data;
  const found = (await allConnections(settings)).filter(
    ({ id, displayName }) => id === byId || displayName === named,
  );
  const [connection] = found;
  if (connection === undefined)
    throw new CommandError(
      `There is no connection ${printable(JSON.stringify(named))}: "connections list" has their ids and names.`,
    );
  if (found.length > 1)
    throw new CommandError('Several connections have that name: use an id, which "connections list" has.');
  return connection;
};

/** Its service has to be known here: those that extensions describe have to be named. */
export const requireProvider = (connection: ConnectionView): ConnectionView => {
  if (connection.stateReason === 'provider-missing')
    throw new CommandError(
      'An extension describes its service: --extension names the folder of that extension.',
    );
  return connection;
};
