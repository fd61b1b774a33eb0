import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client, SettingsContract } from '@valetkey/api-contracts';
import { makeBroker } from '../../broker.ts';
import { lockedSentences } from '../../vault/vault.ts';
import { keychainOfFolder } from '../keychain-of-folder.ts';
import { nodePowers } from '../node-powers.ts';
import { openSettingsClient } from '../open-settings-client.ts';
import { CommandError, type CommandPowers } from './command-powers.ts';
import { readSecretFile } from './read-secret-file.ts';

export type BrokerOptions = { readonly folder: string; readonly passphraseFile?: string };

/**
 * A broker on the folder, for as long as `work` takes: what the commands that change something work through. It may
 * run beside the application's own. Throws CommandError when the vault does not open.
 */
export const withBroker = async <T>(
  { folder, passphraseFile }: BrokerOptions,
  { stderr, now }: Pick<CommandPowers, 'stderr' | 'now'>,
  work: (settings: Client<SettingsContract>) => Promise<T>,
): Promise<T> => {
  const keyFile = join(folder, 'vault-key.json');
  if (existsSync(keyFile) && readFileSync(keyFile, 'utf8').includes('"valetkey-safe-storage-key"'))
    throw new CommandError('Only the desktop application can open this folder: use its settings.');
  const askPassphrase = async (): Promise<string> => {
    if (passphraseFile === undefined)
      throw new CommandError('The vault has a passphrase: --passphrase-file names a file that holds it.');
    return readSecretFile(passphraseFile);
  };
  const broker = makeBroker({
    ...nodePowers({ stderr }),
    ...{ folder, now },
    keychain: await keychainOfFolder({ folder, askPassphrase }),
    askConsent: async ({ nonce }) => ({ nonce, decision: 'deny' }),
  });
  const { client, close } = openSettingsClient(broker, (transport) => transport);
  try {
    const state = await broker.unlock();
    if (state.state === 'locked') throw new CommandError(lockedSentences[state.why]);
    return await work(client);
  } finally {
    // An open port would keep this process from ending.
    close();
    await broker.close();
  }
};
