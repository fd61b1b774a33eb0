import type { Limits } from '@valetkey/api-contracts';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attackingServerBefore } from '../checks/fixtures/attacking-server/started-before.ts';
import { answering, type TestExtension } from '../checks/fixtures/broker-in-folder.ts';
import {
  codeOf,
  newCanary,
  requestOf,
  type WatchedBroker,
  watchedBroker,
} from '../checks/fixtures/watched-broker.ts';

const server = attackingServerBefore();
let w: WatchedBroker;
let extension: TestExtension;
beforeEach(async () => {
  w = await watchedBroker(newCanary());
  extension = w.attachNamed();
  await w.connect('bearer', server.url);
  w.inner.answer = answering('always');
});
afterEach(async () => {
  expect(await w.closeAndLook()).toEqual([]);
});

const access = {
  methods: ['GET' as const, 'DELETE' as const, 'POST' as const],
  paths: ['/**'],
  mcpTools: [],
};
const request = () => extension.connections.request({ ...requestOf('bearer'), access });
type Use = { readonly method: 'GET' | 'DELETE' | 'POST'; readonly path: string };
const send = async (uses: readonly Use[]): Promise<string[]> => {
  const client = extension.connections.use(await request());
  const codes: string[] = [];
  for (const { method, path } of uses) codes.push(await codeOf(client.fetch(path, { method })));
  return codes;
};
const grantId = async () => (await w.settings.listGrants({}))[0]?.id ?? ('none' as never);
const textOf = ({ method, path }: Use): string => `${method} ${path}`;

const use = fc.record({
  method: fc.constantFrom('GET' as const, 'DELETE' as const, 'POST' as const),
  path: fc.constantFrom('/a', '/a/b', '/a/b/', '/repos/1', '/repos/2', '/repos/1/x', '/p/a%2Fb'),
});
const limits: fc.Arbitrary<Limits> = fc.record({
  methods: fc.option(fc.subarray(['GET' as const, 'DELETE' as const]), { nil: undefined }),
  paths: fc.option(fc.subarray(['/a', '/a/**', '/repos/*', '/p/**', '/repos/1/x']), { nil: undefined }),
});

describe('trying limits on recorded uses', () => {
  it('what is said to be refused is what the broker then refuses', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(use, { minLength: 1, maxLength: 8 }), limits, async (uses, wanted) => {
        await send(uses);
        const id = await grantId();
        const { refused, pass, uses: total } = await w.settings.tryLimits({ grantId: id, limits: wanted });
        await w.settings.limitGrant({ grantId: id, limits: wanted });
        const codes = await send(uses);
        const refusedNow = new Set(uses.filter((_, n) => codes[n] === 'caveat-refused').map(textOf));
        const ofThese = refused.filter((one) => uses.some((sent) => textOf(sent) === textOf(one as Use)));
        expect(new Set(ofThese.map((one) => textOf(one as Use)))).toEqual(refusedNow);
        expect(pass + refused.reduce((sum, { count }) => sum + count, 0)).toBe(total);
        await w.settings.revokeGrant({ grantId: id });
      }),
      { numRuns: 25 },
    );
  });

  it('the proposal refuses no recorded use, opens nothing, and refuses what was never used', async () => {
    await send([
      { method: 'GET', path: '/repos/1' },
      { method: 'GET', path: '/repos/2' },
      { method: 'POST', path: '/a' },
    ]);
    const id = await grantId();
    const { limits: proposed, replayed } = await w.settings.proposeLimits({ grantId: id });
    expect(proposed).toEqual({
      methods: ['GET', 'POST'],
      paths: ['/a', '/repos/1', '/repos/2'],
      mcpTools: [],
    });
    expect(replayed).toEqual({ uses: 3, pass: 3, refused: [], more: 0, asks: [], moreAsks: 0 });
    await w.settings.limitGrant({ grantId: id, limits: proposed ?? {} });
    expect(
      await send([
        { method: 'GET', path: '/repos/1' },
        { method: 'DELETE', path: '/repos/1' },
        { method: 'GET', path: '/repos/3' },
      ]),
    ).toEqual(['no error', 'caveat-refused', 'caveat-refused']);
    // A second proposal is no wider than the first.
    expect((await w.settings.proposeLimits({ grantId: id })).limits).toEqual(proposed);
  });

  it('a grant under which nothing was used has no proposal', async () => {
    await request();
    expect(await w.settings.proposeLimits({ grantId: await grantId() })).toEqual({
      replayed: { uses: 0, pass: 0, refused: [], more: 0, asks: [], moreAsks: 0 },
    });
  });

  it('uses before the given time are left out, and those of another grant', async () => {
    await send([{ method: 'GET', path: '/a' }]);
    const id = await grantId();
    expect((await w.settings.tryLimits({ grantId: id, limits: {}, since: Date.now() + 1 })).uses).toBe(0);
    await w.settings.revokeGrant({ grantId: id });
    await send([{ method: 'GET', path: '/a/b' }]);
    const now = (await w.settings.listGrants({}))[0]?.id ?? id;
    expect((await w.settings.tryLimits({ grantId: now, limits: { paths: [] } })).refused).toEqual([
      { method: 'GET', path: '/a/b', caveat: 'paths', count: 1 },
    ]);
  });
});
