import { describe, expect, it, vi } from 'vitest';
import { answering } from '../checks/fixtures/broker-in-folder.ts';
import { access, governed, provider } from '../settings/fixtures/governed.ts';

const opened = async () => {
  const g = await governed({ keepsRequestsOpen: true });
  const ask = (more: object = { wait: true }) =>
    g.extension.connections.request({ provider, reason: 'To read.', access, ...more });
  const unmet = () => g.settings.listUnmetRequests({});
  const isListed = () => vi.waitFor(async () => expect(await unmet()).toMatchObject([{ waits: true }]));
  return { ...g, ask, unmet, isListed };
};

describe('a request that waits', () => {
  it('a request that waits is asked about as soon as there is a connection, and gets its handle', async () => {
    const g = await opened();
    const asked = g.ask();
    await g.isListed();
    expect(g.t.prompts).toEqual([]);
    await g.create();
    const using = g.extension.connections.use(await asked);
    expect((await using.fetch('/')).status).toBe(200);
    expect(g.t.prompts).toHaveLength(1);
    expect(await g.unmet()).toEqual([]);
  });

  it('a connection that cannot be used yet serves no request that waits: the person is asked when it can', async () => {
    const g = await opened();
    const { id: connectionId } = await g.create({ secrets: {} });
    const asked = g.ask();
    await g.isListed();
    expect(g.t.prompts).toEqual([]);
    await g.settings.replaceSecret({
      connectionId,
      secrets: { token: 'canary-good-5hQ8sWn2Zr7V' },
      testFirst: false,
    });
    await asked;
    expect(g.t.prompts).toHaveLength(1);
  });

  it('what the user allowed once before its connection can be used is given when it can', async () => {
    const g = await opened();
    const { id: connectionId } = await g.create({ secrets: {} });
    const asked = g.ask();
    await g.isListed();
    const [{ extension, providerId } = { extension: '', providerId: '' }] = await g.unmet();
    const allowed = { extension: extension as never, providerId: providerId as never, connectionId };
    g.t.answer = answering('once');
    expect(await g.settings.answerUnmetRequest(allowed)).toMatchObject({ decision: 'once' });
    g.t.answer = answering('deny');
    const secrets = { token: 'canary-good-5hQ8sWn2Zr7V' };
    await g.settings.replaceSecret({ connectionId, secrets, testFirst: false });
    await asked;
    expect(g.t.prompts).toHaveLength(1);
  });

  it('a request that goes on waiting is not told of as a new one', async () => {
    const g = await opened();
    const asked = g.ask();
    await g.isListed();
    const [before] = await g.unmet();
    await g.create({ secrets: {} });
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(await g.unmet()).toEqual([before]);
    g.extension.detach();
    await expect(asked).rejects.toBeDefined();
  });

  it('a request that the user dismisses is refused, and so is one whose extension has gone', async () => {
    const g = await opened();
    const asked = g.ask();
    await g.isListed();
    const [{ extension, providerId } = { extension: '', providerId: '' }] = await g.unmet();
    await g.settings.dismissUnmetRequest({ extension: extension as never, providerId: providerId as never });
    await expect(asked).rejects.toMatchObject({ code: 'no-connection' });
    const again = g.ask();
    await g.isListed();
    g.extension.detach();
    await expect(again).rejects.toBeDefined();
    expect((await g.unmet()).filter(({ waits }) => waits)).toEqual([]);
  });

  it('no request waits that did not ask to, nor where the application cannot add a connection', async () => {
    const g = await opened();
    await expect(g.ask({})).rejects.toMatchObject({ code: 'no-connection' });
    expect(await g.unmet()).toMatchObject([{ waits: false, why: 'no-connection' }]);
    const elsewhere = await governed();
    const request = { provider, reason: 'To read.', access, wait: true };
    await expect(elsewhere.extension.connections.request(request)).rejects.toMatchObject({
      code: 'no-connection',
    });
  });

  it('an extension keeps at most 16 requests open, and the next one is refused at once', async () => {
    const g = await opened();
    const asked = Array.from({ length: 16 }, () => g.ask());
    await g.isListed();
    await expect(g.ask()).rejects.toMatchObject({ code: 'no-connection' });
    g.extension.detach();
    await Promise.allSettled(asked);
  });
});

describe('a request that was denied', () => {
  it('a denied request is listed, and can be allowed after all without the extension asking again', async () => {
    const g = await opened();
    const { id: connectionId } = await g.create();
    g.t.answer = answering('deny');
    await expect(g.ask()).rejects.toMatchObject({ code: 'denied' });
    const [denied] = await g.unmet();
    expect(denied).toMatchObject({ why: 'denied', waits: false, reason: 'To read.' });
    if (denied === undefined) return;
    const { extension, providerId } = denied;
    expect(await g.settings.answerUnmetRequest({ extension, providerId, connectionId })).toEqual({
      decision: 'deny',
      waited: false,
    });
    expect(await g.unmet()).toMatchObject([{ why: 'denied' }]);
    g.t.answer = answering('always');
    expect(await g.settings.answerUnmetRequest({ extension, providerId, connectionId })).toEqual({
      decision: 'always',
      waited: false,
    });
    expect(await g.unmet()).toEqual([]);
    await g.ask();
    expect(g.t.prompts).toHaveLength(3);
  });

  it('a page that follows changes is told of a denied request', async () => {
    const g = await opened();
    await g.create();
    g.t.answer = answering('deny');
    let { version } = await g.settings.changes({ version: 0 });
    await expect(g.ask()).rejects.toMatchObject({ code: 'denied' });
    for (let topics: readonly string[] = []; !topics.includes('extensions'); ) {
      const news = await g.settings.changes({ version });
      [version, topics] = [news.version, news.topics];
    }
    expect(await g.unmet()).toHaveLength(1);
  });
});
