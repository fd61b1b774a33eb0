import { generateKeyPairSync } from 'node:crypto';
import { providerAuth } from '@valetkey/api-contracts';
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { english } from '../../contracts/texts/say.ts';
import { codeOf } from '../../network/fixtures/serving.ts';
import { makeCancellation } from '../../network/on-abort.ts';
import { formsOf, injectSoon, powers, undressed, withSecrets } from './fixtures/placing.ts';
import { type Auth, type CredentialValues, kindOf, type TokenPowers } from './index.ts';

const pem = (key: { export(options: object): string | Buffer }, type = 'pkcs8') =>
  String(key.export({ type, format: 'pem' }));
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const ed = generateKeyPairSync('ed25519');
const shared = 'a-shared-secret-of-32-characters';

const jwt = (changes: object = {}): Auth =>
  providerAuth.parse({ kind: 'jwtBearer', key: 'key', algorithm: 'RS256', ...changes });
const rsaPem = pem(rsa.privateKey);
const texts = { team: 'T1', quote: '","admin":true,"x":"' };

/** For a token of one's own nobody is asked. */
const alone: TokenPowers = {
  ...powers,
  origins: [],
  renewTokens: () => undefined,
  waiter: { signal: makeCancellation() },
  tokenRequest: () => Promise.reject(new Error('nobody is to be asked')),
};
const made = async (auth: Auth, values: CredentialValues, using: TokenPowers = alone) => {
  const memory = kindOf(auth).remember?.(auth);
  await kindOf(auth).ready?.(auth, values, memory, using);
  const { headers } = await injectSoon(auth, values, {}, memory);
  return { memory, headers, token: String(headers['authorization']).replace(/^Bearer /, '') };
};

describe('a self-signed token', () => {
  it.each([
    ['RS256', rsaPem, rsa.publicKey],
    ['RS256', pem(rsa.privateKey, 'pkcs1'), rsa.publicKey],
    ['PS256', rsaPem, rsa.publicKey],
    ['ES256', pem(p256.privateKey), p256.publicKey],
    ['ES256', pem(p256.privateKey, 'sec1'), p256.publicKey],
    ['ES384', pem(p384.privateKey), p384.publicKey],
    ['EdDSA', pem(ed.privateKey), ed.publicKey],
    ['HS256', shared, Buffer.from(shared)],
    ['HS512', shared, Buffer.from(shared)],
  ])('a self-signed token verifies with the other half of its key: %s', async (algorithm, key, other) => {
    const auth = jwt({
      algorithm,
      keyId: 'k-{team}',
      claims: { iss: '{team}', admin: false, level: 3 },
      uniqueId: true,
    });
    const { token } = await made(auth, withSecrets({ key }, texts));
    const { payload, protectedHeader } = await jwtVerify(token, other, {
      issuer: 'T1',
      algorithms: [algorithm],
    });
    expect(protectedHeader).toEqual({ alg: algorithm, typ: 'JWT', kid: 'k-T1' });
    expect(payload).toMatchObject({ admin: false, level: 3 });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(360);
    expect(payload.jti).toMatch(/^[0-9a-f]{32}$/);
  });

  it('a key is accepted however it was pasted', async () => {
    const shapes = [
      rsaPem.replaceAll('\n', ' '),
      rsaPem.replaceAll('\n', ''),
      rsaPem.replaceAll('\n', '\\n'),
      rsaPem.replaceAll('\n', '\r\n'),
      `\n\n  ${rsaPem}  \n`,
    ];
    for (const key of shapes) {
      const { token } = await made(jwt(), withSecrets({ key }));
      await jwtVerify(token, rsa.publicKey);
    }
  });

  it('a user’s value stays inside its claim', async () => {
    const auth = jwt({ claims: { sub: '{quote}', iss: 'x{quote}' } });
    const { token } = await made(auth, withSecrets({ key: rsaPem }, texts));
    expect(decodeJwt(token)).toMatchObject({ sub: texts.quote, iss: `x${texts.quote}` });
    expect(decodeJwt(token)).not.toHaveProperty('admin');
    const { token: headed } = await made(jwt({ keyId: '{quote}' }), withSecrets({ key: rsaPem }, texts));
    expect(decodeProtectedHeader(headed)).toEqual({ alg: 'RS256', typ: 'JWT', kid: texts.quote });
  });

  it.each([
    { iat: 1 },
    { exp: 9_999_999_999 },
    { nbf: 0 },
    { jti: 'x' },
    { __proto__x: 1 },
    { 'a b': 1 },
    { sub: '{no' },
  ])('a token has only claims that a provider may declare: %j', (claims) => {
    expect(
      providerAuth.safeParse({ kind: 'jwtBearer', key: 'key', algorithm: 'RS256', claims }).success,
    ).toBe(false);
  });

  it('a token is made once and used until shortly before it expires', async () => {
    let time = Date.now();
    const clock = { ...alone, now: () => time };
    const auth = jwt({ lifetimeSeconds: 100 });
    const values = withSecrets({ key: rsaPem });
    const { memory } = await made(auth, values, clock);
    const tokens = new Set<string>();
    const use = async () => {
      await kindOf(auth).ready?.(auth, values, memory, clock);
      tokens.add(String((await injectSoon(auth, values, {}, memory)).headers['authorization']));
    };
    for (const ahead of [0, 80_000]) {
      time += ahead;
      await use();
    }
    expect(tokens.size).toBe(1);
    time += 15_000;
    await use();
    expect(tokens.size).toBe(2);
  });

  it('a token is scrubbed with the previous one, and with every line of its key', async () => {
    const auth = jwt({ lifetimeSeconds: 30 });
    let time = Date.now();
    const clock = { ...alone, now: () => time };
    const values = withSecrets({ key: rsaPem });
    const { memory, token } = await made(auth, values, clock);
    time += 60_000;
    const changes = memory?.changes;
    await kindOf(auth).ready?.(auth, values, memory, clock);
    expect(memory?.changes).toBe((changes ?? 0) + 1);
    const forms = formsOf(auth, values, memory);
    expect(forms).toContain(token);
    expect(forms.filter((form) => /^eyJ.*\./.test(form))).toHaveLength(2);
    for (const line of rsaPem.split('\n').slice(1, -3)) expect(forms).toContain(line);
    expect(formsOf(jwt(), withSecrets({}))).toEqual([]);
  });

  it('a token goes where the provider says', async () => {
    const auth = jwt({ header: 'X-Token', prefix: 'Ghost ' });
    const { headers } = await made(auth, withSecrets({ key: rsaPem }));
    expect(headers['x-token']).toMatch(/^Ghost eyJ/);
    expect(kindOf(auth).reserves(auth).headers).toEqual(['x-token']);
  });

  it.each([1, -1])('a token uses the clock of a server that is %i hour ahead', async (hours) => {
    const auth = jwt();
    const values = withSecrets({ key: rsaPem });
    const { memory } = await made(auth, values);
    const hourAhead = new Date(Date.now() + hours * 3_600_000).toUTCString();
    const refused = { origin: 'https://x', status: 401, headers: { date: hourAhead } };
    expect(kindOf(auth).learn?.(auth, values, refused, memory, powers)).toBe(true);
    await kindOf(auth).ready?.(auth, values, memory, alone);
    const { headers } = await injectSoon(auth, values, {}, memory);
    const { iat = 0 } = decodeJwt(String(headers['authorization']).replace('Bearer ', ''));
    expect((iat - Date.now() / 1000) / 3600).toBeCloseTo(hours, 1);
    const sentWith = kindOf(auth).inject(auth, values, undressed(), memory, powers);
    const again = { ...refused, sentWith };
    expect(kindOf(auth).learn?.(auth, values, again, memory, powers)).toBe(false);
    // Its life is counted by our own clock: it is not rebuilt for each use.
    expect(kindOf(auth).ready?.(auth, values, memory, alone)).toBeUndefined();
    const later = { ...alone, now: () => Date.now() + 300_000 };
    expect(kindOf(auth).ready?.(auth, values, memory, later)).toBeInstanceOf(Promise);
  });

  it.each([
    ['garbage', 'RS256', 'not a key at all'],
    ['half a key', 'RS256', rsaPem.slice(0, 300)],
    ['a damaged key', 'RS256', rsaPem.replace(/.{8}\n-----END/, 'AAAAAAA\n-----END').replace('MII', 'MIJ')],
    ['a public key', 'RS256', pem(rsa.publicKey, 'spki')],
    ['a key of another kind', 'RS256', pem(p256.privateKey)],
    ['a key of another curve', 'ES256', pem(p384.privateKey)],
    ['a short key', 'RS256', pem(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey)],
    [
      'an encrypted key',
      'RS256',
      String(rsa.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })),
    ],
    ['a secret that is no Base64', 'HS256', 'a-b!'],
  ])('a token is refused at once, and without quoting, for %s', async (_what, algorithm, key) => {
    const auth = jwt({ algorithm, keyEncoding: algorithm === 'HS256' ? 'base64' : 'text' });
    const problems = kindOf(auth).check?.(english, auth, () => key) ?? [];
    expect(problems.map(({ field }) => field)).toEqual(['key']);
    expect(problems[0]?.sentence).not.toContain(key.slice(30, 60) || 'a-b!');
    expect(await codeOf(made(auth, withSecrets({ key })))).toBe('credential-malformed');
  });
});
