import { type FieldValue, providerId, settingsContract } from '@valetkey/api-contracts';
import { checkInput } from '../../settings/check-input.ts';
import { CommandError, type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { printable } from './printable.ts';
import { readRegistry } from './read-described.ts';
import { readSecretFile } from './read-secret-file.ts';
import { inWords, type SignInOptions, signInTo } from './sign-in.ts';
import { withNewBroker } from './with-broker.ts';

export type ConnectOptions = SignInOptions & {
  readonly name?: string;
  readonly field?: readonly string[];
  readonly secretFile?: readonly string[];
};

/** Sets up a connection to a service, and signs in where that is how its credential comes. */
export const connect = async (
  named: string,
  options: ConnectOptions,
  powers: CommandPowers,
): Promise<ExitCode> => {
  const wanted = await checked(named, options);
  return withNewBroker(options, powers, async (settings) => {
    const connection = await settings.createConnection(wanted).catch(inWords);
    powers.stdout.write(`${connection.id} "${printable(connection.displayName)}" is set up.\n`);
    return connection.signIn === undefined ? exitCodes.ok : signInTo(settings, connection, options, powers);
  });
};

/** By the broker's own rules, and before there is a broker: one makes a folder, which may be a mistyped one. */
const checked = async (named: string, { name, field, secretFile, extension }: ConnectOptions) => {
  const fields = pairs(field ?? []);
  const files = Object.entries(pairs(secretFile ?? []));
  const wanted = providerId.safeParse(named).data;
  const service = wanted === undefined ? undefined : (await readRegistry(extension)).get(wanted);
  if (service === undefined)
    throw new CommandError(
      'There is no service of that id: "providers list" has them, and --extension names an extension that describes others.',
    );
  const { provider } = service;
  const typed = Object.entries(fields).map(([id, text]): [string, FieldValue] => {
    const type = provider.fields.find((field) => field.id === id)?.type;
    if (type === 'number') return [id, Number(text)];
    return [id, type === 'boolean' ? text === 'true' : text];
  });
  const parsed = settingsContract.createConnection.input.safeParse({
    ...{ providerId: wanted, displayName: name ?? provider.name, fields: Object.fromEntries(typed) },
    secrets: Object.fromEntries(files.map(([id, file]) => [id, readSecretFile(file)])),
  });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new CommandError(printable(`${issue?.path.join('.')}: ${issue?.message}`, 600));
  }
  try {
    checkInput(service, parsed.data);
  } catch (error) {
    return inWords(error);
  }
  return parsed.data;
};

export const pairs = (given: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    given.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw new CommandError('Fields and files are given as id=value.');
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
