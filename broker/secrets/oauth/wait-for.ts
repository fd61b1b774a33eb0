import type { After } from '../../time/after.ts';
import { OauthError } from './oauth-error.ts';

/** Rejects when it is called off. */
export function waitFor(ms: number, signal: AbortSignal, after: After): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      callOff();
      reject(new OauthError('aborted'));
    };
    const callOff = after(ms, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
  });
}
