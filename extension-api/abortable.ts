import type { CapabilityContract, Client } from '@valetkey/api-contracts';
import { onAbort } from './on-abort.ts';

type Aborter = Pick<Client<CapabilityContract>, 'abort'>;

/** Tells the broker that nobody waits for this request any more. It may have ended already, and so may the port. */
export const giveUp = async (client: Aborter, requestId: number): Promise<void> => {
  await client.abort({ requestId }).catch(() => undefined);
};

/**
 * Rejects with the signal's own reason as soon as it is aborted, as fetch does: the broker is told, and whatever it
 * still answers is dropped. Resolves only while the signal is not aborted.
 */
export async function abortable<T>(
  client: Aborter,
  requestId: number,
  signal: AbortSignal,
  call: () => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  let stopListening = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stopListening = onAbort(signal, () => {
      giveUp(client, requestId);
      reject(signal.reason);
    });
  });
  try {
    const answer = await Promise.race([call(), aborted]);
    signal.throwIfAborted();
    return answer;
  } finally {
    stopListening();
  }
}
