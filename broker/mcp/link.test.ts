import { expect, it, vi } from 'vitest';
import { openChannel } from './channel.ts';
import { makeExchange } from './exchange.ts';
import { initialize } from './link.ts';
import type { Wire } from './wire.ts';
import { makeWireIds, type ServerMessage } from './wire-ids.ts';

const asks = { offers: {}, protocolVersion: undefined };

it('a link is not started if its session has ended, because a revoked program would start', async () => {
  const done: string[] = [];
  const wire = {
    start: async () => void done.push('start'),
    send: async () => void done.push('send'),
    close: async () => void done.push('close'),
  };
  const on = { message: () => undefined, error: () => undefined, closed: () => undefined };
  const channel = openChannel(wire, makeExchange(wire, makeWireIds()), on, AbortSignal.abort());
  await expect(initialize(channel, asks)).rejects.toMatchObject({ code: 'aborted' });
  expect(done).toEqual([]);
});

it('a closed link ignores what the old server’s streams still bring', async () => {
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
  const link = await initialize(openChannel(wire, exchange, on, new AbortController().signal), asks);
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
