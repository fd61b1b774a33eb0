import type { JsonObject, McpOffers } from '@valetkey/api-contracts';
import { isObject } from '../json/is-object.ts';
import { version } from '../version.ts';
import { tasksExtension } from './follow-task.ts';

/** The revision without a handshake: each request says in `_meta` what `initialize` said once. */
export const modernRevision = '2026-07-28';

const reserved = 'io.modelcontextprotocol/';
export const subscriptionKey = `${reserved}subscriptionId`;
export const serverInfoKey = `${reserved}serverInfo`;

export const clientInfo = { name: 'valetkey', title: 'Valetkey', version };

/** What a request of this revision carries: the broker's words, and nothing of who the extension is. */
export function envelope(offers: McpOffers, logLevel?: string): JsonObject {
  const meta: Record<string, unknown> = {
    [`${reserved}protocolVersion`]: modernRevision,
    [`${reserved}clientInfo`]: clientInfo,
    [`${reserved}clientCapabilities`]: {
      ...(offers.roots === undefined ? offers : { ...offers, roots: {} }),
      extensions: { [tasksExtension]: {} },
    },
  };
  if (logLevel !== undefined) meta[`${reserved}logLevel`] = logLevel;
  return meta as JsonObject;
}

/**
 * An extension's parameters in the broker's envelope. What only a client of this revision says is left out: an extension
 * could claim capabilities that the user refused, or answer a round of another request.
 */
export function enveloped(params: JsonObject | undefined, own: JsonObject): JsonObject {
  const { _meta, inputResponses: _, requestState: __, task: ___, ...rest } = params ?? {};
  return { ...rest, _meta: { ...withoutReserved(_meta), ...own } } as JsonObject;
}

/** Parameters of an extension's, in which it says nothing of what only the broker says: see `envelope`. */
export function unreserved(params: JsonObject): JsonObject;
export function unreserved(params: JsonObject | undefined): JsonObject | undefined;
export function unreserved(params: JsonObject | undefined): JsonObject | undefined {
  const meta = params?.['_meta'];
  if (!isObject(meta) || !Object.keys(meta).some((key) => key.startsWith(reserved))) return params;
  return { ...params, _meta: withoutReserved(meta) };
}

/** `_meta` without the keys that the specification keeps for itself. */
export function withoutReserved(meta: unknown): JsonObject {
  if (!isObject(meta)) return {};
  return Object.fromEntries(Object.entries(meta).filter(([key]) => !key.startsWith(reserved))) as JsonObject;
}
