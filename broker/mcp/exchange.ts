import { ValetkeyError } from '@valetkey/api-contracts';
import type { PendingRequest } from './pending-request.ts';
import type { Wire } from './wire.ts';
import type { ServerMessage, WireId } from './wire-ids.ts';
import { cancelledMessage, requestMessage, type WireAnswer, type WireNotification } from './wire-message.ts';

/**
 * What is under way over one wire: each request under the id that was drawn for it. The id is in the request's message
 * and in this table, and nowhere else; it goes when the request is settled, so that a late, second or made-up answer
 * finds nothing.
 */
export type McpExchange = {
  /**
   * Resolves when the server has taken it. Rejects with `aborted` where it was settled before. `byStream` ends its HTTP
   * exchange when it is called off, in place of a message about it.
   */
  request(request: PendingRequest, how?: SendHow): Promise<void>;
  tell(message: WireNotification | WireAnswer): Promise<void>;
  /** Takes the server's answer to its request. False: none waits under its id. */
  answered(answer: ServerMessage): boolean;
  /** The request that this notification is about, if its sender wants to hear of progress. */
  inProgress(notification: ServerMessage): PendingRequest | undefined;
  /** Whether this is the id of the request, which has not been answered. */
  isUnder(id: unknown, request: PendingRequest): boolean;
  /** The stream ended that was to bring the answer to this request. */
  streamEnded(id: number): void;
  /** The wire goes on with none of the streams that it had begun. */
  failResumable(): void;
  /** The wire is closed. A request that the server has not taken is settled by its sender. */
  end(error: ValetkeyError, which: 'taken' | 'all'): void;
};

export type SendHow = { readonly headers?: Readonly<Record<string, string>>; readonly byStream?: boolean };

type Awaited = { readonly request: PendingRequest; isTaken: boolean; isResumable: boolean };

/** What a stream brought may still be on its way through the SDK's parser. */
const streamEndMs = 100;

export function makeExchange(wire: Pick<Wire, 'send'>, drawId: () => WireId): McpExchange {
  const awaited = new Map<unknown, Awaited>();
  const failThose = (error: ValetkeyError, which: (entry: Awaited) => boolean): void => {
    for (const entry of [...awaited.values()]) if (which(entry)) entry.request.fail(error);
  };
  return Object.freeze<McpExchange>({
    request: async (request, { headers, byStream } = {}) => {
      if (!request.isOpen()) throw new ValetkeyError({ code: 'aborted' });
      const id = drawId();
      const entry: Awaited = { request, isTaken: false, isResumable: false };
      awaited.set(id, entry);
      const ending = byStream ? new AbortController() : undefined;
      request.leaves({
        forget: () => void awaited.delete(id),
        tellCalledOff: async (more) => {
          if (ending === undefined) await wire.send(cancelledMessage(id, more));
          else ending.abort();
        },
      });
      const { method, params, progressToken } = request;
      const message = requestMessage(id, method, params, progressToken !== undefined);
      try {
        const onresumptiontoken = (): void => {
          entry.isResumable = true;
        };
        await wire.send(message, { onresumptiontoken, headers, requestSignal: ending?.signal });
        entry.isTaken = true;
      } catch (error) {
        awaited.delete(id); // it may be sent again, over another wire and under another id
        throw error;
      }
    },
    tell: (message) => wire.send(message),
    answered: (answer) => {
      const entry = 'id' in answer ? awaited.get(answer.id) : undefined;
      entry?.request.settle(answer);
      return entry !== undefined;
    },
    inProgress: (notification) => {
      const token = 'params' in notification ? notification.params?.['progressToken'] : undefined;
      const request = awaited.get(token)?.request;
      return request?.progressToken === undefined ? undefined : request;
    },
    isUnder: (id, request) => awaited.get(id)?.request === request,
    streamEnded: (id) => {
      if (!awaited.has(id)) return;
      setTimeout(() => {
        const entry = awaited.get(id);
        if (entry === undefined || entry.isResumable) return;
        entry.request.fail(new ValetkeyError({ code: 'broken-response', why: 'no-answer' }));
      }, streamEndMs).unref();
    },
    failResumable: () => failThose(notResumed(), ({ isResumable }) => isResumable),
    end: (error, which) => failThose(error, ({ isTaken }) => which === 'all' || isTaken),
  });
}

export const notResumed = (): ValetkeyError =>
  new ValetkeyError({ code: 'broken-response', why: 'not-resumed' });
