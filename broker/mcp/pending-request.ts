import type { JsonObject, McpMessageId } from '@valetkey/api-contracts';
import type { ServerMessage } from './wire-ids.ts';
import type { WireRequest } from './wire-message.ts';

/**
 * A request to a server, from the decision to send it until it is settled. The holder of this object can settle it, and
 * nobody else: it has no id. The exchange over which it is sent draws one.
 */
export type PendingRequest = {
  readonly method: WireRequest['method'];
  readonly params: JsonObject | undefined;
  /** What its sender calls its progress. Undefined: it wants to hear of none. */
  readonly progressToken: McpMessageId | undefined;
  /** Resolves to the server's answer, or to undefined when the request was called off. */
  readonly answer: Promise<ServerMessage | undefined>;
  isOpen(): boolean;
  settle(answer: ServerMessage): void;
  /** With what is known here. The server was not asked. */
  settleUnasked(result: JsonObject): void;
  wasAsked(): boolean;
  fail(error: unknown): void;
  /** Returns how to tell the server. Undefined: there is nothing to tell, or not yet. */
  callOff(): TellCalledOff | undefined;
  readonly calledOff: AbortSignal;
  /** It leaves over an exchange, which is to be told when it is settled. */
  leaves(over: { readonly forget: () => void; readonly tellCalledOff: TellCalledOff }): void;
};

/** `more` is what the sender says beside which request it is. */
export type TellCalledOff = (more: JsonObject) => Promise<void>;

export function makePendingRequest(
  method: WireRequest['method'],
  params: JsonObject | undefined,
  progressToken?: McpMessageId,
): PendingRequest {
  const calledOff = new AbortController();
  let isOpen = true;
  let wasAsked = true;
  let over: Parameters<PendingRequest['leaves']>[0] | undefined;
  let resolve: (answer: ServerMessage | undefined) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const answer = new Promise<ServerMessage | undefined>((resolveAnswer, rejectAnswer) => {
    resolve = resolveAnswer;
    reject = rejectAnswer;
  });
  answer.catch(() => undefined); // nobody may be waiting for it any more
  /** False: it was settled before. */
  const close = (): boolean => {
    if (!isOpen) return false;
    isOpen = false;
    over?.forget();
    return true;
  };
  return Object.freeze<PendingRequest>({
    method,
    params,
    progressToken,
    answer,
    isOpen: () => isOpen,
    settle: (message) => {
      if (close()) resolve(message);
    },
    settleUnasked: (result) => {
      if (!close()) return;
      wasAsked = false;
      resolve({ jsonrpc: '2.0', id: 0, result } as unknown as ServerMessage);
    },
    wasAsked: () => wasAsked,
    fail: (error) => {
      if (close()) reject(error);
    },
    callOff: () => {
      if (!close()) return undefined;
      calledOff.abort();
      resolve(undefined);
      return over?.tellCalledOff;
    },
    calledOff: calledOff.signal,
    leaves: (exchange) => {
      over = exchange;
    },
  });
}
