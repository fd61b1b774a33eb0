import { expect, it } from 'vitest';
import { codeOf } from '../checks/fixtures/watched-broker.ts';
import { promised } from '../time/promised.ts';
import type { Link } from './link.ts';
import { keepLinked } from './linked.ts';

const handshake = { protocolVersion: '2025-11-25', serverInfo: {}, capabilities: {} };
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const nothing = async (): Promise<undefined> => undefined;

/** Links that are numbered as they are made; the pauses between them are over at once. */
const keptLink = async (
  more: Partial<Parameters<typeof keepLinked>[0]> & { readonly opens?: () => Promise<void> } = {},
) => {
  const open = new Set<number>();
  const ends = new Map<number, () => void>();
  let made = 0;
  const link = (): Link => {
    made += 1;
    const me = made;
    const [ended, end] = promised();
    open.add(me);
    ends.set(me, end);
    return { handshake, ended, request: nothing, tell: nothing, close: async () => void open.delete(me) };
  };
  const linked = await keepLinked({
    open: async () => {
      await more.opens?.();
      return link();
    },
    again: nothing,
    isGone: () => false,
    now: () => 0,
    signal: AbortSignal.abort(),
    ...more,
  });
  /** The wire of the last one ends. */
  const lose = async (which = made): Promise<void> => {
    ends.get(which)?.();
    await turn();
  };
  return { linked, lose, open, made: () => made };
};

it('a link is closed if its server could not be told the state, and the next use makes another', async () => {
  let refuse = true;
  const { linked, lose, open } = await keptLink({
    again: async () => {
      if (refuse) throw new Error('the service’s limit');
    },
  });
  await lose();
  await expect(linked.send(nothing)).rejects.toThrow('the service’s limit');
  expect([...open]).toEqual([]);
  refuse = false;
  await linked.send(nothing);
  expect([...open]).toEqual([3]);
});

it('a server that ends at once is started five times more, and again when it had run for a minute', async () => {
  let now = 0;
  const { linked, lose, made } = await keptLink({ now: () => now });
  const loseAndSend = async (): Promise<void> => {
    await lose();
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
  const { linked, lose, made } = await keptLink();
  await lose();
  await linked.close(true);
  expect(await codeOf(linked.send(nothing))).toBe('capability-closed');
  expect(made()).toBe(1);
});

it('a server that starts while its session closes is ended and told nothing', async () => {
  const [opened, opens] = promised();
  const told: number[] = [];
  let first = true;
  const { linked, lose, open } = await keptLink({
    opens: async () => {
      if (!first) await opened;
      first = false;
    },
    again: async () => void told.push(1),
  });
  await lose();
  const sent = codeOf(linked.send(nothing));
  const closed = linked.close(true);
  opens();
  await closed;
  expect([await sent, told, [...open]]).toEqual(['capability-closed', [], []]);
});

it('a server that ends while it is told the state is replaced, and its late end drops no other', async () => {
  const [told, tellOn] = promised();
  let times = 0;
  const { linked, lose, open, made } = await keptLink({
    again: async () => {
      times += 1;
      if (times > 1) return;
      await told;
      throw new Error('its wire has ended');
    },
  });
  await lose();
  const first = linked.send(nothing).catch((error: Error) => error.message);
  await turn();
  await lose(2);
  await linked.send(nothing);
  tellOn();
  expect(await first).toBe('its wire has ended');
  await linked.send(nothing);
  expect([made(), [...open]]).toEqual([3, [3]]);
  await linked.close(false);
  expect([...open]).toEqual([]);
});

it('a link that ends as soon as it is there is not kept', async () => {
  const { linked, lose, open, made } = await keptLink({ again: async () => void (await lose()) });
  await lose();
  await linked.send(nothing);
  expect([...open]).toEqual([]);
  await linked.close(false);
  expect(made()).toBe(2);
});
