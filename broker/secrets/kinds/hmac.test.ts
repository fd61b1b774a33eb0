import { createHash, createHmac } from 'node:crypto';
import { providerAuth } from '@valetkey/api-contracts';
import { describe, expect, it } from 'vitest';
import { english } from '../../contracts/texts/say.ts';
import { NetworkError } from '../../network/network-error.ts';
import { formsOf, injectSync, withSecrets } from './fixtures/placing.ts';
import { type Auth, kindOf } from './index.ts';

const hmac = (changes: object): Auth =>
  providerAuth.parse({
    kind: 'hmac',
    secret: 'key',
    sign: ['body'],
    signature: { header: 'X-Signature' },
    ...changes,
  });
const values = withSecrets({ key: 'It-is-a-secret' }, { keyId: 'id-1' });
const post = { method: 'POST', url: new URL('https://api.example.com/a%20b?c=d&e'), body: '{"x":1}' };
const expected = (message: string, key: string | Buffer = 'It-is-a-secret', hash = 'sha256') =>
  createHmac(hash, key).update(message);

describe('a signed request', () => {
  it('the HMAC covers the body as it is, as GitHub signs what it sends', () => {
    const auth = hmac({ signature: { header: 'X-Hub-Signature-256', prefix: 'sha256=' } });
    const { headers } = injectSync(auth, withSecrets({ key: "It's a Secret to Everybody" }), {
      ...post,
      body: 'Hello, World!',
    });
    // The example in GitHub's documentation, "Validating webhook deliveries".
    expect(headers['x-hub-signature-256']).toBe(
      'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
    );
  });

  it('the HMAC covers the declared pieces in their order, and sends what it depends on', () => {
    const auth = hmac({
      sign: [
        'method',
        { text: 'v{keyId}' },
        'scheme',
        'host',
        'path',
        'query',
        'target',
        'timestamp',
        'nonce',
        'bodyDigest',
        'contentType',
      ],
      separator: '\n',
      hash: 'sha512',
      signature: { header: 'Authorization', encoding: 'base64', prefix: 'HMAC {keyId}:' },
      timestamp: { header: 'X-Time', format: 'milliseconds' },
      nonce: { header: 'X-Nonce' },
      bodyDigest: { header: 'X-Digest', encoding: 'base64', prefix: 'SHA-256=' },
      headers: { 'X-Key': '{keyId}' },
    });
    const { headers } = injectSync(auth, values, {
      ...post,
      headers: { 'content-type': 'application/json' },
    });
    const digest = createHash('sha256').update(post.body).digest('base64');
    const { 'x-time': time, 'x-nonce': nonce } = headers;
    expect(headers).toMatchObject({ 'x-key': 'id-1', 'x-digest': `SHA-256=${digest}` });
    expect(Math.abs(Date.now() - Number(time))).toBeLessThan(5_000);
    expect(nonce).toMatch(/^[0-9a-f]{32}$/);
    const message = [
      'POST',
      'vid-1',
      'https',
      'api.example.com',
      '/a%20b',
      'c=d&e',
      '/a%20b?c=d&e',
      time,
      nonce,
      digest,
      'application/json',
    ];
    const signature = expected(message.join('\n'), 'It-is-a-secret', 'sha512').digest('base64');
    expect(headers['authorization']).toBe(`HMAC id-1:${signature}`);
  });

  it.each([
    ['seconds', /^\d{10}$/],
    ['milliseconds', /^\d{13}$/],
    ['iso', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/],
  ])('the HMAC request gives the time in %s', (format, form) => {
    const auth = hmac({ sign: ['timestamp'], timestamp: { header: 'X-Time', format } });
    expect(injectSync(auth, values).headers['x-time']).toMatch(form);
  });

  it('the HMAC covers bytes as bytes, and an empty body as empty', () => {
    const body = Buffer.from([0, 255, 128, 10]);
    const signed = injectSync(hmac({}), values, { ...post, body }).headers['x-signature'];
    expect(signed).toBe(createHmac('sha256', 'It-is-a-secret').update(body).digest('hex'));
    expect(injectSync(hmac({}), values).headers['x-signature']).toBe(expected('').digest('hex'));
  });

  it.each([
    ['hex', '00ff10'],
    ['base64', 'AP8Q'],
  ] as const)('the HMAC key is what a secret in %s decodes to', (secretEncoding, written) => {
    const auth = hmac({ secretEncoding });
    const { headers } = injectSync(auth, withSecrets({ key: written }), post);
    expect(headers['x-signature']).toBe(expected(post.body, Buffer.from([0, 255, 16])).digest('hex'));
    expect(formsOf(auth, withSecrets({ key: written }))).toEqual([written]);
    const odd = `${written}!`;
    expect(() => injectSync(auth, withSecrets({ key: odd }), post)).toThrow(NetworkError);
    const problems =
      kindOf(auth).check?.(english, auth, (field) => (field === 'key' ? odd : undefined)) ?? [];
    expect(problems.map(({ field }) => field)).toEqual(['key']);
    expect(JSON.stringify(problems)).not.toContain(written);
  });

  it('an HMAC kind reserves every header that it sets', () => {
    const auth = hmac({
      timestamp: { header: 'X-Time' },
      nonce: { header: 'X-Nonce' },
      bodyDigest: { header: 'X-Digest' },
      headers: { 'X-Key': 'a' },
    });
    const { headers } = injectSync(auth, values, post);
    expect(kindOf(auth).reserves(auth).headers.sort()).toEqual(Object.keys(headers).sort());
  });

  it.each([
    [{ headers: { 'X-Key': '{keyId}' } }, { keyId: 'a\r\nx: y' }],
    [{ headers: { 'X-Key': '{keyId}' } }, { keyId: '' }],
    [{ signature: { header: 'X-S', prefix: '{keyId}' } }, { keyId: 'é' }],
    [{ headers: { Host: 'evil.example' } }, {}],
    [{ signature: { header: 'Content-Length' } }, {}],
    [{ sign: ['timestamp'] }, {}],
    [{ sign: ['nonce'] }, {}],
    [{ sign: ['bodyDigest'] }, {}],
  ])('an HMAC request is refused if a field would change its meaning: %j %j', (changes, texts) => {
    const using = withSecrets({ key: 'It-is-a-secret' }, texts);
    expect(() => injectSync(hmac(changes), using, post)).toThrow(
      expect.objectContaining({ code: 'credential-malformed' }),
    );
  });
});
