import { type McpMessageId, ValetkeyError } from '@valetkey/api-contracts';
import type { PendingRequest, TellCalledOff } from './pending-request.ts';

/**
 * The extension's requests that are under way, by the ids that it gave them. Here its ids end: they find a request that
 * the extension made itself, and nothing of the broker's or a server's.
 */
export type ExtensionRequests = {
  /** Throws `invalid-input` while another one of this id is under way. */
  begin(id: McpMessageId, request: PendingRequest): void;
  end(id: McpMessageId, request: PendingRequest): void;
  /** Returns how to tell the server. Undefined: it need not hear of it. */
  callOff(id: unknown): TellCalledOff | undefined;
};

export function makeExtensionRequests(): ExtensionRequests {
  const underWay = new Map<unknown, PendingRequest>();
  return Object.freeze<ExtensionRequests>({
    begin: (id, request) => {
      if (underWay.has(id)) throw new ValetkeyError({ code: 'invalid-input', at: 'id' });
      underWay.set(id, request);
    },
    end: (id, request) => {
      if (underWay.get(id) === request) underWay.delete(id);
    },
    callOff: (id) => underWay.get(id)?.callOff(),
  });
}
