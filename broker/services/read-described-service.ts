import { errorSentences, urlOf } from '@valetkey/api-contracts';
import { bytesText } from '../contracts/budget-words.ts';
import type { Message } from '../contracts/texts/message.ts';
import type { Say } from '../contracts/texts/say.ts';
import {
  type AskUnknown,
  longestUnknownAnswer,
  type UnknownAnswer,
  withUnknown,
} from '../network/ask-unknown.ts';
import { type NetworkCode, NetworkError } from '../network/network-error.ts';
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
  say: Say,
  url: URL,
  { maxResponseBytes = longestUnknownAnswer, ...limits }: Parameters<typeof withUnknown>[1] = {},
): Promise<AddressRead> {
  return withUnknown((ask, signal) => readThrough(say, url, ask, signal), {
    ...limits,
    maxResponseBytes,
  }).catch((error: unknown) => refused(whyUnread(say, error, maxResponseBytes)));
}

/** A server says little in it: its name, what it can do, and how to use it. */
const longestInitialized = 1_000_000;

const readThrough = async (say: Say, url: URL, ask: AskUnknown, signal: Abortable): Promise<AddressRead> => {
  const headers = { accept: 'application/json, application/yaml, */*;q=0.5' };
  const answer = await ask(url, { headers }).catch((error: unknown) => {
    // Some MCP servers answer GET with a stream that does not end.
    if (error instanceof NetworkError && error.code === 'timed-out') return undefined;
    throw error;
  });
  const draft = (described: UnknownAnswer, kind: AddressAnswer['kind']) =>
    draftInThread({ ...described, kind, url: url.href, texts: say.texts }, { signal });
  const ofDocument = answer?.status === 200 ? await draft(answer, 'document') : 'none';
  if (ofDocument === 'too-long')
    return refused(
      say('What is there takes too long to read. Services often have the same document in JSON.'),
    );
  if (typeof ofDocument !== 'string')
    return (
      serviceOf(ofDocument) ??
      refused(say('The document names no server with https, and none on this machine.'))
    );
  const initialized = await ask(url, initializeRequest(version));
  if (initialized.status === 200 && initialized.text.length > longestInitialized)
    return refused(tooLong(say, longestInitialized));
  const ofServer = await draft(initialized, 'mcp');
  const service = typeof ofServer === 'string' ? undefined : serviceOf(ofServer);
  if (service !== undefined) return service;
  const values = { initialize: `${initialized.status}` };
  return refused(
    answer === undefined
      ? say(
          'There is neither an OpenAPI document that can be read nor an MCP server (GET was answered with a stream that does not end, and initialize with {initialize}). Services often have the document at /openapi.json, and an MCP server at /mcp.',
          values,
        )
      : say(
          'There is neither an OpenAPI document that can be read nor an MCP server (GET was answered with {get}, and initialize with {initialize}). Services often have the document at /openapi.json, and an MCP server at /mcp.',
          { ...values, get: `${answer.status}` },
        ),
  );
};

const serviceOf = (drafts: Exclude<Drafted, string>): AddressRead | undefined => {
  const [first, ...others] = drafts.map(({ server }) => server);
  if (first === undefined) return undefined;
  return { ok: true, service: { servers: [first, ...others], draft: (server) => drafts[server]?.draft } };
};

const tooLong = (say: Say, most: number): string =>
  say('The answer is longer than {size}, which is the most that is read at this address.', {
    size: bytesText(say, most),
  });

/** What can happen here: nothing is sent but what asks. */
const failures = {
  'address-refused': 'This address is private or reserved, so it is not read.',
  'destination-refused': 'This address cannot be read. Check it.',
  'redirect-refused': errorSentences['redirect-refused'],
  'host-unreachable': errorSentences['host-unreachable'],
  'tls-failed': errorSentences['tls-failed'],
  'timed-out': errorSentences['timed-out'],
  'response-too-large': errorSentences['response-too-large'],
  'response-unscannable': errorSentences['response-unscannable'],
  'broken-response': errorSentences['broken-response'],
} as const satisfies Partial<Record<NetworkCode, Message>>;
const isKnown = (code: NetworkCode): code is keyof typeof failures => Object.hasOwn(failures, code);

const whyUnread = (say: Say, error: unknown, most: number): string => {
  if (!(error instanceof NetworkError)) throw error;
  const { code, why } = error;
  if (code === 'response-too-large' && why !== undefined) return tooLong(say, most);
  const sentence = say(isKnown(code) ? failures[code] : 'The service returned an unusable answer.');
  return why === undefined ? sentence : `${sentence} (${why})`;
};
