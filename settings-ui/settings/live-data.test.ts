import { type Client, type ConnectionId, ValetkeyError } from '@valetkey/api-contracts';
import type { SettingsContract, SettingsTopic } from '@valetkey/broker/contracts';
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { followData, type LiveData } from './live-data.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A main whose methods answer what a test says, and fail while they are in `failing`. */
const main = () => {
  const failing = new Set<string>();
  const asked: string[] = [];
  let version = 1;
  let news: { readonly topics: readonly SettingsTopic[]; readonly connectionIds?: ConnectionId[] } = {
    topics: [],
  };
  const connections = new Map<string, object>();
  let wake = (): void => undefined;
  const answers: Record<string, (given: { version: number; connectionId: string }) => unknown> = {
    listConnections: () => ({ connections: [...connections.values()], total: connections.size }),
    getConnection: ({ connectionId }) => {
      const found = connections.get(connectionId);
      if (found === undefined) throw new ValetkeyError({ code: 'not-found' });
      return found;
    },
    listGrants: () => [{ id: `grant of version ${version}` }],
    installing: () => ({ offered: false }),
    takePlace: () => ({}),
    changes: async (given) => {
      if (given.version === version) await new Promise<void>((resolve) => (wake = resolve));
      return { version, ...news };
    },
  };
  const client = new Proxy({} as Client<SettingsContract>, {
    get:
      (_, name: string) =>
      async (given: never): Promise<unknown> => {
        asked.push(name);
        if (failing.has(name)) throw new Error(name);
        return answers[name]?.(given) ?? [];
      },
  });
  const tell = (...topics: SettingsTopic[]): void => {
    version += 1;
    news = { topics };
    wake();
  };
  const tellOf = (id: string): void => {
    tell('connections');
    news = { topics: ['connections'], connectionIds: [id as ConnectionId] };
  };
  return { client, failing, asked, tell, tellOf, connections };
};

/** The page's data, a second after it was opened. */
const followed = async (client: Client<SettingsContract>) => {
  let data: LiveData = {};
  const { start, refresh, stop } = followData(
    client,
    (seen) => {
      data = seen;
    },
    () => undefined,
  );
  onTestFinished(stop);
  start();
  await vi.advanceTimersByTimeAsync(1_000);
  return { data: () => data, refresh };
};

it('what could not be seen is looked at again, until it was seen', async () => {
  const { client, failing, asked, tell } = main();
  const { data } = await followed(client);
  expect(data().grants).toEqual([{ id: 'grant of version 1' }]);
  failing.add('listGrants');
  tell('grants');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(data()).toMatchObject({ failed: { message: 'listGrants' }, grants: [{ id: 'grant of version 1' }] });
  failing.clear();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(data().failed).toBeUndefined();
  expect(data().grants).toEqual([{ id: 'grant of version 2' }]);
  asked.length = 0;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked, 'nothing is asked while there are no news').toEqual([]);
});

it('what a refresh could not see is in the next look', async () => {
  const { client, failing, tell } = main();
  const { data, refresh } = await followed(client);
  failing.add('listGrants');
  await refresh();
  expect(data().failed).toMatchObject({ message: 'listGrants' });
  failing.clear();
  tell('protection');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(data().failed).toBeUndefined();
  expect(data().grants).toEqual([{ id: 'grant of version 2' }]);
});

it('a connection that could not be seen stays, and one that is gone goes', async () => {
  const { client, failing, connections, tellOf } = main();
  connections.set('con_a', { id: 'con_a', name: 'A' }).set('con_b', { id: 'con_b', name: 'B' });
  const { data } = await followed(client);
  expect(data().connections).toHaveLength(2);
  connections.set('con_a', { id: 'con_a', name: 'Renamed' });
  failing.add('getConnection').add('listConnections');
  tellOf('con_a');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(data()).toMatchObject({ failed: { message: 'getConnection' }, connections: [{ name: 'A' }, {}] });
  failing.clear();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(data()).toMatchObject({ failed: undefined, connections: [{ name: 'Renamed' }, {}] });
  connections.delete('con_b');
  tellOf('con_b');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(data()).toMatchObject({ failed: undefined, connections: [{ name: 'Renamed' }] });
  expect(data().connections).toHaveLength(1);
});
