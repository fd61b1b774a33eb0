import {
  type ConnectionProvider,
  type FieldValue,
  type ProviderField,
  providerId,
  settingsContract,
} from '@valetkey/api-contracts';
import type { AskChange } from '../consent/prompts.ts';
import { checkInput } from '../settings/check-input.ts';
import { CommandError, type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { fieldPairs, pairs, secretFiles } from './id-value-pairs.ts';
import { printable } from './printable.ts';
import { readRegistry } from './read-described.ts';
import { enterSecret, readSecretFile } from './read-secret-file.ts';
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
  return withNewBroker(options, { ...powers, askChange: typed }, async (settings) => {
    const connection = await settings.createConnection(wanted).catch(inWords);
    const { id, displayName, stateReason } = connection;
    const more = stateReason === 'secret-missing' ? `; ${enterSecret}` : '';
    powers.stdout.write(`${id} "${printable(displayName)}" is set up${more}.\n`);
    return connection.signIn === undefined ? exitCodes.ok : signInTo(settings, connection, options, powers);
  });
};

/** Every host that it leads to stands on the command line that the person typed, or is the service's own. */
const typed: AskChange = async ({ nonce }) => ({ nonce, decision: 'allow', by: 'option' });

/** By the broker's own rules, and before there is a broker: one makes a folder, which may be a mistyped one. */
const checked = async (named: string, options: ConnectOptions) => {
  const { name, field, secretFile, extension } = options;
  const fields = pairs(field ?? [], fieldPairs);
  const files = Object.entries(pairs(secretFile ?? [], secretFiles));
  const wanted = providerId.safeParse(named).data;
  const service = wanted === undefined ? undefined : (await readRegistry(extension)).get(wanted);
  if (service === undefined)
    throw new CommandError(
      `There is no service ${printable(JSON.stringify(named))}: "providers list" has them, and --extension names an extension that describes others.`,
    );
  const { provider } = service;
  refuseFlow(provider, options);
  const typed = Object.entries(fields).map(([id, text]): [string, FieldValue] => [
    id,
    typedAs(text, provider.fields.find((field) => field.id === id)?.type),
  ]);
  const parsed = settingsContract.createConnection.input.safeParse({
    providerId: wanted,
    displayName: name ?? provider.name,
    fields: Object.fromEntries(typed),
    secrets: Object.fromEntries(files.map(([id, file]) => [id, readSecretFile(file)])),
  });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const [place] = issue?.path ?? [];
    if (place === 'displayName') throw new CommandError('--name must have from 1 to 120 characters.');
    throw new CommandError(printable(`${issue?.path.join('.')}: ${issue?.message}`, 600));
  }
  try {
    checkInput(service, parsed.data);
  } catch (error) {
    return inWords(error);
  }
  return parsed.data;
};

/** It would be told after the connection was made, or of a service with a secret of its own not at all. */
const refuseFlow = ({ auth }: ConnectionProvider, { flow, scope }: SignInOptions): void => {
  if (flow === undefined && scope === undefined) return;
  if (auth.kind !== 'oauth2')
    throw new CommandError(
      '--flow and --scope are for services that one signs in to, which this one is not.',
    );
  if (flow !== undefined && !auth.flows.includes(flow))
    throw new CommandError(`--flow: this service offers ${auth.flows.join(', ')}.`);
};

/** What is no number and neither true nor false stays text, which the check of the fields refuses in its own words. */
const typedAs = (text: string, type: ProviderField['type'] | undefined): FieldValue => {
  if (type === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
};
