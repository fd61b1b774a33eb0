import { expect, it } from 'vitest';
import type { Link } from './link.ts';
import { keepLinked } from './linked.ts';

const handshake = { protocolVersion: '2025-11-25', serverInfo: {}, capabilities: {} };

it('a link is closed if its server could not be told the state, and the next use makes another', async () => {
  const open = new Set<number>();
  let made = 0;
  const link = (): Link => {
    made += 1;
    const me = made;
    open.add(me);
    return {
      handshake,
      request: async () => undefined,
      tell: async () => undefined,
      close: async () => void open.delete(me),
    };
  };
  let refuse = true;
  const linked = await keepLinked({
    open: async () => link(),
    again: async () => {
      if (refuse) throw new Error('the service’s limit');
    },
    isGone: () => false,
    now: () => 0,
    signal: new AbortController().signal,
  });
  linked.lost();
  open.clear();
  await expect(linked.send(async () => undefined)).rejects.toThrow('the service’s limit');
  expect([...open]).toEqual([]);
  refuse = false;
  await linked.send(async () => undefined);
  expect([...open]).toEqual([3]);
});
