import type { JsonObject, McpCallback, McpMessageId } from '@valetkey/api-contracts';
import type { McpExchange } from './exchange.ts';
import type { ServerId, ServerMessage } from './wire-ids.ts';
import { progressMessage, type RpcError } from './wire-message.ts';

/** A server's request that waits for the extension's answer. */
export type OpenCallback = {
  readonly callback: McpCallback;
  answer(response: { readonly result: JsonObject } | { readonly error: RpcError }): Promise<void>;
  /** Tells the server how far it is. Undefined: the server did not ask to hear of it. */
  readonly progress: ((more: JsonObject) => Promise<void>) | undefined;
};

/**
 * What servers ask. The extension knows a request, and its progress, by an id that is drawn here: it can answer only
 * what it was asked, once, and the answer goes to the server that asked, over the wire on which it did.
 */
export type Callbacks = {
  /** The id for the extension. `used-twice`: the server waits for an answer under this id already. */
  open(
    exchange: Pick<McpExchange, 'tell'>,
    asked: {
      readonly id: ServerId;
      readonly callback: McpCallback;
      readonly progressToken: ServerId | undefined;
    },
  ): number | 'used-twice' | 'too-many';
  /** The same for a question in a result: the waiting caller takes the answer. */
  openIn(callback: McpCallback, answer: OpenCallback['answer']): number | 'too-many';
  find(id: unknown): OpenCallback | undefined;
  take(id: McpMessageId): OpenCallback | undefined;
  /** The server does not want the answer any more. Returns the extension's id for it. */
  withdraw(exchange: Pick<McpExchange, 'tell'>, notification: ServerMessage): number | undefined;
  /** The wire is gone. A restarted server waits for none of it. */
  clear(): void;
};

type Entry = OpenCallback & {
  readonly exchange?: Pick<McpExchange, 'tell'>;
  readonly id?: ServerId;
};

/** More at once is no server that waits for answers. */
const mostOpen = 256;

export function makeCallbacks(): Callbacks {
  const open = new Map<unknown, Entry>();
  let last = 0;
  const knownAs = (exchange: Pick<McpExchange, 'tell'>, id: unknown): number | undefined => {
    for (const [own, entry] of open) if (entry.exchange === exchange && entry.id === id) return own as number;
    return undefined;
  };
  return Object.freeze<Callbacks>({
    open: (exchange, { id, callback, progressToken }) => {
      if (open.size >= mostOpen) return 'too-many';
      if (knownAs(exchange, id) !== undefined) return 'used-twice';
      last += 1;
      open.set(last, {
        exchange,
        id,
        callback,
        answer: (response) =>
          exchange.tell(
            'result' in response
              ? { jsonrpc: '2.0', id, result: response.result }
              : { jsonrpc: '2.0', id, error: response.error },
          ),
        progress:
          progressToken === undefined
            ? undefined
            : (more) => exchange.tell(progressMessage(progressToken, more)),
      });
      return last;
    },
    openIn: (callback, answer) => {
      if (open.size >= mostOpen) return 'too-many';
      last += 1;
      open.set(last, { callback, answer, progress: undefined });
      return last;
    },
    find: (id) => open.get(id),
    take: (id) => {
      const found = open.get(id);
      open.delete(id);
      return found;
    },
    withdraw: (exchange, notification) => {
      const id = 'params' in notification ? notification.params?.['requestId'] : undefined;
      const own = knownAs(exchange, id);
      if (own !== undefined) open.delete(own);
      return own;
    },
    clear: () => open.clear(),
  });
}
