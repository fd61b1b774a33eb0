import { readFileSync, statSync } from 'node:fs';
import { sentenceOf } from '@valetkey/api-contracts';
import type { ConnectionView } from '../contracts/connection.ts';
import { exportedConnections } from '../contracts/connection-export.ts';
import { cannotRead } from './cannot-read.ts';
import { CommandError, type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { printable } from './printable.ts';
import { readRegistry } from './read-registry.ts';
import { enterSecret } from './read-secret-file.ts';
import { type BrokerOptions, withLockedBroker } from './with-broker.ts';
import { writeLines } from './write-lines.ts';

const longestFile = 4 * 1024 * 1024;

/** Needs no key: there is no secret to store. */
export async function importConnections(
  file: string,
  options: BrokerOptions,
  powers: CommandPowers,
): Promise<ExitCode> {
  const document = readDocument(file);
  const services = await readRegistry(options);
  const next = ({ providerId, signIn }: ConnectionView): string => {
    if (signIn !== undefined) return 'sign in in Settings, or with "sign-in"';
    const fields = services.get(providerId)?.provider.fields ?? [];
    return fields.some(({ type }) => type === 'secret') ? enterSecret : 'no secret to enter';
  };
  return withLockedBroker(options, powers, async (settings) => {
    const { imported, refused } = await settings.importConnections({ document });
    await writeLines(
      powers.stdout,
      imported.map((view) => `${view.id} ${printable(view.displayName)}: ${next(view)}`),
    );
    await writeLines(
      powers.stderr,
      refused.map(({ index, error }) => {
        const { at, expected = sentenceOf(error) } = error;
        return printable(`connections[${index}]${at === undefined ? '' : `.${at}`}: ${expected}`, 600);
      }),
    );
    return refused.length === 0 ? exitCodes.ok : exitCodes.unusable;
  });
}

const readDocument = (file: string) => {
  const { size = longestFile + 1 } = statSync(file, { throwIfNoEntry: false }) ?? {};
  if (size > longestFile) throw new CommandError(`${file} does not exist, or is too large to be an export.`);
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new CommandError(`${file} is not JSON.`, error);
    throw cannotRead(file, error);
  }
  const parsed = exportedConnections.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CommandError(
    `${file} is not an export of connections: ${printable(issue?.path.join('.') || 'the whole of it')} does not have the expected form.`,
  );
};
