import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectedByBearer } from '../checks/fixtures/connected.ts';
import { newCanary } from '../checks/fixtures/watched-broker.ts';
import type { Notice } from '../powers.ts';

const service = createServer((_, response) => response.end());
beforeAll(() => new Promise<void>((resolve) => void service.listen(0, '127.0.0.1', resolve)));
afterAll(() => void service.close());
const days = 24 * 60 * 60 * 1_000;

it('the first use of a grant after 30 days is told once, with who, what and since when', async () => {
  const begin = Date.UTC(2026, 8, 1);
  const clock = { ms: begin };
  const notices: Notice[] = [];
  const { client, connectionId, close } = await connectedByBearer(
    `http://127.0.0.1:${(service.address() as AddressInfo).port}`,
    newCanary(),
    { now: () => clock.ms, notice: (notice) => notices.push(notice) },
  );
  const useAfter = async (ms: number): Promise<Notice[]> => {
    clock.ms += ms;
    await client.fetch('/issues');
    return notices.splice(0);
  };
  expect(await useAfter(0)).toEqual([]);
  expect(await useAfter(29 * days)).toEqual([]);
  const about = { connectionId, displayName: 'Work', extension: 'acme.user' };
  expect(await useAfter(30 * days)).toEqual([{ kind: 'used-again', ...about, lastAt: begin + 29 * days }]);
  expect(await useAfter(0)).toEqual([]);
  expect(await close()).toEqual([]);
});

it('pages that show grants are told when one is used, once an hour', async () => {
  const clock = { ms: Date.UTC(2026, 8, 1) };
  const { client, settings, close } = await connectedByBearer(
    `http://127.0.0.1:${(service.address() as AddressInfo).port}`,
    newCanary(),
    { now: () => clock.ms },
  );
  const toldOfGrants = async (): Promise<boolean> => {
    const { version } = await settings.changes({ version: 0 });
    await client.fetch('/issues');
    return (await settings.changes({ version })).topics.includes('grants');
  };
  expect([await toldOfGrants(), await toldOfGrants()]).toEqual([true, false]);
  clock.ms += 60 * 60 * 1_000;
  expect(await toldOfGrants()).toBe(true);
  expect(await close()).toEqual([]);
});
