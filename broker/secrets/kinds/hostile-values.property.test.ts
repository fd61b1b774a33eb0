import { generateKeyPairSync } from 'node:crypto';
import { providerAuth } from '@valetkey/api-contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { destinationOf, savedOrigin } from '../../network/fixtures/serving.ts';
import { NetworkError } from '../../network/network-error.ts';
import { makeCancellation } from '../../network/on-abort.ts';
import { dress } from '../../network/outgoing.ts';
import { powers, withSecrets } from './fixtures/placing.ts';
import { type Auth, kindOf } from './index.ts';

const pem = String(
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
);
const signs = { kind: 'jwtBearer', algorithm: 'ES256', key: 'pem' };

/** Every kind, with `a` and `b` wherever a plain field can go, and `secret` wherever a secret can. */
const kinds: Record<string, object> = {
  bearer: { kind: 'bearer', secret: 'secret' },
  basic: { kind: 'basic', username: 'a', password: 'secret' },
  header: { kind: 'header', name: 'X-Key', secret: 'secret', prefix: 'k ' },
  query: { kind: 'query', name: 'key', secret: 'secret' },
  path: { kind: 'path', secret: 'secret', paths: ['/{secret}', '/x/y{secret}z'] },
  several: {
    kind: 'several',
    parts: [
      { kind: 'path', secret: 'secret', paths: ['/{secret}'] },
      { kind: 'header', name: 'X-Key', secret: 'secret' },
      { kind: 'hmac', secret: 'secret', sign: ['target'], signature: { header: 'X-S', prefix: '{b}' } },
    ],
  },
  sigv4: {
    kind: 'sigv4',
    service: '{a}',
    region: '{b}',
    accessKeyId: 'a',
    secretAccessKey: 'secret',
    sessionToken: 'secret',
  },
  hmac: {
    kind: 'hmac',
    secret: 'secret',
    sign: ['method', { text: '{a}' }, 'target'],
    signature: { header: 'X-S', prefix: '{a} {b}' },
    headers: { 'X-A': '{a}', 'X-B': 'b {b}' },
  },
  jwtBearer: { ...signs, keyId: '{a}', claims: { sub: '{a}', aud: 'x{b}' } },
  githubApp: { kind: 'githubApp', key: 'secret', appId: '{a}', installationId: '{b}' },
  digest: { kind: 'digest', username: 'a', password: 'secret' },
  mtls: { kind: 'mtls', certificate: 'secret', key: 'secret' },
};

const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 40 }),
  fc.constantFrom(
    '',
    '..',
    '.',
    '/',
    '%2e%2e',
    '\r\nHost: evil',
    'a\u0000b',
    '\ud800',
    ' x',
    'x ',
    '"',
    '\\',
    '://',
    '?x#y',
    '{a}',
  ),
);
const origin = savedOrigin('https://api.example.com');
const destination = destinationOf({ origins: [origin] }, '/x/page?q=1');

describe('whatever is entered in any field, of any kind', () => {
  it.each(Object.entries(kinds))(
    'a hostile value goes to its place or is refused with a code: %s',
    async (_name, declared) => {
      const auth: Auth = providerAuth.parse(declared);
      const kind = kindOf(auth);
      await fc.assert(
        fc.asyncProperty(nasty, nasty, nasty, async (a, b, secret) => {
          const values = withSecrets({ secret, pem }, { a, b });
          const memory = kind.remember?.(auth);
          try {
            await kind.ready?.(auth, values, memory, {
              ...powers,
              origins: [origin],
              renewTokens: () => undefined,
              waiter: { signal: makeCancellation() },
              tokenRequest: async ({ target, headers }) => {
                expect(target).toMatch(/^\/app\/installations\/[A-Za-z0-9%!'()*._~-]*\/access_tokens$/);
                for (const value of Object.values(headers)) expect(value).toMatch(/^[ -~]*$/);
                return {
                  status: 201,
                  headers: {},
                  said: { token: secret, expires_at: '2999-01-01T00:00:00Z' },
                };
              },
            });
            if (auth.kind === 'digest') {
              const challenge = 'Digest realm="r", nonce="n", qop="auth", algorithm=SHA-256';
              const answer = {
                origin: 'https://api.example.com',
                status: 401,
                headers: { 'www-authenticate': challenge },
              };
              expect(kind.learn?.(auth, values, answer, memory, powers)).toBe(true);
            }
            const onward = { method: 'POST', headers: {}, body: 'body' };
            const wire = await dress(destination, onward, (request) =>
              kind.inject(auth, values, request, memory, powers),
            );
            // One line, one target, as many segments and the same query as were decided, plus at most one of each.
            expect(wire.path).toMatch(/^\/[!-~]*$/);
            expect(wire.path).not.toMatch(/\/\.{1,2}(?:\/|$|\?)|[#\\]/);
            const [path = '', query = ''] = wire.path.split('?');
            expect(path.split('/').length).toBeLessThanOrEqual(4);
            expect(query.startsWith('q=1')).toBe(true);
            expect(query.split('&').length).toBeLessThanOrEqual(2);
            for (const [name, value] of Object.entries(wire.headers)) {
              expect(name).toMatch(/^[a-z0-9-]+$/);
              expect(value).toMatch(/^[\t -~]*$/);
              expect(value.trim()).toBe(value);
            }
            const allowed = new Set([
              'accept',
              'user-agent',
              'accept-encoding',
              ...kind.reserves(auth).headers,
            ]);
            expect(Object.keys(wire.headers).filter((name) => !allowed.has(name))).toEqual([]);
          } catch (error) {
            if (!(error instanceof NetworkError)) throw error;
            expect(['credential-malformed', 'token-refused']).toContain(error.code);
            if (secret.length > 8) expect(`${error.message} ${error.why}`).not.toContain(secret);
          }
        }),
        { numRuns: 300 },
      );
    },
  );
});
