import { ValetkeyError } from '@valetkey/api-contracts';
import type { Live } from '../grants/ledger.ts';
import { type Cancellation, cancel, makeCancellation } from '../network/on-abort.ts';

/** The requests of one capability that have not ended, by the id that their caller gave them. */
export type UnderWay = {
  /** Without an id the request cannot be aborted by its caller, only by the capability's end. */
  begin(requestId: number | undefined): { readonly cancellation: Cancellation; readonly end: () => void };
  abort(requestId: number): void;
};

/** Waiting costs the broker memory; an extension that needs more at once has a bug, or is one. */
const mostAtOnce = 256;

export function makeUnderWay(live: Live): UnderWay {
  const cancellations = new Map<number | symbol, Cancellation>();
  live.onEnd(() => {
    for (const cancellation of cancellations.values()) cancel(cancellation);
    cancellations.clear();
  });
  return Object.freeze<UnderWay>({
    begin: (requestId) => {
      if (live.signal.aborted) throw new ValetkeyError({ code: 'capability-closed' });
      if (cancellations.size >= mostAtOnce) throw new ValetkeyError({ code: 'too-many-requests' });
      const key = requestId ?? Symbol('request');
      if (cancellations.has(key)) throw new ValetkeyError({ code: 'invalid-input', at: 'requestId' });
      const cancellation = makeCancellation();
      cancellations.set(key, cancellation);
      return { cancellation, end: () => void cancellations.delete(key) };
    },
    abort: (requestId) => {
      const cancellation = cancellations.get(requestId);
      if (cancellation !== undefined) cancel(cancellation);
    },
  });
}
