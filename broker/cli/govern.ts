import { type Client, type GrantId, grantId, taskId, ValetkeyError } from '@valetkey/api-contracts';
import type { GrantView } from '../contracts/grant.ts';
import type { SettingsContract } from '../contracts/settings.ts';
import { CommandError, type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { findConnection, requireProvider } from './find-connection.ts';
import { pairs, secretFiles } from './id-value-pairs.ts';
import { printable } from './printable.ts';
import { rethrowInWords } from './rethrow-in-words.ts';
import { readSecrets } from './secrets-given.ts';
import { isUntested, testInWords } from './test-in-words.ts';
import { type BrokerOptions, withBroker } from './with-broker.ts';

export const testConnection = (
  named: string,
  options: BrokerOptions,
  powers: CommandPowers,
): Promise<ExitCode> =>
  withBroker(options, powers, async (settings) => {
    const { id } = requireProvider(await findConnection(settings, named));
    const result = await settings.testConnection({ connectionId: id }).catch(rethrowInWords);
    if (isUntested(result)) throw new CommandError(testInWords(result));
    powers.stdout.write(`${testInWords(result)}\n`);
    return result.ok ? exitCodes.ok : exitCodes.failed;
  });

/** Secrets come from files, a pipe or the keyboard: an argument is seen by every process of this machine. */
export const replaceSecret = async (
  named: string,
  options: BrokerOptions & { readonly secretFile: readonly string[]; readonly test: boolean },
  powers: CommandPowers,
): Promise<ExitCode> => {
  const secrets = await readSecrets(Object.entries(pairs(options.secretFile, secretFiles)), [], powers);
  return withBroker(options, powers, async (settings) => {
    const { id: connectionId } = requireProvider(await findConnection(settings, named));
    const wanted = { connectionId, secrets, testFirst: options.test };
    const { saved, test } = await settings.replaceSecret(wanted).catch(rethrowInWords);
    const tested = test === undefined ? '' : ` ${testInWords(test)}`;
    powers.stdout.write(
      `${saved ? 'Replaced.' : 'Not replaced. The old secret is still in use.'}${tested}\n`,
    );
    return saved ? exitCodes.ok : exitCodes.failed;
  });
};

/** For good: there is nobody here who could undo it. */
export const deleteConnection = (
  named: string,
  options: BrokerOptions,
  powers: CommandPowers,
): Promise<ExitCode> =>
  withBroker(options, powers, async (settings) => {
    const { id: connectionId, displayName } = await findConnection(settings, named);
    const { extensions } = await settings.connectionUse({ connectionId });
    await settings.deleteConnection({ connectionId }).catch(rethrowInWords);
    const used = extensions.map(({ extension }) => extension).join(', ');
    const by = used === '' ? '' : ` It was used by ${used}.`;
    powers.stdout.write(`Deleted "${printable(displayName)}" and its secret.${by}\n`);
    return exitCodes.ok;
  });

export const revokeGrant = async (
  id: string,
  options: BrokerOptions,
  powers: CommandPowers,
): Promise<ExitCode> => {
  const wanted = grantIdOf(id);
  return withBroker(options, powers, async (settings) => {
    await settings.revokeGrant({ grantId: wanted }).catch(noSuchGrant);
    powers.stdout.write('Revoked. Its active sessions end in every process within a second.\n');
    return exitCodes.ok;
  });
};

/** A call that an MCP server works on: `grants list` and `access` name it. */
export const endTask = async (
  id: string,
  options: BrokerOptions,
  powers: CommandPowers,
): Promise<ExitCode> => {
  const wanted = taskId.safeParse(id).data;
  if (wanted === undefined) throw new CommandError('That is not a task id: see "grants list".');
  return withBroker(options, powers, async (settings) => {
    await settings.cancelTask({ taskId: wanted }).catch((error: unknown) => {
      if (!(error instanceof ValetkeyError && error.code === 'not-found')) return rethrowInWords(error);
      throw new CommandError('No task with that id is running: see "grants list".', error);
    });
    powers.stdout.write('Cancelled. Its MCP server was asked to stop.\n');
    return exitCodes.ok;
  });
};

export const grantIdOf = (text: string): GrantId => {
  const id = grantId.safeParse(text).data;
  if (id === undefined) throw new CommandError('That is not a grant id: see "grants list".');
  return id;
};

export const findGrant = async (settings: Client<SettingsContract>, id: GrantId): Promise<GrantView> => {
  const found = (await settings.listGrants({})).find((one) => one.id === id);
  return found ?? noSuchGrant(new ValetkeyError({ code: 'not-found' }));
};

export const noSuchGrant = (error: unknown): never => {
  if (!(error instanceof ValetkeyError && error.code === 'not-found')) return rethrowInWords(error);
  throw new CommandError('There is no grant with that id: see "grants list".', error);
};
