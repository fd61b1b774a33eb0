import type {
  Client,
  ConnectionProvider,
  ExtensionManifest,
  FieldValue,
  ProviderId,
  ProviderView,
} from '@valetkey/api-contracts';
import { serves } from '../contracts/alternatives.ts';
import { contributorOf } from '../contracts/contributor-of.ts';
import type { SettingsContract } from '../contracts/settings.ts';
import { isOffered } from '../contracts/state-labels.ts';
import { terminalText } from '../extensions/log-line.ts';
import type { CommandPowers } from './command-powers.ts';
import { allConnections } from './find-connection.ts';
import { isTypedAt } from './secrets-given.ts';
import { shellWord } from './shell-word.ts';
import type { BrokerOptions } from './with-broker.ts';

type Settings = Pick<Client<SettingsContract>, 'listConnections' | 'listProviders'>;
type Service = Pick<ProviderView, 'providerId' | 'provider'>;
type Terminal = Pick<CommandPowers, 'calledAs' | 'stdin' | 'stdout'>;

/**
 * For each service that an extension declares to ask for and that nobody has set up: a line that says so, and one to copy
 * that does it. Both begin at the margin, where nothing does that an extension says, and the second is never wrapped.
 */
export async function missingConnections(
  { contributes }: ExtensionManifest,
  extensionFolder: string,
  options: BrokerOptions,
  terminal: Terminal,
  settings: Settings,
): Promise<string[]> {
  const there = new Set(
    (await allConnections(settings)).filter(isOffered).map(({ providerId }) => providerId),
  );
  const providers = await settings.listProviders({});
  const wanted = new Set(contributes.connectionRequests.map(({ provider }) => provider));
  return [...wanted].flatMap((id) => {
    if (providers.some((one) => serves(one, id) && there.has(one.providerId))) return [];
    const ways = waysToConnect(id, providers, { ...options, extension: [extensionFolder] }, terminal);
    return ways.flatMap((command, at) => [
      at === 0 ? `There is no connection to ${id} yet. To set one up:` : otherWay,
      command,
    ]);
  });
}

export const otherWay = 'Or, to sign in another way:';

/** A command to copy for each way to sign in to a service, its own first. With the `fields` that are known already. */
export function waysToConnect(
  id: ProviderId,
  providers: readonly Service[],
  { folder, passphraseFile, extension = [] }: BrokerOptions,
  { calledAs, stdin, stdout }: Terminal,
  fields: Readonly<Record<string, FieldValue>> = {},
): string[] {
  const command = ({ providerId, provider }: Service): string => {
    const given = Object.entries(fields).filter(([field]) => provider.fields.some((one) => one.id === field));
    const options = [
      ...(contributorOf(providerId) !== undefined && extension.length > 0
        ? ['--extension', ...extension.map(shellWord)]
        : []),
      ...['--folder', shellWord(folder)],
      ...(passphraseFile === undefined ? [] : ['--passphrase-file', shellWord(passphraseFile)]),
      ...given.flatMap(([field, value]) => ['--field', shellWord(`${field}=${value}`)]),
      ...whatItAsks(provider, isTypedAt({ stdin, stdout }), new Set(given.map(([field]) => field))),
    ];
    return terminalText(`${calledAs} connect ${providerId} ${options.join(' ')}`);
  };
  return providers
    .filter((one) => serves(one, id))
    .toSorted((one, other) => Number(other.providerId === id) - Number(one.providerId === id))
    .map(command);
}

/** What cannot be left out, with what to put there in capitals. At a terminal, `connect` asks for the secrets. */
const whatItAsks = ({ fields }: ConnectionProvider, isTyped: boolean, given: ReadonlySet<string>): string[] =>
  fields
    .filter((field) => field.required && field.when === undefined && !('default' in field))
    .filter(({ id, type }) => !given.has(id) && (type !== 'secret' || !isTyped))
    .flatMap(({ id, type }) =>
      type === 'secret' ? ['--secret-file', `${id}=FILE`] : ['--field', `${id}=VALUE`],
    );
