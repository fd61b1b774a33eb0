import { Worker } from 'node:worker_threads';
import { draftThread } from '#draft-thread';
import { type Abortable, offAbort, onAbort } from '../network/on-abort.ts';
import { type AddressAnswer, type Drafted, drafted } from '../providers/draft/drafted.ts';

/** A document of the largest size, in YAML, takes about four seconds. */
const longestMs = 10_000;
/** Twice what any document of the largest size takes: V8 may end the process where a list does not grow for want of it. */
const mostMb = 1_024;

/**
 * Reads what a server wrote in a thread of its own, without network or secrets, which is ended after its time: main goes
 * on meanwhile. What comes back is checked as the server's own word. Rejects when the thread fails.
 */
export function draftInThread(
  described: AddressAnswer,
  { signal, mostMs = longestMs }: { readonly signal: Abortable; readonly mostMs?: number },
): Promise<Drafted> {
  // Between the answer and here: nobody would end the thread.
  if (signal.aborted) return Promise.resolve('too-long');
  return new Promise((resolve, reject) => {
    const thread = new Worker(draftThread, {
      eval: true,
      name: 'draft',
      workerData: described,
      resourceLimits: { maxOldGenerationSizeMb: mostMb },
      env: {},
      argv: [],
      execArgv: [],
      stdout: true,
      stderr: true,
    });
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      offAbort(signal, abort);
      settle();
      void thread.terminate();
    };
    const giveUp = (): void => end(() => resolve('too-long'));
    const timer = setTimeout(giveUp, mostMs);
    const abort = onAbort(signal, giveUp);
    thread.once('message', (said: unknown) => end(() => resolve(drafted.safeParse(said).data ?? 'too-long')));
    thread.once('error', (error: Error & { code?: unknown }) =>
      error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? giveUp() : end(() => reject(error)),
    );
    thread.once('exit', () => end(() => reject(new Error('the thread ended without an answer'))));
  });
}
