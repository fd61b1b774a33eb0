import type { Client, ConnectionProvider, ExtensionManifest } from '@valetkey/api-contracts';
import type { SettingsContract } from '../contracts/settings.ts';
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
  const there = new Set((await allConnections(settings)).map(({ providerId }) => providerId));
  const wanted = new Set(contributes.connectionRequests.map(({ provider }) => provider));
  const missing = (await settings.listProviders({})).filter(
    ({ providerId }) => wanted.has(providerId) && !there.has(providerId),
  );
  return missing.flatMap(({ providerId, provider }) => {
    const options = [
      ...(providerId.includes('/') ? ['--extension', shellWord(extensionFolder)] : []),
      ...['--folder', shellWord(folder)],
      ...(passphraseFile === undefined ? [] : ['--passphrase-file', shellWord(passphraseFile)]),
      ...whatItAsks(provider, isTypedAt({ stdin, stdout })),
    ];
    return [
      `There is no connection to ${providerId} yet. To set one up:`,
      terminalText(`${calledAs} connect ${providerId} ${options.join(' ')}`),
    ];
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
