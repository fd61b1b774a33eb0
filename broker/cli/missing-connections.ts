import type { Client, ConnectionProvider, ExtensionManifest, ProviderView } from '@valetkey/api-contracts';
import { serves } from '../contracts/alternatives.ts';
import type { SettingsContract } from '../contracts/settings.ts';
import { isOffered } from '../contracts/state-labels.ts';
import { terminalText } from '../extensions/log-line.ts';
import type { CommandPowers } from './command-powers.ts';
import { allConnections } from './find-connection.ts';
import { isTypedAt } from './secrets-given.ts';
import { shellWord } from './shell-word.ts';
import type { BrokerOptions } from './with-broker.ts';

type Settings = Pick<Client<SettingsContract>, 'listConnections' | 'listProviders'>;

/**
 * For each service that an extension declares to ask for and that nobody has set up: a line that says so, and one to copy
 * that does it. Both begin at the margin, where nothing does that an extension says, and the second is never wrapped.
 */
export async function missingConnections(
  { contributes }: ExtensionManifest,
  extensionFolder: string,
  { folder, passphraseFile }: BrokerOptions,
  { calledAs, stdin, stdout }: Pick<CommandPowers, 'calledAs' | 'stdin' | 'stdout'>,
  settings: Settings,
): Promise<string[]> {
  const there = new Set(
    (await allConnections(settings)).filter(isOffered).map(({ providerId }) => providerId),
  );
  const providers = await settings.listProviders({});
  const command = ({ providerId, provider }: ProviderView): string => {
    const options = [
      ...(providerId.includes('/') ? ['--extension', shellWord(extensionFolder)] : []),
      ...['--folder', shellWord(folder)],
      ...(passphraseFile === undefined ? [] : ['--passphrase-file', shellWord(passphraseFile)]),
      ...whatItAsks(provider, isTypedAt({ stdin, stdout })),
    ];
    return terminalText(`${calledAs} connect ${providerId} ${options.join(' ')}`);
  };
  const wanted = new Set(contributes.connectionRequests.map(({ provider }) => provider));
  return [...wanted].flatMap((id) => {
    const ways = providers.filter((one) => serves(one, id));
    if (ways.some(({ providerId }) => there.has(providerId))) return [];
    return ways
      .toSorted((one, other) => Number(other.providerId === id) - Number(one.providerId === id))
      .flatMap((way, at) => [
        at === 0 ? `There is no connection to ${id} yet. To set one up:` : 'Or, to sign in another way:',
        command(way),
      ]);
  });
}

/** What cannot be left out, with what to put there in capitals. At a terminal, `connect` asks for the secrets. */
const whatItAsks = ({ fields }: ConnectionProvider, isTyped: boolean): string[] =>
  fields
    .filter((field) => field.required && field.when === undefined && !('default' in field))
    .filter(({ type }) => type !== 'secret' || !isTyped)
    .flatMap(({ id, type }) =>
      type === 'secret' ? ['--secret-file', `${id}=FILE`] : ['--field', `${id}=VALUE`],
    );
