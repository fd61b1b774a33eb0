import { expect, it } from 'vitest';
import { makeExchange } from './exchange.ts';
import { openLink } from './link.ts';
import { makeWireIds } from './wire-ids.ts';

it('is not begun where the session has ended before: a program would start that was revoked', async () => {
  const done: string[] = [];
  const wire = {
    start: async () => void done.push('start'),
    send: async () => void done.push('send'),
    close: async () => void done.push('close'),
  };
  const on = { message: () => undefined, error: () => undefined, closed: () => undefined };
  const exchange = makeExchange(wire, makeWireIds());
  const asks = { offers: {}, protocolVersion: undefined };
  const opening = openLink(wire, exchange, asks, on, AbortSignal.abort());
  await expect(opening).rejects.toMatchObject({ code: 'aborted' });
  expect(done).toEqual(['close']);
});
