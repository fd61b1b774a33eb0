import {
  type ConnectionProvider,
  type FieldValue,
  fieldsAskedFor,
  type ProviderField,
} from '@valetkey/api-contracts';
import { readTypedLine } from '../shells/node/terminal-line.ts';
import { CommandError, type CommandPowers } from './command-powers.ts';
import { printable } from './printable.ts';
import { readSecretFile, secretIn } from './read-secret-file.ts';

type SecretFiles = {
  readonly fields: Readonly<Record<string, FieldValue>>;
  readonly files: readonly string[][];
};

/**
 * The secrets of a new connection: from files, from standard input where `-` stands for a file, and at a terminal as the
 * person types them. None is an argument, which every process of this machine sees.
 */
export async function secretsGiven(
  provider: ConnectionProvider,
  { fields, files }: SecretFiles,
  { stdin, stdout }: Pick<CommandPowers, 'stdin' | 'stdout'>,
): Promise<Record<string, string>> {
  const asked = fieldsAskedFor(provider, fields).filter(({ type }) => type === 'secret');
  const given = new Set(files.map(([id]) => id));
  const terminal = { stdin, stdout };
  const wanted = isTypedAt(terminal) ? asked.filter(({ id, required }) => required && !given.has(id)) : [];
  return readSecrets([...files, ...wanted.map(({ id }) => [id, '-'])], asked, terminal);
}

/** Each from its file; `-` is standard input, or what is typed at a terminal. Nothing typed is no secret. */
export async function readSecrets(
  files: readonly (readonly string[])[],
  fields: readonly Pick<ProviderField, 'id' | 'label'>[],
  { stdin, stdout }: Pick<CommandPowers, 'stdin' | 'stdout'>,
): Promise<Record<string, string>> {
  const isTyped = isTypedAt({ stdin, stdout });
  if (!isTyped && files.filter(([, file]) => file === '-').length > 1)
    throw new CommandError('Only one secret can come from standard input.');
  const secrets: Record<string, string> = {};
  for (const [id = '', file = ''] of files) {
    if (file !== '-') secrets[id] = readSecretFile(file);
    else if (!isTyped) secrets[id] = await pipedSecret(stdin);
    else {
      const label = fields.find((field) => field.id === id)?.label ?? id;
      stdout.write(`${printable(label)} (what you type is not shown): `);
      const options = { masked: true, signal: new AbortController().signal };
      const typed = await readTypedLine(stdin, stdout, options);
      if (typed === 'end') throw new CommandError('Nothing was changed.');
      if (typed.line !== '') secrets[id] = typed.line;
    }
  }
  return secrets;
}

/** Whether somebody can be asked for a secret. */
export const isTypedAt = ({ stdin, stdout }: Pick<CommandPowers, 'stdin' | 'stdout'>): boolean =>
  stdin.isTTY === true && stdout.isTTY === true;

const pipedSecret = async (stdin: CommandPowers['stdin']): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of stdin) parts.push(Buffer.from(part as Uint8Array));
  return secretIn(Buffer.concat(parts).toString('utf8'), 'Standard input');
};
