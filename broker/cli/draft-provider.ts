import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type ErrorCode, errorSentences, type JsonObject, localName, urlOf } from '@valetkey/api-contracts';
import { type AskUnknown, withUnknown } from '../network/ask-unknown.ts';
import { NetworkError } from '../network/network-error.ts';
import { type ApiDocument, readApiDocument } from '../providers/draft/api-document.ts';
import { draftMcp, initializeRequest } from '../providers/draft/draft-mcp.ts';
import { draftProvider, type ProviderDraft } from '../providers/draft/draft-provider.ts';
import { type ApiServer, serversOf, serverText } from '../providers/draft/servers.ts';
import { readManifest } from '../providers/read-manifest.ts';
import { version } from '../version.ts';
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
  const url = urlOf(address);
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new CommandError('Give the address of an OpenAPI document or of an MCP server, with https.');
  const draft = await withUnknown((ask) => draftAt(url, options, ask)).catch(inWords);
  const manifest = JSON.stringify(manifestOf(draft, options), null, 2);
  const reading = readManifest(manifest);
  // In JSON an escape means the same, and a terminal acts upon nothing in it.
  const lines = manifest.split('\n').map(asciiOf);
  if (options.out === undefined) await writeLines(stdout, lines);
  else writeNew(options.out, `${lines.join('\n')}\n`);
  const problems = reading.ok ? [] : reading.problems.map(({ at, sentence }) => `${at}: ${sentence}`);
  for (const note of [...problems, ...draft.notes]) stderr.write(`- ${printable(note, 1_000)}\n`);
  return reading.ok ? exitCodes.ok : exitCodes.failed;
}

const draftAt = async (url: URL, options: DraftOptions, ask: AskUnknown): Promise<ProviderDraft> => {
  const headers = { accept: 'application/json, application/yaml, */*;q=0.5' };
  const answer = await ask(url, { headers }).catch((error: unknown) => {
    // Some MCP servers answer GET with a stream that does not end.
    if (error instanceof NetworkError && error.code === 'timed-out') return undefined;
    throw error;
  });
  const document = answer?.status === 200 ? readApiDocument(answer.text) : undefined;
  if (document === 'too-long')
    throw new CommandError(
      'The document has more than 4 MB of YAML. Services often have the same one in JSON.',
    );
  if (document !== undefined) return draftProvider(document, chosenServer(document, url, options), url);
  const initialized = await ask(url, initializeRequest(version));
  const draft = draftMcp(url, initialized);
  if (draft !== undefined) return draft;
  const answered = `GET was answered with ${answer?.status ?? 'a stream that does not end'}, and initialize with ${initialized.status}`;
  throw new CommandError(
    `There is neither an OpenAPI document that can be read nor an MCP server (${answered}). Services often have the document at /openapi.json, and an MCP server at /mcp.`,
  );
};

const chosenServer = (document: ApiDocument, url: URL, { server }: DraftOptions): ApiServer => {
  const servers = serversOf(document, url);
  const list = servers.map((one, at) => `  ${at + 1}. ${printable(serverText(one), 300)}`).join('\n');
  const [first] = servers;
  if (first === undefined)
    throw new CommandError('The document names no server with https, and none on this machine.');
  if (server === undefined && servers.length > 1)
    throw new CommandError(
      `The document names several servers, and the secret would go to the one that you choose. Add --server with its number:\n${list}`,
    );
  const chosen = servers[(server ?? 1) - 1];
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

const inWords = (error: unknown): never => {
  if (!(error instanceof NetworkError)) throw error;
  const sentence = Object.hasOwn(errorSentences, error.code)
    ? errorSentences[error.code as ErrorCode]
    : error.message;
  throw new CommandError(error.why === undefined ? sentence : `${sentence} (${error.why})`, error);
};
