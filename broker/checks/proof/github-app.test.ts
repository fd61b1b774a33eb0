import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Connected, connected, secret, text, url } from '../fixtures/connected.ts';
import { type GithubStandIn, startGithubStandIn } from '../fixtures/servers/start-github-stand-in.ts';
import { codeOf } from '../fixtures/watched-broker.ts';

const declared = {
  fields: [url, text('appId'), text('installationId'), secret('key', { format: 'pem' })],
  auth: { kind: 'githubApp', key: 'key', appId: '{appId}', installationId: '{installationId}' },
};
let github: GithubStandIn;
let app: Connected;
/** The broker's clock moves on by this alone: the machine may be slow. */
let time = 0;
beforeEach(async () => {
  github = await startGithubStandIn();
  time = 0;
  const begun = Date.now();
  const { appId, installationId } = github;
  app = await connected(
    declared,
    { fields: { url: github.url, appId, installationId }, secrets: { key: github.privateKey } },
    { now: () => begun + time },
  );
});
afterEach(async () => {
  for (const token of [...github.tokens, ...github.assertions]) {
    expect(app.watched.inner.logged.join('\n')).not.toContain(token);
    expect(JSON.stringify(await app.settings.listAudit({ limit: 1000 }))).not.toContain(token);
  }
  expect(await app.close()).toEqual([]);
  await github.stop();
});
const echo = async () =>
  (await (await app.client.fetch('/echo')).json()) as { authorization: string; tokens: string[] };

describe('a GitHub App, against a stand-in that verifies its tokens with jose', () => {
  it('the App exchanges its own token for an installation token, and uses that until it expires', async () => {
    for (let at = 0; at < 3; at += 1) expect((await app.client.fetch('/echo')).status).toBe(200);
    expect([github.assertions.length, github.tokens.length]).toEqual([1, 1]);
    expect(github.asked.map(({ authorization }) => authorization)).toEqual(
      Array(3).fill(`Bearer ${github.tokens[0]}`),
    );
    time = 3600 * 1000;
    github.aheadMs = time;
    expect((await app.client.fetch('/echo')).status).toBe(200);
    expect(github.tokens).toHaveLength(2);
  });

  it('the App requests one token, however many need it at once, in any extension', async () => {
    github.delayMs = 100;
    const other = await app.another('other');
    const all = await Promise.all(
      Array.from({ length: 100 }, (_one, at) => (at % 2 === 0 ? app.client : other).fetch('/x')),
    );
    expect(all.every(({ status }) => status === 200)).toBe(true);
    expect(github.tokens).toHaveLength(1);
  });

  it('an echoed token, new or previous, does not reach the extension', async () => {
    const first = await echo();
    expect(first.authorization).toBe('Bearer [redacted]');
    time = 60_000;
    github.revokeAll();
    const second = await echo();
    expect(github.tokens).toHaveLength(2);
    expect(second).toMatchObject({
      authorization: 'Bearer [redacted]',
      tokens: ['[redacted]', '[redacted]'],
    });
  });

  it('the App takes another token once when its own is refused, unless that is new', async () => {
    await echo();
    time = 60_000;
    github.revokeAll();
    expect((await app.client.fetch('/x')).status).toBe(200);
    github.revokeAll();
    const refused = await app.client.fetch('/x');
    expect([refused.status, (await refused.text()).includes('ghs_')]).toEqual([401, false]);
    expect(github.tokens).toHaveLength(2);
  });

  it.each([1, -1, 12])(
    'the App finds the right time if GitHub’s clock is %i hours ahead of ours',
    async (hours) => {
      github.aheadMs = hours * 3_600_000;
      for (let at = 0; at < 3; at += 1) expect((await app.client.fetch('/x')).status).toBe(200);
      // The first one showed the time. The token lasts as long as it would with clocks that agree.
      expect([github.assertions.length, github.tokens.length]).toEqual([2, 1]);
      time = 3_590_000;
      github.aheadMs += time;
      await app.client.fetch('/x');
      expect([github.assertions.length, github.tokens.length]).toEqual([3, 2]);
    },
  );

  it.each([
    ['HTML', 200, '<html>ghs_0123456789</html>', 'not-json'],
    ['nothing', 200, '', 'not-json'],
    ['a list', 200, '["ghs_0123456789"]', 'not-json'],
    ['an object without a token', 200, '{"tok":"ghs_0123456789"}', 'no-token'],
    [
      'a token with a line break',
      200,
      '{"token":"ghs_0123456789\\r\\nx: y","expires_at":"2999-01-01T00:00:00Z"}',
      'no-token',
    ],
    [
      'a token that has ended',
      200,
      '{"token":"ghs_0123456789","expires_at":"2020-01-01T00:00:00Z"}',
      'expired',
    ],
    ['a token without an end', 200, '{"token":"ghs_0123456789"}', 'no-token'],
    ['too much', 200, JSON.stringify({ token: 'x'.repeat(100_000) }), 'too-large'],
    ['an error', 500, '{"token":"ghs_0123456789"}', 'status-500'],
    ['a redirect', 302, '', undefined],
  ])(
    'the App answers with a code when it is given %s instead, and does not ask again at once',
    async (_what, status, body, why) => {
      github.answerToken = (response) => {
        response.writeHead(status, { location: 'https://elsewhere.example/' }).end(body);
      };
      const refused = await app.client.fetch('/x').catch((error: unknown) => error);
      expect(refused).toMatchObject(
        why === undefined ? { code: 'redirect-refused' } : { code: 'token-refused', details: { why } },
      );
      expect(JSON.stringify(refused)).not.toContain('ghs_');
      for (let at = 0; at < 20; at += 1) await codeOf(app.client.fetch('/x'));
      expect([github.assertions.length, github.asked.length]).toEqual([1, 0]);
      // The wait is a second after the first failure.
      time += 2_000;
      github.answerToken = undefined;
      expect((await app.client.fetch('/x')).status).toBe(200);
    },
  );

  it('the App asks at most twice, even if each refusal shows a different clock', async () => {
    let asked = 0;
    github.answerToken = (response) => {
      asked += 1;
      github.aheadMs = asked * 3_600_000;
      const date = new Date(Date.now() + github.aheadMs).toUTCString();
      response.writeHead(asked < 10 ? 401 : 500, { date }).end();
    };
    expect(await codeOf(app.client.fetch('/x'))).toBe('token-refused');
    expect(asked).toBe(2);
  });

  it('the App waits twice as long after each failure, and at most a minute', async () => {
    github.answerToken = (response) => void response.writeHead(500).end();
    let asked = 0;
    for (const seconds of [1, 2, 4, 8, 16, 32, 60, 60]) {
      expect(await codeOf(app.client.fetch('/x'))).toBe('token-refused');
      asked += 1;
      time += seconds * 1_000 - 1;
      expect(await codeOf(app.client.fetch('/x'))).toBe('token-refused');
      expect(github.assertions).toHaveLength(asked);
      time += 1;
    }
  });

  it("the audit has the token's request before it leaves, as part of the use that needed it", async () => {
    await app.client.fetch('/x');
    const [finished, hop, intended] = await app.watched.audit({ limit: 3 });
    expect([finished?.kind, hop?.kind, intended?.kind]).toEqual(['use.finished', 'use.hop', 'use.intended']);
    expect(hop?.path).toBe('/app/installations/4711/access_tokens');
    expect(new Set([finished?.use, hop?.use, intended?.use]).size).toBe(1);
  });

  it('the App signs with a new key as soon as that is saved', async () => {
    await echo();
    const { generateKeyPairSync } = await import('node:crypto');
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const key = String(other.export({ type: 'pkcs8', format: 'pem' }));
    await app.settings.replaceSecret({ connectionId: app.connectionId, secrets: { key }, testFirst: false });
    expect(await codeOf(app.client.fetch('/x'))).toBe('token-refused');
    await app.settings.replaceSecret({
      connectionId: app.connectionId,
      secrets: { key: github.privateKey },
      testFirst: false,
    });
    // The installation token of the first key is still good at the service, which can tell it.
    expect(await echo()).toMatchObject({ tokens: ['[redacted]', '[redacted]'] });
  });
});
