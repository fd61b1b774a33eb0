import { expect, it } from 'vitest';
import { codeOf } from '../checks/fixtures/watched-broker.ts';
import type { Link } from './link.ts';
import { keepLinked } from './linked.ts';

const handshake = { protocolVersion: '2025-11-25', serverInfo: {}, capabilities: {} };
const nothing = async (): Promise<undefined> => undefined;

/** Links that are numbered as they are made; the pauses between them are over at once. */
const keptLink = async (more: Partial<Parameters<typeof keepLinked>[0]> = {}) => {
  const open = new Set<number>();
  let made = 0;
  const link = (): Link => {
    made += 1;
    const me = made;
    open.add(me);
    return { handshake, request: nothing, tell: nothing, close: async () => void open.delete(me) };
  };
  const linked = await keepLinked({
    open: async () => link(),
    again: nothing,
    isGone: () => false,
    now: () => 0,
    signal: AbortSignal.abort(),
    ...more,
  });
  return { linked, link, open, made: () => made };
};

it('a link is closed if its server could not be told the state, and the next use makes another', async () => {
  let refuse = true;
  const { linked, open } = await keptLink({
    again: async () => {
      if (refuse) throw new Error('the service’s limit');
    },
  });
  linked.lost();
  open.clear();
  await expect(linked.send(nothing)).rejects.toThrow('the service’s limit');
  expect([...open]).toEqual([]);
  refuse = false;
  await linked.send(nothing);
  expect([...open]).toEqual([3]);
});

it('a server that ends at once is started five times more, and again when it had run for a minute', async () => {
  let now = 0;
  const { linked, made } = await keptLink({ now: () => now });
  const loseAndSend = (): Promise<void> => {
    linked.lost();
    return linked.send(nothing);
  };
  for (let times = 0; times < 4; times += 1) await loseAndSend();
  now += 60_000;
  for (let times = 0; times < 6; times += 1) await loseAndSend();
  expect(made()).toBe(11);
  expect(await codeOf(loseAndSend())).toBe('mcp-failed');
  expect(made()).toBe(11);
});

it('a closed session starts no server', async () => {
  const { linked, made } = await keptLink();
  linked.lost();
  await linked.close(true);
  expect(await codeOf(linked.send(nothing))).toBe('capability-closed');
  expect(made()).toBe(1);
});

it('a server that starts while its session closes is ended and told nothing', async () => {
  let opens: (link: Link) => void = () => undefined;
  const told: number[] = [];
  let first = true;
  const kept = await keptLink({
    open: () => {
      if (first) {
        first = false;
        return Promise.resolve({ handshake, request: nothing, tell: nothing, close: nothing });
      }
      return new Promise((resolve) => {
        opens = resolve;
      });
    },
    again: async () => void told.push(1),
  });
  kept.linked.lost();
  const sent = kept.linked.send(nothing);
  const closed = kept.linked.close(true);
  opens(kept.link());
  await Promise.allSettled([sent, closed]);
  expect([told, [...kept.open]]).toEqual([[], []]);
});
