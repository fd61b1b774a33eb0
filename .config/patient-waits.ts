import { vi } from 'vitest';

/**
 * How long `vi.waitFor` waits: it ends as soon as what is waited for is there, so a longer wait costs nothing but where a
 * test fails, and a shorter one says how busy the machine is. `expect.poll` has the same (vitest.config.ts), and
 * patient-waits.test.ts looks for every other deadline.
 */
export const patienceMs = 60_000;
/** Of a broken promise, most of these waits are in vain. */
const defaultMs = process.env['VALETKEY_MUTANT'] === undefined ? patienceMs : patienceMs / 2;

const { waitFor, waitUntil } = vi;
const patient = (options: number | { timeout?: number } | undefined): object => {
  const given = typeof options === 'number' ? { timeout: options } : options;
  if ((given?.timeout ?? patienceMs) < patienceMs)
    throw new TypeError(`a wait of ${given?.timeout} ms fails on a busy machine: leave it out`);
  return { timeout: defaultMs, ...given };
};
vi.waitFor = (callback, options) => waitFor(callback, patient(options));
vi.waitUntil = (callback, options) => waitUntil(callback, patient(options));
