import { expect, it } from 'vitest';
import { cpuMs } from '../checks/fixtures/cpu-time.ts';
import { governed } from './fixtures/governed.ts';

/** Enough to see what grows with their number; `npm run bench:ui` has 10,000 in the page. */
const many = 800;

it(`${many} connections come in pages, whole and in order, and the second time without opening their secrets`, async () => {
  const { settings, create } = await governed();
  const made: string[] = [];
  for (let at = 0; at < many; at += 1) made.push((await create({ displayName: `No ${at}` })).id);
  const readAll = async () => {
    const ids: string[] = [];
    const began = cpuMs();
    for (let after: never | undefined; ; ) {
      const page = await settings.listConnections(after === undefined ? {} : { after });
      expect(page.total).toBe(many);
      ids.push(...page.connections.map(({ id }) => id));
      if (page.next === undefined) return { ids, took: cpuMs() - began };
      after = page.next as never;
    }
  };
  const first = await readAll();
  expect(first.ids).toEqual([...made].sort());
  const second = await readAll();
  expect(second.took).toBeLessThan(first.took);
});
