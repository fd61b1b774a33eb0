import { ValetkeyError } from '@valetkey/api-contracts';
import { type Abortable, offAbort, onAbort } from './on-abort.ts';

/** Waits with one that others wait for too: who is aborted leaves, and the rest goes on. */
export function unlessAborted(waiting: Promise<void>, signal: Abortable): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      // It may fail for the others, too: unheard, that would end the process.
      waiting.catch(() => undefined);
      return reject(new ValetkeyError({ code: 'aborted' }));
    }
    const waiter = onAbort(signal, () => reject(new ValetkeyError({ code: 'aborted' })));
    waiting.then(resolve, reject).finally(() => offAbort(signal, waiter));
  });
}
