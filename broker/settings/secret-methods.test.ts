import { describe, expect, it } from 'vitest';
import { codeOf } from '../checks/fixtures/watched-broker.ts';
import { badToken, goodToken, governed, otherToken, provider } from './fixtures/governed.ts';

const draft = (url: string, more: object = {}) => ({
  providerId: provider as never,
  fields: { url },
  secrets: { token: goodToken },
  ...more,
});

describe('a draft is tested without being saved', () => {
  it('a draft is tested with the typed values, and nothing is stored', async () => {
    const { settings, served, seen, secretRows } = await governed();
    expect(await settings.testDraft(draft(served.text))).toMatchObject({ ok: true, status: 200 });
    expect(seen).toEqual([`Bearer ${goodToken} /whoami`]);
    expect([secretRows(), (await settings.listConnections()).total]).toEqual([0, 0]);
  });

  it.each([
    [401, { cause: 'wrong-credential', next: 'enter-secret-again' }],
    [403, { cause: 'forbidden', next: 'ask-for-rights' }],
    [404, { cause: 'unexpected-status', next: 'check-address' }],
    [503, { cause: 'unexpected-status', next: 'try-later' }],
  ])('a test that gets %i says what is wrong and what to do', async (status, expected) => {
    const { settings, served } = await governed({}, (_request, response) => response.writeHead(status).end());
    expect(await settings.testDraft(draft(served.text))).toMatchObject({ ok: false, status, ...expected });
  });

  it('a test tells a missing host, one without TLS, and one that redirects away apart', async () => {
    const { settings, served } = await governed({}, (_request, response) =>
      response.writeHead(302, { location: 'https://elsewhere.example/' }).end(),
    );
    const causeAt = async (url: string) => (await settings.testDraft(draft(url))).cause;
    expect(await causeAt('http://127.0.0.1:9')).toBe('host-unreachable');
    expect(await causeAt(served.text.replace('http:', 'https:'))).toBe('tls-failed');
    expect(await causeAt(served.text)).toBe('refused');
  });

  it('an untyped secret in a test is the saved one, and goes only where it was saved for', async () => {
    const { settings, served, seen, create } = await governed();
    const { id: connectionId } = await create();
    expect(await settings.testDraft(draft(served.text, { connectionId, secrets: {} }))).toMatchObject({
      ok: true,
    });
    const elsewhere = await governed();
    const there = draft(elsewhere.served.text, { connectionId, secrets: {} });
    expect(await settings.testDraft(there)).toMatchObject({
      ok: false,
      cause: 'secret-missing',
      next: 'enter-secret',
    });
    expect([seen.length, elsewhere.seen.length]).toEqual([1, 0]);
  });

  it('a test’s line is in the log before anything leaves, with the origin and without the secret', async () => {
    const { settings, served } = await governed();
    await settings.testDraft(draft(served.text));
    const { entries } = await settings.listAudit({ kind: 'draft.tested' });
    expect(entries.map(({ detail, outcome, origin }) => [detail, outcome, origin])).toEqual([
      [undefined, 'ok', undefined],
      ['begins', undefined, served.text],
    ]);
    expect(JSON.stringify(entries)).not.toContain(goodToken);
  });

  it('of nine tests at once the ninth is refused, so that a taken-over page scans no network', async () => {
    const waiting: (() => void)[] = [];
    const { settings, served } = await governed({}, (_request, response) =>
      waiting.push(() => response.end()),
    );
    const tests = Array.from({ length: 8 }, () => settings.testDraft(draft(served.text)));
    await expect.poll(() => waiting.length).toBe(8);
    expect(await codeOf(settings.testDraft(draft(served.text)))).toBe('too-many-requests');
    for (const answer of waiting) answer();
    expect((await Promise.all(tests)).every(({ ok }) => ok)).toBe(true);
  });
});

describe('a secret is replaced', () => {
  it('a secret is replaced only after its test passed, and a refused one is never on disk', async () => {
    const { settings, seen, create, secretRows } = await governed();
    const { id: connectionId } = await create();
    const replaced = await settings.replaceSecret({ connectionId, secrets: { token: badToken } });
    expect(replaced).toMatchObject({ saved: false, test: { cause: 'wrong-credential' } });
    expect(secretRows()).toBe(1);
    expect(await settings.testConnection({ connectionId })).toMatchObject({ ok: true });
    expect(seen.at(-1)).toBe(`Bearer ${goodToken} /whoami`);
  });

  it('the old secret is deleted after a replacement', async () => {
    const { settings, seen, create, secretRows } = await governed();
    const { id: connectionId } = await create();
    const replaced = await settings.replaceSecret({ connectionId, secrets: { token: otherToken } });
    expect(replaced).toMatchObject({ saved: true, connection: { state: 'ready' } });
    await settings.testConnection({ connectionId });
    expect([seen.at(-1), secretRows()]).toEqual([`Bearer ${otherToken} /whoami`, 1]);
  });

  it('the old secret serves while the new one is tested', async () => {
    const waiting: (() => void)[] = [];
    const { settings, create, use } = await governed({}, (request, response) => {
      if (request.headers.authorization === `Bearer ${otherToken}`) waiting.push(() => response.end());
      else response.end('old');
    });
    const { id: connectionId } = await create();
    const client = await use();
    const replacing = settings.replaceSecret({ connectionId, secrets: { token: otherToken } });
    await expect.poll(() => waiting.length).toBe(1);
    expect(await (await client.fetch('/meanwhile')).text()).toBe('old');
    waiting[0]?.();
    expect(await replacing).toMatchObject({ saved: true });
  });

  it('a replacement over a concurrent change leaves no secret and no line behind', async () => {
    const waiting: (() => void)[] = [];
    const { settings, create, secretRows } = await governed({}, (_request, response) =>
      waiting.push(() => response.end()),
    );
    const { id: connectionId, updatedAt } = await create();
    const replacing = codeOf(settings.replaceSecret({ connectionId, secrets: { token: otherToken } }));
    await expect.poll(() => waiting.length).toBe(1);
    await settings.updateConnection({ connectionId, updatedAt, displayName: 'Renamed' });
    waiting[0]?.();
    expect([await replacing, secretRows()]).toEqual(['conflict', 1]);
    expect((await settings.listAudit({ kind: 'secret.saved' })).entries).toEqual([]);
  });

  it('an update over somebody else’s change is a conflict without a line', async () => {
    const { settings, create } = await governed();
    const { id: connectionId, updatedAt } = await create();
    await settings.updateConnection({ connectionId, updatedAt, displayName: 'One' });
    expect(await codeOf(settings.updateConnection({ connectionId, updatedAt, displayName: 'Two' }))).toBe(
      'conflict',
    );
    expect((await settings.listAudit({ kind: 'connection.updated' })).entries).toHaveLength(1);
  });
});
