import { describe, expect, it } from 'vitest';
import { answering } from '../checks/fixtures/broker-in-folder.ts';
import { codeOf } from '../checks/fixtures/watched-broker.ts';
import { access, governed, provider } from './fixtures/governed.ts';

const extension = 'acme.reader' as never;
const providerId = provider as never;

describe('a request that found no connection', () => {
  it('access given from Settings as "always" prompts the extension no more', async () => {
    const { settings, create, use, t } = await governed();
    expect(await codeOf(use())).toBe('no-connection');
    expect(await settings.listUnmetRequests()).toMatchObject([
      { extension: 'acme.reader', providerId: provider, reason: 'To read.', access },
    ]);
    const { id: connectionId } = await create();
    expect(await settings.answerUnmetRequest({ extension, providerId, connectionId })).toEqual({
      decision: 'always',
      waited: false,
    });
    expect(await settings.listUnmetRequests()).toEqual([]);
    expect((await (await use()).fetch('/x')).status).toBe(200);
    expect(t.prompts.map(({ reason }) => reason)).toEqual(['To read.']);
  });

  it('access given "once" serves the next request without a prompt, one time, visible until then', async () => {
    const { settings, create, use, t } = await governed();
    await codeOf(use());
    const { id: connectionId } = await create();
    t.answer = answering('once');
    await settings.answerUnmetRequest({ extension, providerId, connectionId });
    expect(await settings.listUnmetRequests()).toMatchObject([{ allowedOnce: { connectionId } }]);
    t.answer = answering('deny');
    expect((await (await use()).fetch('/x')).status).toBe(200);
    expect(await settings.listUnmetRequests()).toEqual([]);
    expect(await codeOf(use())).toBe('denied');
  });

  it.each(['time', 'revocation', 'stop', 'move', 'wider request'])(
    'access given "once" does not outlive a %s',
    async (what) => {
      const { settings, create, use, t, clock, extension: running } = await governed();
      await codeOf(use());
      const { id: connectionId, updatedAt } = await create();
      t.answer = answering('once');
      await settings.answerUnmetRequest({ extension, providerId, connectionId });
      t.answer = answering('deny');
      if (what === 'time') clock.ms += 10 * 60_000;
      if (what === 'revocation') await settings.revokeConnection({ connectionId });
      if (what === 'stop') {
        await settings.stopEverything();
        await settings.resumeEverything();
      }
      if (what === 'move')
        await settings.updateConnection({
          connectionId,
          updatedAt,
          fields: { url: 'https://elsewhere.example' },
        });
      const wider = { ...access, methods: ['GET' as const, 'POST' as const] };
      const asked =
        what === 'wider request'
          ? running.connections.request({ provider, reason: 'To write.', access: wider })
          : use();
      expect(await codeOf(asked)).toBe('denied');
    },
  );

  it('an unmet request shows its own words, on connections of its provider only', async () => {
    const { settings, use } = await governed();
    await codeOf(use());
    const other = await settings.createConnection({
      providerId: 'http' as never,
      displayName: 'Other',
      fields: { url: 'https://other.example' },
    });
    const answer = settings.answerUnmetRequest({ extension, providerId, connectionId: other.id });
    expect(await codeOf(answer)).toBe('not-found');
  });
});

describe('access in both directions', () => {
  it('grants and handles are listed by connection and by extension, with requests in flight', async () => {
    const waiting: (() => void)[] = [];
    const { settings, create, use } = await governed({}, (_request, response) =>
      waiting.push(() => response.end()),
    );
    const { id: connectionId } = await create();
    const client = await use();
    const under = client.fetch('/slow');
    await expect.poll(() => waiting.length).toBe(1);
    for (const whose of [{ connectionId }, { extension }, { connectionId, extension }]) {
      expect(await settings.listGrants(whose)).toMatchObject([{ live: 1, inFlight: 1, handles: 1 }]);
      expect(await settings.listLive(whose)).toMatchObject([{ mode: 'always', inFlight: 1 }]);
    }
    expect(await settings.listGrants({ extension: 'acme.other' as never })).toEqual([]);
    expect(await settings.listExtensions()).toMatchObject([
      { live: 1, inFlight: 1, grants: { active: 1, suspended: 0 }, canRestart: false },
    ]);
    waiting[0]?.();
    await under;
  });

  it('a suspended grant is confirmed for what was on screen, not for a later state', async () => {
    const { settings, create, use } = await governed();
    const { id: connectionId, updatedAt } = await create();
    await use();
    const move = async (seen: number, url: string) =>
      (await settings.updateConnection({ connectionId, updatedAt: seen, fields: { url } })).updatedAt;
    const then = await move(updatedAt, 'https://shown.example');
    const [shown] = await settings.listGrants();
    await move(then, 'https://later.example');
    const grantId = shown?.id as never;
    const confirm = (digest = '') => codeOf(settings.confirmGrant({ grantId, digest }));
    expect(await confirm(shown?.now?.digest)).toBe('conflict');
    expect(await confirm((await settings.listGrants())[0]?.now?.digest)).toBe('no error');
  });

  it('"stop everything" ends handles, refuses requests and withdraws prompts until it is resumed', async () => {
    const { settings, create, use, t } = await governed();
    await create();
    const client = await use();
    await settings.revokeGrant({ grantId: (await settings.listGrants())[0]?.id as never });
    t.answer = (_prompt, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('gone'))));
    const asking = codeOf(use());
    await expect.poll(() => t.prompts.length).toBe(2);
    await settings.stopEverything();
    expect(await asking).toBe('stopped');
    expect(await settings.listUnmetRequests()).toEqual([]);
    expect(await codeOf(client.fetch('/x'))).toBe('capability-closed');
    expect([await codeOf(use()), (await settings.stopped()).stopped]).toEqual(['stopped', true]);
    t.answer = answering('once');
    await settings.resumeEverything();
    expect((await (await use()).fetch('/x')).status).toBe(200);
  });

  it('"stop everything" lets nobody give access from Settings, and says so', async () => {
    const { settings, create, t } = await governed();
    const { id: connectionId } = await create();
    await settings.stopEverything();
    expect(await codeOf(settings.requestAccess({ extension, connectionId, access }))).toBe('stopped');
    expect(t.prompts).toEqual([]);
  });

  it('a prompt that went with its extension is not listed as one that the user denied', async () => {
    const { settings, create, use, t, extension: running } = await governed();
    await create();
    t.answer = (_prompt, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('gone'))));
    const asking = codeOf(use());
    await expect.poll(() => t.prompts.length).toBe(1);
    running.detach();
    await Promise.race([
      asking,
      expect
        .poll(async () => (await settings.listAudit({ kind: 'consent.answered' })).entries.length)
        .toBe(1),
    ]);
    expect(await settings.listUnmetRequests()).toEqual([]);
  });

  it('"stop everything" keeps stored grants and gives nothing on them until it is resumed', async () => {
    const { settings, create, use, t } = await governed();
    await create();
    await use();
    const resumed = async () => (await settings.listAudit({ kind: 'use.resumed' })).entries.length;
    await settings.resumeEverything();
    expect(await resumed()).toBe(0);
    await settings.stopEverything();
    expect([await codeOf(use()), await codeOf(use())]).toEqual(['stopped', 'stopped']);
    await settings.resumeEverything();
    await settings.resumeEverything();
    expect(await resumed()).toBe(1);
    expect((await (await use()).fetch('/x')).status).toBe(200);
    expect(t.prompts).toHaveLength(1);
  });

  it('one id ties a prompt to its answer and result, and two prompts have two ids', async () => {
    const { settings, create, use, extension: running, t } = await governed();
    await create();
    const questions = async () => (await settings.listAudit({ kind: 'consent.asked' })).entries.length;
    t.answer = async (prompt, signal) => {
      await expect.poll(questions).toBe(2);
      return answering('always')(prompt, signal);
    };
    const narrow = { ...access, paths: ['/v1/**'] };
    await Promise.all([use(), running.connections.request({ provider, reason: 'Other.', access: narrow })]);
    const { entries } = await settings.listAudit({ limit: 1000 });
    const asked = entries.filter(({ kind }) => kind === 'consent.asked');
    expect(new Set(asked.map(({ prompt }) => prompt)).size).toBe(2);
    for (const { prompt, reason } of asked) {
      const tied = entries.filter((entry) => entry.prompt === prompt && prompt !== undefined);
      expect(tied.map(({ kind }) => kind).sort()).toEqual([
        ...['capability.issued', 'consent.answered', 'consent.asked', 'grant.created'],
      ]);
      expect(new Set(tied.map((entry) => entry.reason))).toEqual(new Set([reason]));
    }
  });
});
