import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { forms, writeForm } from '../../broker/prove/write-forms.ts';
import { makeCanaryOracle } from './canary-oracle.ts';
import type { Told } from './told-by-children.ts';

const secret = `planted+/${randomBytes(18).toString('base64')}`;
const seeing = (value: unknown): number => {
  const oracle = makeCanaryOracle();
  oracle.learn(secret);
  oracle.look('here', value);
  return oracle.report().leaks.length;
};

describe('the canary oracle', () => {
  it.each(forms)(
    'the oracle sees a planted secret as %s, in a text, in bytes, as a key and in an error',
    (form) => {
      const written = Buffer.from(`before ${writeForm(form, secret)} after`, 'latin1');
      expect(seeing({ deep: [written.toString('latin1')] })).toBeGreaterThan(0);
      expect(seeing(new Uint8Array(written))).toBeGreaterThan(0);
      expect(seeing({ [written.toString('latin1')]: 1 })).toBeGreaterThan(0);
      expect(seeing(new Error('outer', { cause: written.toString('latin1') }))).toBeGreaterThan(0);
    },
  );

  it('the oracle names the place and never the secret', () => {
    const oracle = makeCanaryOracle();
    oracle.learn(secret);
    oracle.look('a port', { text: secret });
    expect(oracle.report()).toMatchObject({ canaries: 1, messages: 1 });
    expect(oracle.report().leaks[0]).toMatch(/^a port: \d+ bytes at 0/);
    expect(JSON.stringify(oracle.report())).not.toContain(secret.slice(0, 12));
  });

  it('the oracle sees nothing if nothing is there, and counts what it read', () => {
    expect(seeing({ text: 'innocent', bytes: new Uint8Array(100) })).toBe(0);
  });

  it('the oracle says how many secrets it cannot watch, and why', () => {
    const oracle = makeCanaryOracle();
    oracle.learn('short');
    oracle.learn('abc'.repeat(100));
    oracle.learn(secret);
    expect(oracle.report()).toMatchObject({ canaries: 1, tooShort: 1, tooUniform: 1 });
  });

  it.each(forms)('the oracle sees a secret of 100,000 characters as %s', (form) => {
    const long = randomBytes(75_000).toString('base64');
    const oracle = makeCanaryOracle();
    oracle.learn(long);
    oracle.look('here', Buffer.from(`before ${writeForm(form, long)} after`, 'latin1'));
    expect(oracle.report().leaks).not.toEqual([]);
  });

  it('the oracle watches two thousand secrets that it learns while it searches', () => {
    const oracle = makeCanaryOracle();
    const secrets = Array.from({ length: 2_000 }, () => randomBytes(12).toString('hex'));
    for (const one of secrets) {
      oracle.learn(one);
      oracle.look('here', `not ${one.slice(0, 12)}`);
    }
    expect(oracle.report()).toMatchObject({ canaries: 2_000, leaks: [] });
    for (const one of secrets.slice(0, 40))
      oracle.look('there', { [Buffer.from(one).toString('base64')]: 1 });
    expect(oracle.report().leaks).toHaveLength(40);
  });

  it('the oracle sees each token of a sealed sign-in and the key of its proofs, but not its public facts', () => {
    const token = (): string => randomBytes(24).toString('base64url');
    const [accessToken, refreshToken, retired, clientSecret, added] = [
      token(),
      token(),
      token(),
      token(),
      token(),
    ];
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const dpopKey = privateKey.export({ format: 'jwk' });
    const facts = { tokenType: 'dpop', scopes: ['https://scopes.example/read-everything'], obtainedAt: 1 };
    const sealed = { accessToken, refreshToken, retired: [retired], clientSecret, added, dpopKey, ...facts };
    const seenOf = (value: unknown): number => {
      const oracle = makeCanaryOracle();
      oracle.learn(JSON.stringify(sealed));
      oracle.look('here', value);
      return oracle.report().leaks.length;
    };
    for (const one of [accessToken, refreshToken, retired, clientSecret, added])
      expect(seenOf({ one })).toBe(1);
    expect(seenOf(dpopKey.d)).toBe(1);
    expect(seenOf(privateKey.export({ type: 'pkcs8', format: 'der' }))).toBe(1);
    expect(seenOf([facts, publicKey.export({ format: 'jwk' })])).toBe(0);
  });

  it.each(['pkcs1', 'pkcs8'] as const)(
    'the oracle sees a signing key as a line of PEM, as DER and as JWK (%s)',
    (type) => {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const pem = privateKey.export({ type, format: 'pem' }) as string;
      const shown = [
        ...pem.split('\n').slice(8, 20),
        privateKey.export({ type: 'pkcs8', format: 'der' }),
        privateKey.export({ type: 'pkcs1', format: 'der' }).toString('base64url'),
        privateKey.export({ type: 'pkcs8', format: 'der' }).toString('hex').toUpperCase(),
        { d: privateKey.export({ format: 'jwk' }).q },
      ];
      for (const value of shown) {
        const oracle = makeCanaryOracle();
        oracle.learn(pem);
        oracle.look('here', value);
        expect(oracle.report().leaks.length, JSON.stringify(value).slice(0, 40)).toBeGreaterThan(0);
      }
    },
  );
});

describe('the watch in processes that tests start', () => {
  const start = (script: string): Told[] => {
    const folder = mkdtempSync(join(tmpdir(), 'canaries-'));
    const file = join(folder, 'told');
    writeFileSync(file, '');
    const env = { ...process.env, VALETKEY_CANARIES: file };
    const source = `import { seal, unseal } from ${JSON.stringify(new URL('../../broker/dist/secrets/vault/seal.js', import.meta.url))};
      import { makeSecret } from ${JSON.stringify(new URL('../../broker/dist/secrets/vault/plaintext.js', import.meta.url))};
      const secret = ${JSON.stringify(secret)};
      const place = { connectionId: 'c', field: 'f', authorityDigest: 'd', counter: 1 };
      const key = Buffer.alloc(32);
      const sealed = () => seal(key, place, secret, (length) => Buffer.alloc(length));
      ${script}`;
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', source], { env });
    expect(status, stderr.toString()).toBe(0);
    const told = readFileSync(file, 'utf8').trim().split('\n');
    rmSync(folder, { recursive: true });
    return told.map((line) => JSON.parse(line) as Told);
  };

  it.each([
    ['sealed', 'sealed();'],
    ['opened', `globalThis.keep = sealed; unseal(key, sealed(), place);`],
    ['made a Secret', `makeSecret(secret);`],
    ['read from the answer of a token endpoint', `JSON.parse(JSON.stringify({ access_token: secret }));`],
  ])('the watch learns what is %s there', (_how, script) => {
    expect(start(script)).toContainEqual({ secret });
  });

  it('the watch learns a JWT that is signed there, and not a proof of one request', () => {
    const told = start(`
      const { SignJWT } = await import(${JSON.stringify(import.meta.resolve('jose'))});
      const made = (typ) => new SignJWT({ iss: 'us' }).setProtectedHeader({ alg: 'HS256', typ }).sign(Buffer.alloc(32, 1));
      await made('JWT');
      await made('dpop+jwt');`);
    const jwts = told.flatMap((line) =>
      'secret' in line && line.secret.startsWith('eyJ') ? [line.secret] : [],
    );
    expect(jwts.map((jwt) => Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString())).toEqual([
      '{"alg":"HS256","typ":"JWT"}',
    ]);
  });

  it.each([
    [
      'a port',
      'a message on a port',
      'const { port1 } = new MessageChannel(); port1.postMessage([secret]); port1.close();',
    ],
    ['its output', 'what was printed', `console.log(Buffer.from(secret).toString('base64'));`],
    ['a command line', 'a command line', `(await import('node:child_process')).spawnSync('true', [secret]);`],
  ])('the watch sees a secret on %s, and tells the test where', (_place, where, script) => {
    const told = start(`sealed(); ${script}`);
    expect(told).toContainEqual({ leak: expect.stringContaining(where) });
    expect(told.filter((line) => 'leak' in line && line.leak.includes(secret))).toEqual([]);
  });

  it('the watch says nothing if nothing leaks', () => {
    expect(start(`sealed(); console.log('innocent');`).filter((line) => 'leak' in line)).toEqual([]);
  });
});
