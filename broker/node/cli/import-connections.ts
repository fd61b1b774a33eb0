import { readFileSync, statSync } from 'node:fs';
import { MessageChannel } from 'node:worker_threads';
import { exportedConnections, settingsContract } from '@valetkey/api-contracts';
import { connectPort, type Port } from '@valetkey/extension-api/host';
import type { Keychain } from '../../vault/vault.ts';
import { messagePortTransport } from '../message-port-transport.ts';
import { nodePowers } from '../node-powers.ts';
import { CommandError, type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { printable } from './printable.ts';
import { writeLines } from './write-lines.ts';

/** Nothing here needs the vault's key, so nobody is asked for it. */
const neverAsked: Keychain = {
  kind: 'none',
  describe: () => ({ protection: 'not asked for' }),
  unlock: async () => ({ state: 'unavailable', why: 'not-yet-unlocked' }),
};

const longestFile = 4 * 1024 * 1024;

/**
 * Through a broker on the application's folder, so that every rule and every line of the audit log is the same as in
 * the settings page; the application may be running. Needs no key: there is no secret to store. Extensions do not run
 * here, so only connections of built-in providers can be made.
 */
export const importConnections = async (
  file: string,
  { folder }: { readonly folder: string },
  { stdout, stderr }: CommandPowers,
): Promise<ExitCode> => {
  const document = readDocument(file);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new CommandError(
      `There is no folder ${folder}. --folder says where the application keeps its data.`,
    );
  // The other commands do not wait for a broker to be loaded.
  const { makeBroker } = await import('../../broker.ts');
  const broker = makeBroker({
    ...nodePowers({ stderr }),
    folder,
    keychain: neverAsked,
    askConsent: async ({ nonce }) => ({ nonce, decision: 'deny' }),
  });
  const { port1, port2 } = new MessageChannel();
  try {
    broker.openSettings(messagePortTransport(port1));
    const { client } = connectPort(settingsContract, port2 as unknown as Port, 'port-closed');
    const { imported, refused } = await client.importConnections({ document });
    await writeLines(
      stdout,
      imported.map(({ id, displayName }) => `${id} ${printable(displayName)}: enter its secret in Settings`),
    );
    await writeLines(
      stderr,
      refused.map(({ index, at, sentence }) =>
        printable(`connections[${index}]${at === '' ? '' : `.${at}`}: ${sentence}`, 600),
      ),
    );
    return refused.length === 0 ? exitCodes.ok : exitCodes.unusable;
  } finally {
    port2.close();
    await broker.close();
  }
};

const readDocument = (file: string) => {
  const { size = longestFile + 1 } = statSync(file, { throwIfNoEntry: false }) ?? {};
  if (size > longestFile) throw new CommandError(`${file} is not there, or is longer than an export can be.`);
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new CommandError(`${file} is not JSON.`, error);
  }
  const parsed = exportedConnections.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CommandError(
    `${file} is not an export of connections: ${printable(issue?.path.join('.') || 'the whole of it')} does not have the expected form.`,
  );
};
