import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { closeBeforeQuit } from './close-before-quit.ts';

it('a second attempt to quit ends nothing before the first one has closed everything', async () => {
  const done: unknown[] = [];
  const app = Object.assign(new EventEmitter(), { exit: (code: number) => void done.push(`exit ${code}`) });
  let letGo: () => void = () => undefined;
  const isClosing = closeBeforeQuit({
    app: app as never,
    close: () => {
      done.push('close');
      return new Promise((resolve) => {
        letGo = resolve;
      });
    },
    log: () => undefined,
  });
  const quit = (): void => void app.emit('before-quit', { preventDefault: () => done.push('held') });
  expect(isClosing()).toBe(false);
  quit();
  quit();
  expect([isClosing(), done]).toEqual([true, ['held', 'close', 'held']]);
  letGo();
  await expect.poll(() => done.at(-1)).toBe('exit 0');
});
