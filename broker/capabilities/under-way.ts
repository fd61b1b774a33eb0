import { ValetkeyError } from '@valetkey/api-contracts';
import type { Live } from '../grants/ledger.ts';

/** The requests of one capability that have not ended, by the id that their caller gave them. */
export type UnderWay = {
  /** Without an id the request cannot be aborted by its caller, only by the capability's end. */
  begin(requestId: number | undefined): { readonly signal: AbortSignal; readonly end: () => void };
  abort(requestId: number): void;
};

/** Waiting costs the broker memory; an extension that needs more at once has a bug, or is one. */
const mostAtOnce = 256;

export const makeUnderWay = (live: Live): UnderWay => {
  const controllers = new Map<number | symbol, AbortController>();
  live.onEnd(() => {
    for (const controller of controllers.values()) controller.abort();
    controllers.clear();
  });
  return Object.freeze({
    begin: (requestId: number | undefined) => {
      if (live.signal.aborted) throw new ValetkeyError({ code: 'capability-closed' });
      if (controllers.size >= mostAtOnce) throw new ValetkeyError({ code: 'too-many-requests' });
      const key = requestId ?? Symbol('request');
      if (controllers.has(key)) throw new ValetkeyError({ code: 'invalid-input', at: 'requestId' });
      const controller = new AbortController();
      controllers.set(key, controller);
      return { signal: controller.signal, end: () => void controllers.delete(key) };
    },
    abort: (requestId: number) => controllers.get(requestId)?.abort(),
  });
};
