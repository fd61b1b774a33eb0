import { expect, it } from 'vitest';
import { makeCancellation } from './on-abort.ts';
import { unlessAborted } from './unless-aborted.ts';

it('what fails after the one who waited was aborted is no unhandled rejection', async () => {
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);
  process.prependListener('unhandledRejection', note);
  const aborted = { ...makeCancellation(), aborted: true };
  await expect(unlessAborted(Promise.reject(new Error('late')), aborted)).rejects.toMatchObject({
    code: 'aborted',
  });
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});
