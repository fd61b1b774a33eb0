import { frameLimits, ValetkeyError } from '@valetkey/api-contracts';
import { fitsIn } from '../port/measure-value.ts';
import type { PendingRequest } from './pending-request.ts';

type Request = Pick<PendingRequest, 'method' | 'params'>;

/** What a restarted server must be told. It lasts as long as the session, so it is bounded. */
export type RememberedRequests = {
  /** Before it is sent. Throws where it could not be kept. */
  check(key: string, request: Request): void;
  keep(key: string, request: Request): void;
  drop(key: string): void;
  all(): Request[];
};

const most = 1_024;
const limits = { ...frameLimits, maxNodes: 1_000, maxBytes: 16 * 1024 };

export function makeRemembered(): RememberedRequests {
  const kept = new Map<string, Request>();
  return Object.freeze<RememberedRequests>({
    check: (key, { params = {} }) => {
      if (!fitsIn(params, limits)) throw new ValetkeyError({ code: 'invalid-input', at: 'params' });
      if (!kept.has(key) && kept.size >= most) throw new ValetkeyError({ code: 'too-many-requests' });
    },
    keep: (key, { method, params }) => void kept.set(key, { method, params }),
    drop: (key) => void kept.delete(key),
    all: () => [...kept.values()],
  });
}
