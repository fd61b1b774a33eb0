import { expect, it, vi } from 'vitest';
import { makeExchange } from './exchange.ts';
import { openLink } from './link.ts';
import type { Wire } from './wire.ts';
import { makeWireIds, type ServerMessage } from './wire-ids.ts';

const asks = { offers: {}, protocolVersion: undefined };

it('is not begun where the session has ended before: a program would start that was revoked', async () => {
  const done: string[] = [];
  const wire = {
    start: async () => void done.push('start'),
    send: async () => void done.push('send'),
    close: async () => void done.push('close'),
  };
  const on = { message: () => undefined, error: () => undefined, closed: () => undefined };
  const opening = openLink(wire, makeExchange(wire, makeWireIds()), asks, on, AbortSignal.abort());
  await expect(opening).rejects.toMatchObject({ code: 'aborted' });
  expect(done).toEqual(['close']);
});

it('is deaf once it is closed: what streams of the old server still bring is nobody’s', async () => {
  const result = { protocolVersion: '2025-11-25', serverInfo: {}, capabilities: {} };
  const wire: Wire = {
    start: async () => undefined,
    close: async () => undefined,
    send: async (message) => {
      if ('id' in message) wire.onmessage?.({ jsonrpc: '2.0', id: message.id, result } as never);
    },
  };
  const exchange = makeExchange(wire, makeWireIds());
  const message = vi.fn((said: ServerMessage) => {
    exchange.answered(said);
  });
  const on = { message, error: vi.fn(), closed: vi.fn() };
  const link = await openLink(wire, exchange, asks, on, new AbortController().signal);
  const changed = { jsonrpc: '2.0', method: 'notifications/tools/list_changed' } as ServerMessage;
  wire.onmessage?.(changed);
  expect(message).toHaveBeenLastCalledWith(changed);
  const before = message.mock.calls.length;
  await link.close(false);
  wire.onmessage?.(changed);
  wire.onerror?.(new Error('late'));
  wire.onclose?.();
  expect(message).toHaveBeenCalledTimes(before);
  expect(on.error).not.toHaveBeenCalled();
  expect(on.closed).not.toHaveBeenCalled();
});
