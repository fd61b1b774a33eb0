import { expect, it, onTestFinished } from 'vitest';
import { startExtension } from './fixtures/start-extension.ts';

it('a use of a handle that was disposed says so, and where', async () => {
  const { worker, ended, lines } = startExtension(`
    const service = await ask();
    service.dispose();
    await service.fetch('/a').catch((error) => log.info(error.code + ' ' + error.details.expected));
  `);
  onTestFinished(() => worker.stop());
  expect(await ended).toEqual({ state: 'activated' });
  await expect
    .poll(() => lines)
    .toEqual([
      expect.stringMatching(
        /^info capability-closed you disposed this handle at acme\.reader\/extension\.js:\d+:\d+$/,
      ),
    ]);
});
