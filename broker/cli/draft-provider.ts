import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type JsonObject, localName } from '@valetkey/api-contracts';
import { english } from '../contracts/texts/say.ts';
import type { ProviderDraft } from '../providers/draft/drafted.ts';
import { readManifest } from '../providers/read-manifest.ts';
import { addressToRead, readDescribedService } from '../services/read-described-service.ts';
import { CommandError, type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { asciiOf, printable } from './printable.ts';
import { writeLines } from './write-lines.ts';

export type DraftOptions = {
  readonly publisher: string;
  readonly name: string;
  /** Which of several servers, counted from 1. */
  readonly server?: number;
  /** A file that is not there yet. Absent: standard output. */
  readonly out?: string;
  /** Beyond GET. */
  readonly methods?: readonly string[];
};

/**
 * Reads what a service says of itself at an address, and writes the package.json of an extension for it to standard
 * output. What could not be told goes to standard error, so that the rest can be redirected into a file.
 */
export async function draftFromAddress(
  address: string,
  options: DraftOptions,
  { stdout, stderr }: Pick<CommandPowers, 'stdout' | 'stderr'>,
): Promise<ExitCode> {
  for (const word of [options.publisher, options.name])
    if (!localName.safeParse(word).success)
      throw new CommandError(
        '--publisher and --name must have lower-case letters, digits and dashes, at most 64.',
      );
  const url = addressToRead(address);
  if (url === undefined)
    throw new CommandError('Give the address of an OpenAPI document or of an MCP server, with https.');
  const draft = await draftAt(url, options);
  const manifest = JSON.stringify(manifestOf(draft, options), null, 2);
  const reading = readManifest(manifest);
  // In JSON an escape means the same, and a terminal acts upon nothing in it.
  const lines = manifest.split('\n').map(asciiOf);
  if (options.out === undefined) await writeLines(stdout, lines);
  else writeNew(options.out, `${lines.join('\n')}\n`);
  const problems = reading.ok ? [] : reading.problems.map(({ at, sentence }) => `${at}: ${sentence}`);
  for (const note of [...problems, ...draft.notes, ...draft.advice])
    stderr.write(`- ${printable(note, 1_000)}\n`);
  return reading.ok ? exitCodes.ok : exitCodes.failed;
}

const draftAt = async (url: URL, { server }: DraftOptions): Promise<ProviderDraft> => {
  const read = await readDescribedService(english, url);
  if (!read.ok) throw new CommandError(read.why);
  const { servers, draft } = read.service;
  const list = servers.map((one, at) => `  ${at + 1}. ${printable(one, 300)}`).join('\n');
  if (server === undefined && servers.length > 1)
    throw new CommandError(
      `The document names several servers, and the secret would go to the one that you choose. Add --server with its number:\n${list}`,
    );
  const chosen = draft((server ?? 1) - 1);
  if (chosen === undefined) throw new CommandError(`--server must be one of these numbers:\n${list}`);
  return chosen;
};

const writeNew = (file: string, text: string): void => {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    const why = isThere ? 'is there already and was left as it is' : 'cannot be written';
    throw new CommandError(`The file ${printable(file, 600)} ${why}.`, error);
  }
};

const manifestOf = (
  { provider, access }: ProviderDraft,
  { publisher, name, methods = [] }: DraftOptions,
) => ({
  $schema: './node_modules/@valetkey/api-contracts/manifest.schema.json',
  name,
  publisher,
  version: '0.1.0',
  private: true,
  main: 'dist/extension.cjs',
  contributes: {
    connectionProviders: [provider],
    connectionRequests:
      access === undefined ? [] : [requestOf(provider, access, { publisher, name, methods })],
  },
});

const requestOf = (
  provider: JsonObject,
  access: JsonObject,
  { publisher, name, methods }: Required<Pick<DraftOptions, 'publisher' | 'name' | 'methods'>>,
) => ({
  provider: `${publisher}.${name}/${String(provider['id'])}`,
  reason: 'Say here what the extension does with it.',
  access: { ...access, methods: [...new Set(['GET', ...methods])] },
});
