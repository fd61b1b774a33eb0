import type { ConnectionId } from '@valetkey/api-contracts';
import { describe, expect, it } from 'vitest';
import { rawPort } from '../checks/fixtures/raw-port.ts';
import { access, badToken, goodToken, governed, otherToken, provider } from './fixtures/governed.ts';

const stateOf = async (g: Awaited<ReturnType<typeof governed>>, connectionId: ConnectionId) => {
  const { state, stateReason } = await g.settings.getConnection({ connectionId });
  return [state, stateReason].filter(Boolean).join(' ');
};

describe('a test of values that are then saved', () => {
  const values = (url: string, token = goodToken) => ({
    providerId: provider as never,
    fields: { url },
    secrets: { token },
  });

  it('a connection that is saved with tested values is ready at once', async () => {
    const g = await governed();
    await g.settings.testDraft(values(g.served.text));
    const { id } = await g.create();
    expect(await stateOf(g, id)).toBe('ready');
  });

  it('a connection is untested when any value differs from the tested ones, or the test failed', async () => {
    const g = await governed();
    await g.settings.testDraft(values(g.served.text));
    expect(await stateOf(g, (await g.create({ secrets: { token: otherToken } })).id)).toBe('untested');
    await g.settings.testDraft(values(g.served.text, badToken));
    expect(await stateOf(g, (await g.create({ secrets: { token: badToken } })).id)).toBe('untested');
  });

  it('a test counts once and for ten minutes', async () => {
    const g = await governed();
    await g.settings.testDraft(values(g.served.text));
    expect(await stateOf(g, (await g.create()).id)).toBe('ready');
    expect(await stateOf(g, (await g.create()).id)).toBe('untested');
    await g.settings.testDraft(values(g.served.text));
    g.clock.ms += 10 * 60_000;
    expect(await stateOf(g, (await g.create()).id)).toBe('untested');
  });

  it('a secret that is replaced in the form is tested when the form was', async () => {
    const g = await governed();
    const { id: connectionId } = await g.create();
    await g.settings.testDraft({ ...values(g.served.text, otherToken), connectionId });
    await g.settings.replaceSecret({ connectionId, secrets: { token: otherToken }, testFirst: false });
    expect(await stateOf(g, connectionId)).toBe('ready');
  });
});

describe('uses', () => {
  it('a use that the service answers well makes a connection ready, and a 404 does not', async () => {
    const g = await governed({}, ({ url }, response) => {
      response.writeHead(url === '/here' ? 200 : 404).end();
    });
    const { id } = await g.create();
    const using = await g.use();
    expect((await using.fetch('/nowhere')).status).toBe(404);
    expect(await stateOf(g, id)).toBe('untested');
    expect((await using.fetch('/here')).status).toBe(200);
    expect(await stateOf(g, id)).toBe('ready');
    expect((await g.settings.getConnection({ connectionId: id })).workedAt).toBe(g.clock.ms);
  });

  it('a replaced secret has not worked yet, whatever the one before did', async () => {
    const g = await governed();
    const { id: connectionId } = await g.create();
    await (await g.use()).fetch('/');
    expect(await stateOf(g, connectionId)).toBe('ready');
    await g.settings.replaceSecret({ connectionId, secrets: { token: otherToken }, testFirst: false });
    expect(await stateOf(g, connectionId)).toBe('untested');
  });

  it('a test that fails after a good use makes the connection failing', async () => {
    const g = await governed({}, ({ url }, response) => {
      response.writeHead(url === '/whoami' ? 500 : 200).end();
    });
    const { id: connectionId } = await g.create();
    const using = await g.use();
    await using.fetch('/');
    await g.settings.testConnection({ connectionId });
    expect(await stateOf(g, connectionId)).toBe('failing test-failed');
    await using.fetch('/');
    expect(await stateOf(g, connectionId)).toBe('ready');
  });

  it('a page that follows changes is told when a connection has worked for the first time', async () => {
    const g = await governed();
    const { id } = await g.create();
    const using = await g.use();
    let { version } = await g.settings.changes({ version: 0 });
    await using.fetch('/');
    for (;;) {
      const news = await g.settings.changes({ version });
      version = news.version;
      if (!news.topics.includes('connections')) continue;
      expect(news.connectionIds).toEqual([id]);
      break;
    }
    expect(await stateOf(g, id)).toBe('ready');
  });
});

describe('activation', () => {
  it('an extension whose activation failed says so, with its reason, once', async () => {
    const g = await governed();
    const control = rawPort(g.extension.port);
    await control.call('report', { state: 'failed', message: 'No \u202eregistry' });
    await control.call('report', { state: 'failed', message: 'Again' });
    const [shown] = await g.settings.listExtensions();
    expect(shown).toMatchObject({ state: 'not-activated', why: 'No \\u{202E}registry' });
    const { entries } = await g.settings.listAudit({});
    expect(entries.filter(({ kind }) => kind === 'extension.failed')).toHaveLength(1);
  });
});

describe('grants', () => {
  it('a grant whose time is over, or that nobody used for 90 days, is not shown as in force', async () => {
    const g = await governed();
    const { id: connectionId } = await g.create();
    const wanted = { extension: 'acme.reader' as never, connectionId, access };
    await g.settings.requestAccess(wanted);
    const standing = async () => (await g.settings.listGrants({}))[0]?.standing;
    expect(await standing()).toBe('in-force');
    const [grant] = await g.settings.listGrants({});
    if (grant === undefined) throw new Error('there is no grant');
    const { id: grantId } = grant;
    await g.settings.limitGrant({ grantId, limits: { expiresAt: g.clock.ms + 1_000 } });
    g.clock.ms += 1_000;
    expect(await standing()).toBe('ended');
    await g.settings.limitGrant({ grantId, limits: {} });
    expect(await standing()).toBe('in-force');
    g.clock.ms += 90 * 24 * 60 * 60 * 1_000;
    expect(await standing()).toBe('unused');
  });
});
