import { type FieldValue, type ProviderId, providerId } from '@valetkey/api-contracts';
import { CommandError, type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { printable } from './printable.ts';
import { readSecretFile } from './read-secret-file.ts';
import { inWords, type SignInOptions, signInTo } from './sign-in.ts';
import { withNewBroker } from './with-broker.ts';

export type ConnectOptions = SignInOptions & {
  readonly name?: string;
  readonly field?: readonly string[];
  readonly secretFile?: readonly string[];
};

/** Sets up a connection to a service, and signs in where that is how its credential comes. */
export const connect = (named: string, options: ConnectOptions, powers: CommandPowers): Promise<ExitCode> => {
  const fields = pairs(options.field ?? []);
  const files = pairs(options.secretFile ?? []);
  const secrets = Object.fromEntries(
    Object.entries(files).map(([field, file]) => [field, readSecretFile(file)]),
  );
  return withNewBroker(options, powers, async (settings) => {
    const wanted: ProviderId | undefined = providerId.safeParse(named).data;
    const provider = (await settings.listProviders({})).find((one) => one.providerId === wanted)?.provider;
    if (wanted === undefined || provider === undefined)
      throw new CommandError(
        'There is no service of that id: "providers list" has them, and --extension names an extension that describes others.',
      );
    const typed = Object.entries(fields).map(([id, text]): [string, FieldValue] => {
      const type = provider.fields.find((field) => field.id === id)?.type;
      if (type === 'number') return [id, Number(text)];
      return [id, type === 'boolean' ? text === 'true' : text];
    });
    const connection = await settings
      .createConnection({
        providerId: wanted,
        displayName: options.name ?? provider.name,
        fields: Object.fromEntries(typed),
        secrets,
      })
      .catch(inWords);
    powers.stdout.write(`${connection.id} "${printable(connection.displayName)}" is set up.\n`);
    return connection.signIn === undefined ? exitCodes.ok : signInTo(settings, connection, options, powers);
  });
};

export const pairs = (given: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    given.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw new CommandError('Fields and files are given as id=value.');
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
