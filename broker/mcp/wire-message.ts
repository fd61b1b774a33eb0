import type { JsonObject, McpRequestMethod } from '@valetkey/api-contracts';
import type { TaskMethod } from './follow-task.ts';
import { replaceToken } from './progress-token.ts';
import type { ServerId, WireId } from './wire-ids.ts';

declare const mapped: unique symbol;

/** Parameters whose `_meta.progressToken` is one that the broker drew, or absent. */
export type WireParams = JsonObject & { readonly [mapped]: true };

/** What may go to a server. Every id in it was drawn by the broker, or was chosen by that server. */
export type WireMessage = WireRequest | WireNotification | WireAnswer;

export type WireRequest = {
  readonly jsonrpc: '2.0';
  readonly id: WireId;
  readonly method: McpRequestMethod | TaskMethod | 'initialize' | 'server/discover' | 'subscriptions/listen';
  readonly params?: WireParams;
};
export type WireNotification =
  | {
      readonly jsonrpc: '2.0';
      readonly method: 'notifications/initialized' | 'notifications/roots/list_changed';
      readonly params?: WireParams;
    }
  | {
      readonly jsonrpc: '2.0';
      readonly method: 'notifications/cancelled';
      readonly params: WireParams & { readonly requestId: WireId };
    }
  | {
      readonly jsonrpc: '2.0';
      readonly method: 'notifications/progress';
      readonly params: WireParams & { readonly progressToken: ServerId };
    };
export type WireAnswer =
  | { readonly jsonrpc: '2.0'; readonly id: ServerId; readonly result: JsonObject }
  | { readonly jsonrpc: '2.0'; readonly id: ServerId; readonly error: RpcError };
export type RpcError = { readonly code: number; readonly message: string; readonly data?: unknown };

/** http-wire.ts finds the id at this place of the text. */
export function requestMessage(
  id: WireId,
  method: WireRequest['method'],
  params: JsonObject | undefined,
  wantsProgress: boolean,
): WireRequest {
  const message = { jsonrpc: '2.0', id, method } as const;
  return params === undefined
    ? message
    : { ...message, params: withToken(params, wantsProgress ? id : undefined) };
}

export function plainNotification(
  method: 'notifications/initialized' | 'notifications/roots/list_changed',
  params?: JsonObject,
): WireNotification {
  if (params === undefined) return { jsonrpc: '2.0', method };
  return { jsonrpc: '2.0', method, params: withToken(params, undefined) };
}

/** `more` is what the extension says beside the id, e.g. its reason. */
export function cancelledMessage(requestId: WireId, more: JsonObject): WireNotification {
  const params = { ...withToken(more, undefined), requestId };
  return { jsonrpc: '2.0', method: 'notifications/cancelled', params };
}

export function progressMessage(progressToken: ServerId, more: JsonObject): WireNotification {
  const params = { ...withToken(more, undefined), progressToken };
  return { jsonrpc: '2.0', method: 'notifications/progress', params };
}

const withToken = (params: JsonObject, token: WireId | undefined): WireParams =>
  replaceToken(params, token) as WireParams;
