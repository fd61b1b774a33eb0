import { grantId, nextSteps, type TestResult, ValetkeyError } from '@valetkey/api-contracts';
import { CommandError, type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { findConnection, requireProvider } from './find-connection.ts';
import { pairs, secretFiles } from './id-value-pairs.ts';
import { printable } from './printable.ts';
import { readSecretFile } from './read-secret-file.ts';
import { inWords } from './sign-in.ts';
import { type BrokerOptions, withBroker } from './with-broker.ts';

export const testConnection = (
  named: string,
  options: BrokerOptions,
  powers: CommandPowers,
): Promise<ExitCode> =>
  withBroker(options, powers, async (settings) => {
    const { id } = requireProvider(await findConnection(settings, named));
    const result = await settings.testConnection({ connectionId: id }).catch(inWords);
    if (isUntested(result)) throw new CommandError(wordsOf(result));
    powers.stdout.write(`${wordsOf(result)}\n`);
    return result.ok ? exitCodes.ok : exitCodes.failed;
  });

/** Secrets come from files: an argument is seen by every process of this machine. */
export const replaceSecret = (
  named: string,
  options: BrokerOptions & { readonly secretFile: readonly string[]; readonly test: boolean },
  powers: CommandPowers,
): Promise<ExitCode> => {
  const files = Object.entries(pairs(options.secretFile, secretFiles));
  const secrets = Object.fromEntries(files.map(([field, file]) => [field, readSecretFile(file)]));
  return withBroker(options, powers, async (settings) => {
    const { id: connectionId } = requireProvider(await findConnection(settings, named));
    const wanted = { connectionId, secrets, testFirst: options.test };
    const { saved, test } = await settings.replaceSecret(wanted).catch(inWords);
    const tested = test === undefined ? '' : ` ${wordsOf(test)}`;
    powers.stdout.write(`${saved ? 'Replaced.' : 'Not replaced; the old secret stays.'}${tested}\n`);
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
    await settings.deleteConnection({ connectionId }).catch(inWords);
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
  const wanted = grantId.safeParse(id).data;
  if (wanted === undefined) throw new CommandError('That is not the id of a grant: "grants list" has them.');
  return withBroker(options, powers, async (settings) => {
    await settings.revokeGrant({ grantId: wanted }).catch((error: unknown) => {
      if (!(error instanceof ValetkeyError && error.code === 'not-found')) return inWords(error);
      throw new CommandError('There is no grant of that id: "grants list" has them.', error);
    });
    powers.stdout.write('Revoked. What lives by it ends where it lives, within a second.\n');
    return exitCodes.ok;
  });
};

const wordsOf = ({ ok, cause, next, status, latencyMs, account }: TestResult): string => {
  const facts = [
    ...(status === undefined ? [] : [`status ${status}`]),
    `${Math.round(latencyMs)} ms`,
    ...(account === undefined ? [] : [`account ${printable(account)}`]),
  ].join(', ');
  if (ok) return `It works (${facts}).`;
  const then = next === undefined ? '' : ` ${nextSteps[next]}`;
  if (isUntested({ cause })) return `It was not tested.${then}`;
  return `It does not work: ${cause ?? 'other'} (${facts}).${then}`;
};

/** Nothing was sent: whether it works, nobody knows. */
const isUntested = ({ cause }: Pick<TestResult, 'cause'>): boolean => cause === 'no-test-declared';
