import type { JsonObject } from '@valetkey/api-contracts';
import { expect, it } from 'vitest';
import { makeFreshResults } from './fresh-results.ts';

const tools = (more: object): JsonObject => ({ tools: [], ...more }) as JsonObject;
const setUp = () => {
  const at = { now: 0, who: 'one' };
  const fresh = makeFreshResults(
    () => at.who,
    () => at.now,
  );
  return { at, fresh };
};

it('a list is fresh for as long as its server says, and for an hour at most', () => {
  const { at, fresh } = setUp();
  fresh.keep('tools/list', {}, tools({ ttlMs: 1_000 }));
  fresh.keep('prompts/list', {}, tools({ ttlMs: Number.MAX_SAFE_INTEGER }));
  at.now = 999;
  expect(fresh.get('tools/list', {})).toBeDefined();
  at.now = 1_000;
  expect(fresh.get('tools/list', {})).toBeUndefined();
  at.now = 60 * 60_000;
  expect(fresh.get('prompts/list', {})).toBeUndefined();
});

it.each([{}, { ttlMs: 0 }, { ttlMs: -1 }, { ttlMs: '1000' }, { ttlMs: Number.NaN }])(
  'a list with %j is asked for again',
  (hint) => {
    const { fresh } = setUp();
    fresh.keep('tools/list', {}, tools(hint));
    expect(fresh.get('tools/list', {})).toBeUndefined();
  },
);

it('a kept list answers the same request of the same caller only', () => {
  const { at, fresh } = setUp();
  fresh.keep('tools/list', { cursor: 'a', _meta: { progressToken: 1 } }, tools({ ttlMs: 1_000 }));
  expect(fresh.get('tools/list', { cursor: 'a', _meta: { progressToken: 2 } })).toBeDefined();
  expect(fresh.get('tools/list', {})).toBeUndefined();
  expect(fresh.get('tools/list', { cursor: 'b' })).toBeUndefined();
  expect(fresh.get('prompts/list', { cursor: 'a' })).toBeUndefined();
  at.who = 'two';
  expect(fresh.get('tools/list', { cursor: 'a' })).toBeUndefined();
});

it('results of calls and resources are never kept', () => {
  const { fresh } = setUp();
  for (const method of ['tools/call', 'resources/read', 'server/discover', 'prompts/get']) {
    fresh.keep(method, {}, tools({ ttlMs: 1_000 }));
    expect(fresh.get(method, {})).toBeUndefined();
  }
});

it('memory stays bounded, whatever a server wants kept', () => {
  const { fresh } = setUp();
  fresh.keep('tools/list', {}, tools({ ttlMs: 1_000, much: 'x'.repeat(300_000) }));
  expect(fresh.get('tools/list', {})).toBeUndefined();
  for (let page = 0; page < 100; page += 1)
    fresh.keep('tools/list', { cursor: String(page) }, tools({ ttlMs: 1_000 }));
  expect(fresh.get('tools/list', { cursor: '35' })).toBeUndefined();
  expect(fresh.get('tools/list', { cursor: '36' })).toBeDefined();
});
