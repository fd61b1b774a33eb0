import { type ErrorCode, errorSentences, urlOf } from '@valetkey/api-contracts';
import { type AskUnknown, type UnknownAnswer, withUnknown } from '../network/ask-unknown.ts';
import { NetworkError } from '../network/network-error.ts';
import type { Abortable } from '../network/on-abort.ts';
import type { AddressAnswer, Drafted, ProviderDraft } from '../providers/draft/drafted.ts';
import { initializeRequest } from '../providers/draft/initialize-request.ts';
import { version } from '../version.ts';
import { draftInThread } from './draft-in-thread.ts';

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
  return withUnknown((ask, signal) => readThrough(url, ask, signal), limits).catch((error: unknown) =>
    refused(whyUnread(error)),
  );
}

const readThrough = async (url: URL, ask: AskUnknown, signal: Abortable): Promise<AddressRead> => {
  const headers = { accept: 'application/json, application/yaml, */*;q=0.5' };
  const answer = await ask(url, { headers }).catch((error: unknown) => {
    // Some MCP servers answer GET with a stream that does not end.
    if (error instanceof NetworkError && error.code === 'timed-out') return undefined;
    throw error;
  });
  const draft = (described: UnknownAnswer, kind: AddressAnswer['kind']) =>
    draftInThread({ ...described, kind, url: url.href }, { signal });
  const ofDocument = answer?.status === 200 ? await draft(answer, 'document') : 'none';
  if (ofDocument === 'too-long')
    return refused('What is there takes too long to read. Services often have the same document in JSON.');
  if (typeof ofDocument !== 'string')
    return (
      serviceOf(ofDocument) ?? refused('The document names no server with https, and none on this machine.')
    );
  const initialized = await ask(url, initializeRequest(version));
  const ofServer = await draft(initialized, 'mcp');
  const service = typeof ofServer === 'string' ? undefined : serviceOf(ofServer);
  if (service !== undefined) return service;
  const answered = `GET was answered with ${answer?.status ?? 'a stream that does not end'}, and initialize with ${initialized.status}`;
  return refused(
    `There is neither an OpenAPI document that can be read nor an MCP server (${answered}). Services often have the document at /openapi.json, and an MCP server at /mcp.`,
  );
};

const serviceOf = (drafts: Exclude<Drafted, 'none'>): AddressRead | undefined => {
  const [first, ...others] = drafts.map(({ server }) => server);
  if (first === undefined) return undefined;
  return { ok: true, service: { servers: [first, ...others], draft: (server) => drafts[server]?.draft } };
};

const whyUnread = (error: unknown): string => {
  if (!(error instanceof NetworkError)) throw error;
  const sentence = Object.hasOwn(errorSentences, error.code)
    ? errorSentences[error.code as ErrorCode]
    : error.message;
  return error.why === undefined ? sentence : `${sentence} (${error.why})`;
};
