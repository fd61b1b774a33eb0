import { type ErrorCode, errorSentences, urlOf } from '@valetkey/api-contracts';
import { type AskUnknown, withUnknown } from '../network/ask-unknown.ts';
import { NetworkError } from '../network/network-error.ts';
import { readApiDocument } from '../providers/draft/api-document.ts';
import { draftMcp, initializeRequest } from '../providers/draft/draft-mcp.ts';
import { draftProvider, type ProviderDraft } from '../providers/draft/draft-provider.ts';
import { serversOf, serverText } from '../providers/draft/servers.ts';
import { version } from '../version.ts';

/** What a service says of itself. Nothing of it is true because it says so. */
export type DescribedService = {
  /** Where it can be, in words, in its own order. None is taken by itself. */
  readonly servers: readonly [string, ...string[]];
  /** Undefined: there is no such server. */
  draft(server: number): ProviderDraft | undefined;
};
export type AddressRead =
  | { readonly ok: true; readonly service: DescribedService }
  | { readonly ok: false; readonly why: string };

const refused = (why: string): AddressRead => ({ ok: false, why });

/** An https address, or one on this machine. Which host may be asked is decided where it is asked. */
export const addressToRead = (text: string): URL | undefined => {
  const url = urlOf(text);
  return url !== undefined && /^https?:$/.test(url.protocol) ? url : undefined;
};

/** Asks an OpenAPI document or an MCP server at an address, without a credential (ask-unknown.ts). */
export function readDescribedService(
  url: URL,
  limits?: Parameters<typeof withUnknown>[1],
): Promise<AddressRead> {
  return withUnknown((ask) => readThrough(url, ask), limits).catch((error: unknown) =>
    refused(whyUnread(error)),
  );
}

const readThrough = async (url: URL, ask: AskUnknown): Promise<AddressRead> => {
  const headers = { accept: 'application/json, application/yaml, */*;q=0.5' };
  const answer = await ask(url, { headers }).catch((error: unknown) => {
    // Some MCP servers answer GET with a stream that does not end.
    if (error instanceof NetworkError && error.code === 'timed-out') return undefined;
    throw error;
  });
  const document = answer?.status === 200 ? readApiDocument(answer.text) : undefined;
  if (document === 'too-long')
    return refused(
      'The document is in YAML and takes too long to read. Services often have the same one in JSON.',
    );
  if (document !== undefined) {
    const servers = serversOf(document, url);
    const [first, ...others] = servers.map(serverText);
    if (first === undefined)
      return refused('The document names no server with https, and none on this machine.');
    const draft = (at: number): ProviderDraft | undefined => {
      const server = servers[at];
      return server && draftProvider(document, server, url);
    };
    return { ok: true, service: { servers: [first, ...others], draft } };
  }
  const initialized = await ask(url, initializeRequest(version));
  const draft = draftMcp(url, initialized);
  if (draft !== undefined)
    return { ok: true, service: { servers: [url.href], draft: (at) => (at === 0 ? draft : undefined) } };
  const answered = `GET was answered with ${answer?.status ?? 'a stream that does not end'}, and initialize with ${initialized.status}`;
  return refused(
    `There is neither an OpenAPI document that can be read nor an MCP server (${answered}). Services often have the document at /openapi.json, and an MCP server at /mcp.`,
  );
};

const whyUnread = (error: unknown): string => {
  if (!(error instanceof NetworkError)) throw error;
  const sentence = Object.hasOwn(errorSentences, error.code)
    ? errorSentences[error.code as ErrorCode]
    : error.message;
  return error.why === undefined ? sentence : `${sentence} (${error.why})`;
};
