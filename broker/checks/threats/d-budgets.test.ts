import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serve } from '../../network/fixtures/serving.ts';
import type { LoadedExtension } from '../../providers/load-extension.ts';
import { attackingServerBefore } from '../fixtures/attacking-server/started-before.ts';
import {
  answering,
  extensionNamed,
  extensionWithCosts,
  type TestExtension,
} from '../fixtures/broker-in-folder.ts';
import { digestChallenge, digester } from '../fixtures/digester.ts';
import {
  codeOf,
  newCanary,
  requestOf,
  type WatchedBroker,
  watchedBroker,
} from '../fixtures/watched-broker.ts';

const server = attackingServerBefore();

let w: WatchedBroker;
let extension: TestExtension;
const noon = new Date(2026, 10, 30, 12).getTime();
let at = noon;
beforeEach(async () => {
  at = noon;
  w = await watchedBroker(newCanary(), { now: () => at });
  extension = w.attachNamed();
  await w.connect('bearer', server.url);
});
afterEach(async () => {
  expect(await w.closeAndLook()).toEqual([]);
});

const allow = (decision: 'once' | 'always', limits: object) => {
  w.inner.answer = answering(decision, { limits });
};
const access = { methods: ['GET' as const, 'POST' as const], paths: ['/**'], mcpTools: [] };
const handle = () => extension.connections.request({ ...requestOf('bearer'), access });
const client = async () => extension.connections.use(await handle());
const theGrant = async () => {
  const [grant] = await w.settings.listGrants({});
  if (grant === undefined) throw new Error('there is a grant');
  return grant;
};

describe('D20: a grant is used no more often on a day than the user allowed', () => {
  it('of 100 uses at once over three handles, as many are sent as the budget has', async () => {
    allow('always', { usesPerDay: 7 });
    const first = await handle();
    const clients = [
      extension.connections.use(first),
      await client(),
      extension.connections.use(await extension.connections.use(await handle()).attenuate({ paths: ['/a'] })),
    ];
    const codes = await Promise.all(
      Array.from({ length: 100 }, (_, n) => codeOf((clients[n % 3] ?? clients[0])?.fetch('/a') as never)),
    );
    expect(codes.filter((code) => code === 'no error')).toHaveLength(7);
    expect(new Set(codes)).toEqual(new Set(['no error', 'caveat-refused']));
    expect((await theGrant()).spentToday).toEqual({ usesPerDay: 7 });
    const { entries } = await w.settings.listAudit({ limit: 1_000, kind: 'use.intended' });
    expect(entries).toHaveLength(7);
  });

  it('the refusal names the budget and the time of renewal, and at midnight it is whole again', async () => {
    allow('always', { usesPerDay: 1 });
    const by = await client();
    await by.fetch('/a');
    const refused = await by.fetch('/a').catch((error: unknown) => error);
    expect(refused).toMatchObject({
      answer: { code: 'caveat-refused', caveat: 'usesPerDay', retryAfterMs: 12 * 60 * 60_000 },
    });
    at += 12 * 60 * 60_000;
    expect((await theGrant()).spentToday).toEqual({ usesPerDay: 0 });
    expect(await codeOf(by.fetch('/a'))).toBe('no error');
  });

  it('asking again gives no second budget, and the extension can only lower its own', async () => {
    allow('always', { usesPerDay: 1 });
    await (await client()).fetch('/a');
    expect(await codeOf((await client()).fetch('/a'))).toBe('caveat-refused');
    const weaker = extension.connections.use(await handle()).attenuate({ usesPerDay: 9 } as never);
    expect(await codeOf(weaker)).toBe('invalid-input');
  });

  it('revoking and undoing begins no new budget', async () => {
    allow('always', { usesPerDay: 1 });
    await (await client()).fetch('/a');
    const { undo } = await w.settings.revokeGrant({ grantId: (await theGrant()).id });
    await w.settings.undoRevoke({ revocationId: undo?.revocationId ?? '' });
    expect((await theGrant()).spentToday).toEqual({ usesPerDay: 1 });
    expect(await codeOf((await client()).fetch('/a'))).toBe('caveat-refused');
  });

  it('a budget of "Allow once" is of the handle, and of all that is derived from it', async () => {
    allow('once', { usesPerDay: 2 });
    const by = await client();
    const weaker = extension.connections.use(await by.attenuate({ paths: ['/a'] }));
    await by.fetch('/a');
    await weaker.fetch('/a');
    expect([await codeOf(by.fetch('/a')), await codeOf(weaker.fetch('/a'))]).toEqual([
      'caveat-refused',
      'caveat-refused',
    ]);
  });

  it('a smaller budget holds at once, and a larger one asks in main’s own prompt', async () => {
    allow('always', { usesPerDay: 5 });
    await (await client()).fetch('/a');
    const { id: grantId } = await theGrant();
    await w.settings.limitGrant({ grantId, limits: { usesPerDay: 1 } });
    expect(await codeOf((await client()).fetch('/a'))).toBe('caveat-refused');
    const asked = w.inner.changes.length;
    await w.settings.limitGrant({ grantId, limits: {} });
    expect(w.inner.changes.length).toBe(asked + 1);
    expect(await codeOf((await client()).fetch('/a'))).toBe('no error');
  });
});

describe('D26: a grant moves no more bytes, calls and costs in a day than the user allowed', () => {
  it('of 100 requests at once the extension gets no more bytes than the budget has, and a body ends where it is spent', async () => {
    const bytesPerDay = 2_000_000;
    allow('always', { bytesPerDay });
    const by = await client();
    let got = 0;
    const readAll = async (n: number) => {
      const answer = await by.fetch(n % 10 === 0 ? '/endless' : '/reflect', {
        method: 'POST',
        body: 'x'.repeat(5_000),
      });
      const reader = answer.body?.getReader();
      for (;;) {
        const { done, value } = (await reader?.read()) ?? { done: true };
        if (done || got > 2 * bytesPerDay) return;
        got += value?.byteLength ?? 0;
      }
    };
    const ends = await Promise.all(Array.from({ length: 100 }, (_, n) => readAll(n).catch((error) => error)));
    const refused = ends.filter((end) => end !== undefined);
    expect(refused.length).toBeGreaterThanOrEqual(10);
    expect(refused[0]).toMatchObject({
      answer: { code: 'caveat-refused', caveat: 'bytesPerDay', retryAfterMs: 12 * 60 * 60_000 },
    });
    const { entries } = await w.settings.listAudit({ limit: 1_000, kind: 'use.intended' });
    expect(got + 5_000 * entries.length).toBeLessThanOrEqual(bytesPerDay);
    expect((await theGrant()).spentToday).toEqual({ bytesPerDay });
    const before = (await server.report()).heads.length;
    expect(await codeOf(by.fetch('/hello'))).toBe('caveat-refused');
    expect((await server.report()).heads).toHaveLength(before);
  });

  it('what stands in a path, in headers of either side and in a body counts as bytes', async () => {
    allow('always', { bytesPerDay: 1_000 });
    const by = await client();
    expect(await codeOf(by.fetch(`/hello?${'q'.repeat(1_000)}`))).toBe('caveat-refused');
    expect(await codeOf(by.fetch('/hello', { headers: { accept: 'a'.repeat(1_000) } }))).toBe(
      'caveat-refused',
    );
    expect(await codeOf(by.fetch('/hello', { method: 'POST', body: 'b'.repeat(1_000) }))).toBe(
      'caveat-refused',
    );
    expect((await theGrant()).spentToday).toEqual({ bytesPerDay: 0 });
    expect(await codeOf(by.fetch('/hello'))).toBe('no error');
    expect((await theGrant()).spentToday).toEqual({ bytesPerDay: '/hello'.length + 'hello'.length });
    const answer = await by.fetch('/cached');
    const head = [...answer.headers].join('').replaceAll(',', '').length;
    expect(head).toBeGreaterThan(20);
    expect((await theGrant()).spentToday).toEqual({ bytesPerDay: 11 + '/cachedok'.length + head });
  });

  it.each([307, 308])(
    'a body that is sent again after a %i counts again, and is not sent where too little is left',
    async (status) => {
      allow('always', { bytesPerDay: 3_500 });
      const by = await client();
      const path = `/to?status=${status}&to=/hello`;
      const headers = { accept: 'text/plain' };
      const moved = () => by.fetch(path, { method: 'POST', headers, body: Buffer.from('b'.repeat(1_000)) });
      expect((await moved()).status).toBe(200);
      const sentTwice = 1_000 + 'accepttext/plain'.length;
      const once = path.length + 2 * sentTwice + 'hello'.length;
      expect((await theGrant()).spentToday).toEqual({ bytesPerDay: once });
      const before = (await server.report()).heads.length;
      expect(await codeOf(moved())).toBe('caveat-refused');
      expect((await server.report()).heads).toHaveLength(before + 1);
      expect((await theGrant()).spentToday).toEqual({ bytesPerDay: once + path.length + sentTwice });
    },
  );

  it('what a credential sends once more counts again: target, headers and body', async () => {
    const { text: url } = await serve(({ headers }, response) => {
      if (headers.authorization === undefined) response.writeHead(401, digestChallenge);
      response.end('ok');
    });
    const digesting = w.inner.attach(digester({ methods: ['GET', 'POST'], paths: ['/**'], mcpTools: [] }));
    await w.settings.createConnection({
      providerId: 'acme.digester/api' as never,
      displayName: 'Digest',
      fields: { url, user: 'someone' },
      secrets: { token: newCanary() },
    });
    allow('always', { bytesPerDay: 10_000 });
    const { connections } = digesting;
    const by = connections.use(
      await connections.request({ provider: 'acme.digester/api', reason: 'To try.', access }),
    );
    const target = `/hello?${'q'.repeat(500)}`;
    const sent = {
      method: 'POST' as const,
      headers: { accept: 'text/plain' },
      body: Buffer.from('b'.repeat(1_000)),
    };
    const spentBy = async () => {
      const { bytesPerDay: before = 0 } = (await theGrant()).spentToday ?? {};
      await (await by.fetch(target, sent)).text();
      return ((await theGrant()).spentToday?.bytesPerDay ?? 0) - before;
    };
    const twice = await spentBy();
    // The challenge is known now.
    const once = await spentBy();
    expect(twice - once).toBe(target.length + 'accepttext/plain'.length + sent.body.length);
  });

  it('a request costs the most of what fits it, and as another way to write a path the most of all', async () => {
    allow('always', { costPerDay: 25 });
    const by = await client();
    const spentBy = async (path: string, method = 'GET') => {
      const before = (await theGrant()).spentToday?.costPerDay ?? 0;
      const code = await codeOf(by.fetch(path, { method }));
      return [((await theGrant()).spentToday?.costPerDay ?? 0) - before, code];
    };
    expect((await theGrant()).costUnit).toBe('credits');
    expect(await spentBy('/hello')).toEqual([1, 'no error']);
    expect(await spentBy('/hello', 'POST')).toEqual([3, 'no error']);
    expect(await spentBy('/Hello')).toEqual([10, 'no error']);
    expect(await spentBy('/reflect')).toEqual([10, 'no error']);
    expect(await spentBy('/hello', 'POST')).toEqual([0, 'caveat-refused']);
    expect(await spentBy('/hello')).toEqual([1, 'no error']);
  });

  describe('with a provider that is updated', () => {
    const contributes = {
      connectionRequests: [{ provider: 'acme.maker/api', reason: 'To count.', access }],
    };
    const tools = [{ tool: 'search', cost: 5 }];
    const tokens = { unit: 'tokens', requests: [{ path: '/**', cost: 2 }] };
    let updateTo: (update: LoadedExtension) => void;
    let counted: TestExtension;
    const another = async () =>
      counted.connections.use(await counted.connections.request({ provider: 'acme.maker/api' }));
    const grantId = async () => (await theGrant()).id;
    beforeEach(async () => {
      const maker = w.inner.attach(extensionWithCosts('maker'));
      updateTo = (update) => {
        maker.detach();
        w.inner.attach(update);
      };
      await w.inner.settings.createConnection({
        providerId: 'acme.maker/api',
        displayName: 'Made',
        fields: { url: server.url },
        secrets: { token: newCanary() },
      });
      counted = w.inner.attach(extensionNamed('counted', { contributes }));
    });

    it.each([
      ['drops its costs', extensionNamed('maker'), 'costs-dropped'],
      ['drops those of requests', extensionWithCosts('maker', { unit: 'credits', tools }), 'costs-dropped'],
      ['counts in another unit', extensionWithCosts('maker', tokens), 'costs-changed'],
    ] as const)(
      'an update of a provider that %s gets no request past a budget of costs',
      async (_what, update, why) => {
        allow('always', { costPerDay: 5 });
        const by = await another();
        expect(await codeOf(by.fetch('/hello'))).toBe('no error');
        const weaker = counted.connections.use(await by.attenuate({ paths: ['/hello'] }));
        updateTo(update);
        const before = (await server.report()).heads.length;
        for (const one of [await another(), by, weaker])
          expect(await one.fetch('/hello').catch((error: unknown) => error)).toMatchObject({
            answer: { code: 'caveat-refused', caveat: 'costPerDay', why },
          });
        expect((await server.report()).heads).toHaveLength(before);
        expect((await theGrant()).uncounted).toBe(why);
        await w.settings.limitGrant({ grantId: await grantId(), limits: {} });
        expect(await codeOf((await another()).fetch('/hello'))).toBe('no error');
      },
    );

    it('the budget of "Allow once" counts nothing else than what was shown with it', async () => {
      allow('once', { costPerDay: 5 });
      const by = await another();
      updateTo(extensionWithCosts('maker', tokens));
      expect(await by.fetch('/hello').catch((error: unknown) => error)).toMatchObject({
        answer: { caveat: 'costPerDay', why: 'costs-changed' },
      });
    });

    it('the person agrees to the same amount in another unit in main’s own prompt', async () => {
      allow('always', { costPerDay: 5 });
      await another();
      updateTo(extensionWithCosts('maker', tokens));
      const asked = w.inner.changes.length;
      w.inner.allowChange = () => false;
      const again = { grantId: await grantId(), limits: { costPerDay: 5 } };
      expect(await codeOf(w.settings.limitGrant(again))).toBe('denied');
      expect(await codeOf((await another()).fetch('/hello'))).toBe('caveat-refused');
      w.inner.allowChange = () => true;
      await w.settings.limitGrant(again);
      expect(w.inner.changes).toHaveLength(asked + 2);
      const shown = JSON.stringify(w.inner.changes.at(-1)?.parts);
      expect(shown).toMatch(/Nothing is sent: .*At most 5 credits a day\..*At most 5 tokens a day\./);
      expect(await codeOf((await another()).fetch('/hello'))).toBe('no error');
    });

    it('no budget of costs is set where the provider declares none, and one that is there is kept', async () => {
      allow('always', { costPerDay: 5 });
      await another();
      updateTo(extensionNamed('maker'));
      const asked = w.inner.changes.length;
      const limit = async (costPerDay: number) =>
        codeOf(w.settings.limitGrant({ grantId: await grantId(), limits: { costPerDay, usesPerDay: 9 } }));
      expect(await limit(4)).toBe('invalid-input');
      expect(await limit(5)).toBe('no error');
      expect(w.inner.changes).toHaveLength(asked);
      expect(await theGrant()).toMatchObject({
        limits: { costPerDay: 5, usesPerDay: 9 },
        uncounted: 'costs-dropped',
      });
    });
  });
});
