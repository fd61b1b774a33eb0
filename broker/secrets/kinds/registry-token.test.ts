import { providerAuth } from '@valetkey/api-contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeCancellation } from '../../network/on-abort.ts';
import { parseOrigin } from '../../network/origin.ts';
import { withSecrets } from './fixtures/placing.ts';
import { kindOf, type TokenPowers } from './index.ts';
import type { TokenQuestion } from './kind.ts';

const registry = 'https://registry.example.com';
const elsewhere = 'https://auth.example.com/token';
const password = 'correct-horse-battery';
const values = withSecrets({ password }, { username: 'ada' });
const auth = providerAuth.parse({
  kind: 'registryToken',
  username: 'username',
  password: 'password',
  realms: [elsewhere],
});
const kind = kindOf(auth);

/** One connection's kind, its token server, and all that was asked there. */
const open = () => {
  const memory = kind.remember?.(auth);
  const asked: TokenQuestion[] = [];
  let now = 1_000_000;
  let sentWith: unknown;
  const origin = parseOrigin(registry);
  if (!origin.ok) throw new Error('no origin');
  const powers: TokenPowers = {
    now: () => now,
    randomBytes: (length) => new Uint8Array(length),
    origins: [origin.origin],
    waiter: { signal: makeCancellation(), onHop: () => undefined },
    tokenRequest: async (question) => {
      asked.push(question);
      return { status: 200, headers: {}, said: { token: `token-number-${asked.length}`, expires_in: 300 } };
    },
    renewTokens: () => undefined,
  };
  const challenged = (challenge: string | string[], origin = registry): boolean =>
    kind.learn?.(
      auth,
      values,
      { origin, status: 401, headers: { 'www-authenticate': challenge }, sentWith },
      memory,
      powers,
    ) ?? false;
  const sent = (path: string, method = 'GET', origin = registry): string | undefined => {
    const request = {
      method,
      url: new URL(path, origin),
      headers: {} as Record<string, string>,
      body: undefined,
    };
    sentWith = kind.inject(auth, values, request, memory, powers);
    return request.headers['authorization'];
  };
  return {
    asked,
    challenged,
    sent,
    ready: async () => kind.ready?.(auth, values, memory, powers),
    forms: () => kind.forms(auth, values, memory),
    changes: () => memory?.changes,
    pass: (ms: number) => {
      now += ms;
    },
  };
};
const bearer = (realm: string, scope = 'repository:team/app:pull') =>
  `Bearer realm="${realm}",service="registry.example.com",scope="${scope}"`;

describe('a container registry', () => {
  it('a registry gets nothing before it has said what it wants', () => {
    expect(open().sent('/v2/team/app/manifests/latest')).toBeUndefined();
  });

  it('a registry gets its token server’s token for the password, for the repository and action that it named', async () => {
    const r = open();
    expect(r.challenged(bearer(elsewhere))).toBe(true);
    await r.ready();
    const [question] = r.asked;
    expect(question?.method).toBe('GET');
    expect(question?.target).toBe(
      `${elsewhere}?service=registry.example.com&scope=repository%3Ateam%2Fapp%3Apull`,
    );
    expect(question?.headers).toEqual({
      authorization: `Basic ${Buffer.from(`ada:${password}`).toString('base64')}`,
    });
    expect(r.sent('/v2/team/app/manifests/latest')).toBe('Bearer token-number-1');
    // Neither another repository, nor another action, nor another of the connection's origins.
    expect(r.sent('/v2/team/other/manifests/latest')).toBeUndefined();
    expect(r.sent('/v2/team/app/manifests/latest', 'PUT')).toBeUndefined();
    expect(r.sent('/v2/team/app/manifests/latest', 'GET', 'https://files.example.com')).toBeUndefined();
    expect(r.forms()).toEqual(expect.arrayContaining([password, 'token-number-1']));
  });

  it('an expired token is requested again, and each of several scopes has its own token', async () => {
    const r = open();
    r.challenged(bearer(elsewhere));
    await r.ready();
    r.challenged(bearer(elsewhere, 'registry:catalog:*'));
    await r.ready();
    expect([r.sent('/v2/team/app/tags/list'), r.sent('/v2/_catalog')]).toEqual([
      'Bearer token-number-1',
      'Bearer token-number-2',
    ]);
    r.pass(300_000);
    expect(r.sent('/v2/_catalog')).toBeUndefined();
    // Answers in flight are scrubbed of both.
    expect(r.forms()).toEqual(expect.arrayContaining(['token-number-1', 'token-number-2']));
  });

  it('a token beyond the last 64 is noticed, and those that it drops are searched for until they have ended', async () => {
    const r = open();
    const pull = async (n: number): Promise<unknown> => {
      r.challenged(bearer(elsewhere, `repository:team/app-${n}:pull`));
      await r.ready();
      return r.changes();
    };
    const changes: unknown[] = [];
    for (let n = 1; n <= 70; n += 1) changes.push(await pull(n));
    expect(new Set(changes).size).toBe(70);
    const all = Array.from({ length: 70 }, (_, n) => `token-number-${n + 1}`);
    expect(r.forms()).toEqual(expect.arrayContaining(all));
    r.pass(300_000);
    for (let n = 71; n <= 80; n += 1) await pull(n);
    expect(r.forms()).not.toContain('token-number-1');
  });

  it('a registry that refuses a fresh token is not asked for another', async () => {
    const r = open();
    r.challenged(bearer(elsewhere));
    await r.ready();
    r.sent('/v2/team/app/tags/list');
    expect(r.challenged(`${bearer(elsewhere)},error="insufficient_scope"`)).toBe(false);
    r.pass(60_000);
    expect(r.challenged(`${bearer(elsewhere)},error="invalid_token"`)).toBe(true);
  });

  it.each([
    'https://evil.example/token',
    'https://auth.example.com/other',
    'https://auth.example.com:444/token',
    'http://auth.example.com/token',
    'https://auth.example.com.evil.example/token',
    'http://127.0.0.1:1/token',
  ])('a registry that names %s as its token server has nothing sent there', async (realm) => {
    const r = open();
    expect(r.challenged(bearer(realm))).toBe(true);
    await expect(r.ready()).rejects.toMatchObject({ code: 'destination-refused' });
    expect(r.asked).toEqual([]);
    // It is told once, and stands in nobody's way after that.
    expect(await r.ready()).toBeUndefined();
  });

  it('a registry chooses among the declared token servers and its own paths, whatever it writes', async () => {
    const pieces = fc.constantFrom(
      ...[
        elsewhere,
        registry,
        'https://',
        'evil.example',
        '@',
        '\\',
        '/',
        '#',
        '?x=y',
        ':443',
        '/token',
        '..',
        '%2e',
        '"',
        ',',
      ],
    );
    const realms = fc.oneof(
      fc.webUrl({ withQueryParameters: true }),
      fc.array(pieces, { maxLength: 5 }).map((all) => all.join('')),
    );
    await fc.assert(
      fc.asyncProperty(realms, async (realm) => {
        const r = open();
        r.challenged(`Bearer realm="${realm}"`);
        await r.ready().catch(() => undefined);
        for (const { target } of r.asked) {
          const { origin, pathname } = new URL(target);
          expect([registry, 'https://auth.example.com']).toContain(origin);
          if (origin !== registry) expect(pathname).toBe('/token');
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('a registry that asks for the password itself gets it there only, and once', () => {
    const r = open();
    const pair = `Basic ${Buffer.from(`ada:${password}`).toString('base64')}`;
    expect(r.challenged('Basic realm="registry"')).toBe(true);
    expect([r.sent('/v2/', 'GET', 'https://files.example.com'), r.sent('/v2/')]).toEqual([undefined, pair]);
    expect(r.challenged('Basic realm="registry"')).toBe(false);
  });
});
