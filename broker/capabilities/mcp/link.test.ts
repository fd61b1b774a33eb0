import { expect, it } from 'vitest';
import { openLink } from './link.ts';

it('is not begun where the session has ended before: a program would start that was revoked', async () => {
  const done: string[] = [];
  const wire = {
    start: async () => void done.push('start'),
    send: async () => void done.push('send'),
    close: async () => void done.push('close'),
  };
  const on = {
    message: () => undefined,
    error: () => undefined,
    streamEnded: () => undefined,
    closed: () => undefined,
  };
  const opening = openLink(wire, { offers: {}, protocolVersion: undefined }, on, AbortSignal.abort());
  await expect(opening).rejects.toMatchObject({ code: 'aborted' });
  expect(done).toEqual(['close']);
});
