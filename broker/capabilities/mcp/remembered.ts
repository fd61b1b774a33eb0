import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import { frameLimits, type McpMessageId, ValetkeyError } from '@valetkey/api-contracts';
import { fitsIn } from '../../port/measure-value.ts';

type Request = JSONRPCMessage & { readonly id: McpMessageId };

/** What a server has to be told again after it was started anew. It lasts as long as the session, so it has bounds. */
export type Remembered = {
  /** Before it is sent. Throws where it could not be kept. */
  check(key: string, message: Request): void;
  keep(key: string, message: Request): void;
  drop(key: string): void;
  all(): JSONRPCMessage[];
};

const most = 1_024;
const limits = { ...frameLimits, maxNodes: 1_000, maxBytes: 16 * 1024 };

export const makeRemembered = (): Remembered => {
  const kept = new Map<string, JSONRPCMessage>();
  return Object.freeze<Remembered>({
    check: (key, message) => {
      if (!fitsIn(message, limits)) throw new ValetkeyError({ code: 'invalid-input', at: 'params' });
      if (!kept.has(key) && kept.size >= most) throw new ValetkeyError({ code: 'too-many-requests' });
    },
    keep: (key, message) => void kept.set(key, { ...message, id: `again ${key}` }),
    drop: (key) => void kept.delete(key),
    all: () => [...kept.values()],
  });
};
