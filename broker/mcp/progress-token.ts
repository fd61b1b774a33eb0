import type { JsonObject, McpMessageId } from '@valetkey/api-contracts';
import { isObject } from '../json/is-object.ts';

/** The token that a peer put into a request's parameters, whatever it is. */
export function tokenIn(params: JsonObject | undefined): unknown {
  const meta = params?.['_meta'];
  return isObject(meta) ? meta['progressToken'] : undefined;
}

/** The same parameters with this token in place of the one that the other side chose; without one where it is undefined. */
export function replaceToken<Token extends McpMessageId>(
  params: JsonObject,
  token: Token | undefined,
): JsonObject {
  const meta = params['_meta'];
  if (!isObject(meta) || !('progressToken' in meta)) return params;
  const { progressToken: _, ...rest } = meta;
  return { ...params, _meta: token === undefined ? rest : { ...rest, progressToken: token } };
}
