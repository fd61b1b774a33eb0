import type { JsonObject } from '@valetkey/api-contracts';
import { isObject } from '../json/is-object.ts';
import { modernRevision } from './envelope.ts';
import { rpcWhy, statusOf } from './mcp-error.ts';
import type { ServerMessage } from './wire-ids.ts';

/** What an answer to `server/discover` says about its server. */
export type Verdict =
  | { readonly kind: 'modern'; readonly result: JsonObject }
  /** It has the revision, and refused the request for another reason: it is asked once more. */
  | { readonly kind: 'again' }
  | { readonly kind: 'legacy'; readonly evidence: string }
  /** It says nothing about the era, or that no revision is common. */
  | { readonly kind: 'error'; readonly why: string };

type Known = {
  readonly legacyVersions: readonly string[];
  /** It has spoken the new revision before: only its own word, that it does so no more, is believed. */
  readonly wasModern: boolean;
};

const methodNotFound = -32_601;
const unsupportedVersion = -32_022;

export function judgeAnswer(answer: ServerMessage, known: Known): Verdict {
  if ('result' in answer) {
    const result = answer.result as JsonObject;
    const { supportedVersions } = result;
    if (!isList(supportedVersions)) return fallBack('no-versions', known);
    if (supportedVersions.includes(modernRevision)) return { kind: 'modern', result };
    return among(supportedVersions, known);
  }
  const { code, data } = (answer as { error: { code: number; data?: unknown } }).error;
  if (code === unsupportedVersion) {
    const supported = isObject(data) ? data['supported'] : undefined;
    if (!isList(supported)) return fallBack('no-versions', known);
    return supported.includes(modernRevision) ? { kind: 'again' } : among(supported, known);
  }
  const evidence = rpcWhy(code) ?? 'rpc-other';
  return code === methodNotFound ? { kind: 'legacy', evidence } : fallBack(evidence, known);
}

/**
 * What a server of the older revisions answers to a request that it does not know. Others may come from whatever stands
 * between: a wall for sign-ins (401, 403, 407), a gateway (5xx, 408, 429), a host that the request was not for (421).
 */
const refusals: readonly unknown[] = [400, 404, 405, 406, 415, 422];

/** Undefined: the request failed, and that says nothing about the server. */
export function judgeFailure(error: unknown, known: Known): Verdict | undefined {
  const status = statusOf(error);
  if (!refusals.includes(status)) return undefined;
  const rpc = rpcErrorIn(error);
  if (rpc !== undefined) return judgeAnswer(rpc, known);
  return fallBack(`http-${status}`, known);
}

/** The server's JSON-RPC error in the body of an HTTP error, as this revision has it. The wire has scrubbed it. */
export function rpcErrorIn(failure: unknown): ServerMessage | undefined {
  const { text } = ((failure as { data?: unknown } | undefined)?.data ?? {}) as { text?: unknown };
  if (typeof text !== 'string') return undefined;
  try {
    const { error } = JSON.parse(text) as { error?: { code?: unknown; message?: unknown; data?: unknown } };
    if (typeof error?.code !== 'number') return undefined;
    const { code, message, data } = error;
    const words = typeof message === 'string' ? message : '';
    return { jsonrpc: '2.0', error: { code, message: words, data } } as unknown as ServerMessage;
  } catch {
    return undefined;
  }
}

const isList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');

const among = (versions: readonly string[], { legacyVersions }: Known): Verdict =>
  versions.some((one) => legacyVersions.includes(one))
    ? { kind: 'legacy', evidence: 'older-versions' }
    : { kind: 'error', why: 'protocol-version' };

const fallBack = (evidence: string, { wasModern }: Known): Verdict =>
  wasModern ? { kind: 'error', why: 'era-changed' } : { kind: 'legacy', evidence };
