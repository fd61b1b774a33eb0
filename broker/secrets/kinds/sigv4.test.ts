import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ReplyHead } from '../../network/exchange.ts';
import { codeOf, get, openCourier, serve, textOf } from '../../network/fixtures/serving.ts';
import type { Unscrubbed } from '../../network/inside-answer.ts';
import { formsOf, injectSoon, powers, withSecrets } from './fixtures/placing.ts';
import { type Auth, kindOf } from './index.ts';
import { learnFrom } from './learn.ts';

/** The example key of AWS's own documentation. */
const values = withSecrets(
  { key: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' },
  { id: 'AKIDEXAMPLE', region: 'us-east-1' },
);
const auth: Auth = {
  kind: 'sigv4',
  service: 'service',
  region: '{region}',
  accessKeyId: 'id',
  secretAccessKey: 'key',
};
const at = (iso: string) => ({ ...powers, now: () => Date.parse(iso) });
const emptyHash = createHash('sha256').update('').digest('hex');

describe('a request signed as AWS wants it', () => {
  it('the signature names key, day, region and service, and covers the body too', async () => {
    const request = {
      method: 'GET',
      url: new URL('https://example.amazonaws.com/'),
      headers: {} as Record<string, string>,
      body: undefined,
    };
    await kindOf(auth).inject(
      auth,
      values,
      request,
      kindOf(auth).remember?.(auth),
      at('2015-08-30T12:36:00Z'),
    );
    expect(request.headers).toMatchObject({
      'x-amz-date': '20150830T123600Z',
      'x-amz-content-sha256': emptyHash,
    });
    expect(request.headers['authorization']).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20150830\/us-east-1\/service\/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=[0-9a-f]{64}$/,
    );
  });

  it('a bare plus in the path is refused, and an encoded one is signed as such', async () => {
    const to = (path: string) => injectSoon(auth, values, { url: new URL(`https://api.example.com${path}`) });
    await expect(to('/a+b')).rejects.toMatchObject({ code: 'destination-refused', why: 'plus-in-path' });
    const signatures = await Promise.all(['/a%2Bb', '/a%20b', '/ab?c=d+e'].map(to));
    expect(new Set(signatures.map(({ headers }) => headers['authorization'])).size).toBe(3);
  });

  it('each place, method, query and body gets its own signature', async () => {
    const signatures = new Set<string>();
    const variants = [
      {},
      { method: 'PUT' },
      { body: 'x' },
      { body: Buffer.from('y') },
      { url: new URL('https://other.example.com/x') },
      { url: new URL('https://api.example.com/x?y') },
      { url: new URL('https://api.example.com/y') },
    ];
    for (const variant of variants) {
      const { headers } = await injectSoon(auth, values, variant);
      signatures.add(headers['authorization']?.split('Signature=')[1] ?? '');
    }
    expect(signatures.size).toBe(variants.length);
  });

  it('the signature names its session token, which is scrubbed with the key', async () => {
    const withToken: Auth = { ...auth, sessionToken: 'token' };
    const using = withSecrets({ key: 'the-secret-key', token: 'session-token' }, { id: 'AKID', region: 'r' });
    const { headers } = await injectSoon(withToken, using);
    expect(headers['x-amz-security-token']).toBe('session-token');
    expect(formsOf(withToken, using)).toEqual(['the-secret-key', 'session-token']);
    expect(formsOf(auth, withSecrets({ key: 'the-secret-key', id: 'secret-id' }, {}))).toEqual([
      'the-secret-key',
      'secret-id',
    ]);
    const without = withSecrets({ key: 'the-secret-key' }, { id: 'AKID', region: 'r' });
    expect((await injectSoon(withToken, without)).headers).not.toHaveProperty('x-amz-security-token');
  });

  it("the caller's other headers stay unchanged and outside the signature", async () => {
    const { headers } = await injectSoon(auth, values, { headers: { accept: 'a', 'x-amz-acl': 'private' } });
    expect(headers).toMatchObject({ accept: 'a', 'x-amz-acl': 'private' });
    expect(headers['authorization']).toContain(
      'SignedHeaders=host;x-amz-acl;x-amz-content-sha256;x-amz-date,',
    );
  });

  it.each([
    { region: 'x\r\nhost: evil' },
    { region: '' },
    { region: 'us-east-1/s3' },
    { id: 'a\nb' },
    { id: 'é' },
  ])('a field that would break out of its place is refused: %j', async (texts) => {
    const using = withSecrets({ key: 'k-12345678' }, { id: 'AKID', region: 'r', ...texts });
    expect(await codeOf(injectSoon(auth, using))).toBe('credential-malformed');
  });

  it('the time is taken once from a server whose clock is an hour away', async () => {
    const dates: string[] = [];
    const served = await serve((request, response) => {
      dates.push(String(request.headers['x-amz-date']));
      response.setHeader('date', new Date(Date.now() + 3_600_000).toUTCString());
      response.writeHead(dates.length === 1 ? 403 : 200).end('ok');
    });
    const memory = kindOf(auth).remember?.(auth);
    const changes = {
      inject: (request: Parameters<ReturnType<typeof kindOf>['inject']>[2]) =>
        kindOf(auth).inject(auth, values, request, memory, powers),
      learn: (answer: Unscrubbed<ReplyHead>) => learnFrom(auth, values, answer, memory, powers, undefined),
    };
    const courier = openCourier();
    expect(await textOf(await get(courier, served, '/x', changes))).toBe('ok');
    expect(dates).toHaveLength(2);
    const [before, after] = dates.map((date) =>
      Date.parse(date.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5')),
    );
    expect(((after ?? 0) - (before ?? 0)) / 3_600_000).toBeCloseTo(1, 2);
    // The next request has it right at once; a refusal for another reason is not repeated.
    await get(courier, served, '/x', changes);
    expect(dates).toHaveLength(3);
  });

  it.each([
    ['no date', undefined],
    ['nonsense', 'yesterday'],
    ['a date a year away', new Date(Date.now() + 365 * 86_400_000).toUTCString()],
    ['the right time', new Date().toUTCString()],
  ])('the signer learns nothing from %s', (_what, date) => {
    const answer = { origin: 'https://x', status: 403, headers: date === undefined ? {} : { date } };
    expect(kindOf(auth).learn?.(auth, values, answer, kindOf(auth).remember?.(auth), powers)).toBe(false);
  });
});
