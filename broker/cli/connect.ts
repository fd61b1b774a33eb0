import {
  asciiOrigin,
  type ConnectionProvider,
  type FieldValue,
  type ProviderField,
  type ProviderId,
  providerId,
} from '@valetkey/api-contracts';
import type { AskChange } from '../consent/prompts.ts';
import { contributorOf } from '../contracts/contributor-of.ts';
import { settingsContract } from '../contracts/settings.ts';
import { english } from '../contracts/texts/say.ts';
import { describeAuthority } from '../providers/authority.ts';
import { hostsOf } from '../providers/hosts-of.ts';
import type { RegisteredProvider } from '../providers/provider-registry.ts';
import { checkInput } from '../settings/check-input.ts';
import { CommandError, type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { fieldPairs, pairs, secretFiles } from './id-value-pairs.ts';
import { printable } from './printable.ts';
import { readRegistry } from './read-registry.ts';
import { enterSecret } from './read-secret-file.ts';
import { rethrowInWords } from './rethrow-in-words.ts';
import { isTypedAt, secretsGiven } from './secrets-given.ts';
import { type SignInOptions, signInTo } from './sign-in.ts';
import { isUntested, testInWords } from './test-in-words.ts';
import { changeAtTerminal, withNewBroker } from './with-broker.ts';

export type ConnectOptions = SignInOptions & {
  readonly name?: string;
  /** For the open workspace alone. */
  readonly onlyHere?: boolean;
  readonly field?: readonly string[];
  readonly secretFile?: readonly string[];
  /** Where the service describes a test, it has to pass before anything is saved. */
  readonly test: boolean;
};

/** Sets up a connection to a service, and signs in where that is how its credential comes. */
export async function connect(
  named: string,
  options: ConnectOptions,
  powers: CommandPowers,
): Promise<ExitCode> {
  const wanted = await checked(named, options, powers);
  const askChange = unlessTyped(wanted, changeAtTerminal(options.yes === true, powers));
  return withNewBroker(options, { ...powers, askChange }, async (settings) => {
    if (options.test && Object.keys(wanted.secrets).length > 0) {
      const { providerId: service, fields, secrets } = wanted;
      const tested = await settings.testDraft({ providerId: service, fields, secrets }).catch(rethrowInWords);
      if (!tested.ok && tested.cause !== 'secret-missing' && !isUntested(tested)) {
        powers.stdout.write(`Not set up. ${testInWords(tested)} --no-test sets it up all the same.\n`);
        return exitCodes.failed;
      }
      if (tested.ok) powers.stdout.write(`${testInWords(tested)}\n`);
    }
    const connection = await settings.createConnection(wanted).catch(rethrowInWords);
    const { id, displayName, stateReason } = connection;
    const more = stateReason === 'secret-missing' ? `; ${enterSecret}` : '';
    powers.stdout.write(`${id} "${printable(displayName)}" is set up${more}.\n`);
    return connection.signIn === undefined ? exitCodes.ok : signInTo(settings, connection, options, powers);
  });
}

/**
 * A host that stands on the command line needs no question, nor does what a built-in service leads to. What an extension
 * names, its author chose: a person has to see it.
 */
const unlessTyped =
  (
    { providerId: id, fields }: { readonly providerId: ProviderId; readonly fields: object },
    ask: AskChange,
  ): AskChange =>
  async (prompt, signal) => {
    const typed = new Set(Object.values(fields).flatMap(originTyped));
    const hosts = prompt.parts.flatMap(({ origins = [] }) => origins);
    const isTyped = prompt.kind === 'contact' && hosts.every((host) => typed.has(host));
    return contributorOf(id) === undefined || isTyped
      ? { nonce: prompt.nonce, decision: 'allow', by: 'option' }
      : ask(prompt, signal);
  };

const originTyped = (value: unknown): string[] => {
  const url = typeof value === 'string' ? URL.parse(value) : null;
  return url === null ? [] : [asciiOrigin(url.origin)];
};

/** By the broker's own rules, and before there is a broker: one makes a folder, which may be a mistyped one. */
const checked = async (
  named: string,
  options: ConnectOptions,
  terminal: Pick<CommandPowers, 'stdin' | 'stdout'>,
) => {
  const { name, field, secretFile } = options;
  const fields = pairs(field ?? [], fieldPairs);
  const files = Object.entries(pairs(secretFile ?? [], secretFiles));
  const wanted = providerId.safeParse(named).data;
  const service = wanted === undefined ? undefined : (await readRegistry(options)).get(wanted);
  if (service === undefined)
    throw new CommandError(
      `There is no service ${printable(JSON.stringify(named))}: see "providers list", or use --extension for an extension that describes it.`,
    );
  const { provider } = service;
  refuseFlow(provider, options);
  const typed = Object.fromEntries(
    Object.entries(fields).map(([id, text]): [string, FieldValue] => [
      id,
      typedAs(text, provider.fields.find((field) => field.id === id)?.type),
    ]),
  );
  const input = (secrets: Readonly<Record<string, string>>) =>
    checkedInput(service, {
      providerId: wanted,
      scope: options.onlyHere ? 'workspace' : 'user',
      displayName: name ?? provider.name,
      fields: typed,
      secrets,
    });
  const secretIds = provider.fields.flatMap(({ id, type }) => (type === 'secret' ? [id] : []));
  const unknown = files.find(([id]) => !secretIds.includes(id));
  if (unknown !== undefined)
    throw new CommandError(
      `--secret-file: this service has no secret ${printable(JSON.stringify(unknown[0]))}. It has: ${secretIds.join(', ') || 'none'}.`,
    );
  // Before a person types a secret: nothing else is wrong.
  const authority = describeAuthority(service, checkInput(english, service, input({})).fields);
  if (isTypedAt(terminal) && secretIds.length > 0 && authority !== undefined) {
    const hosts = hostsOf(authority, provider.auth).map(asciiOrigin);
    terminal.stdout.write(`${printable(provider.name)} is at ${hosts.join(', ')}.\n`);
  }
  return input(await secretsGiven(provider, { fields: typed, files }, terminal));
};

const checkedInput = (service: RegisteredProvider, given: object) => {
  const parsed = settingsContract.createConnection.input.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const [place] = issue?.path ?? [];
    if (place === 'displayName') throw new CommandError('--name must have from 1 to 120 characters.');
    throw new CommandError(printable(`${issue?.path.join('.')}: ${issue?.message}`, 600));
  }
  try {
    checkInput(english, service, parsed.data);
  } catch (error) {
    return rethrowInWords(error);
  }
  return parsed.data;
};

/** It would be told after the connection was made, or of a service with a secret of its own not at all. */
const refuseFlow = ({ auth }: ConnectionProvider, { flow, scope }: SignInOptions): void => {
  if (flow === undefined && scope === undefined) return;
  if (auth.kind !== 'oauth2')
    throw new CommandError('--flow and --scope need a service with a sign-in; this one has none.');
  if (flow !== undefined && !auth.flows.includes(flow))
    throw new CommandError(`--flow: this service offers ${auth.flows.join(', ')}.`);
};

/** What is no number and neither true nor false stays text, which the check of the fields refuses in its own words. */
const typedAs = (text: string, type: ProviderField['type'] | undefined): FieldValue => {
  if (type === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
};
