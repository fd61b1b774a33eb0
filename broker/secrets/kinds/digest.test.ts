import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../checks/fixtures/cpu-time.ts';
import { challengesIn } from './challenges.ts';
import { formsOf, injectSoon, powers, undressed, withSecrets } from './fixtures/placing.ts';
import { type Auth, kindOf } from './index.ts';

const strict: Auth = { kind: 'digest', username: 'user', password: 'pass', allowMd5: false };
const lenient: Auth = { ...strict, allowMd5: true };
const values = withSecrets({ pass: 'Circle of Life' }, { user: 'Mufasa' });

/** RFC 7616, 3.9.1. */
const rfc = {
  realm: 'http-auth@example.org',
  nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
  opaque: 'FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS',
  cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
};
const challenge = (algorithm: string, more = '') =>
  `Digest realm="${rfc.realm}", qop="auth, auth-int", algorithm=${algorithm}, nonce="${rfc.nonce}", opaque="${rfc.opaque}"${more}`;

const learned = (auth: Auth, header: string | string[], status = 401) => {
  const memory = kindOf(auth).remember?.(auth);
  const answer = { origin: 'http://www.example.org', status, headers: { 'www-authenticate': header } };
  return { memory, again: kindOf(auth).learn?.(auth, values, answer, memory, powers) };
};
const parameter = (authorization: string | undefined, name: string) =>
  new RegExp(`[ ,]${name}="?([^",]*)`).exec(authorization ?? '')?.[1];
const request = () => ({ url: new URL('http://www.example.org/dir/index.html'), headers: {} });

describe('digest', () => {
  it.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ])('digest answers the challenge of RFC 7616 with its response: %s', async (algorithm, response) => {
    const { memory, again } = learned(lenient, challenge(algorithm));
    expect(again).toBe(true);
    const asked = (memory as unknown as { asked: Map<string, { cnonce: string }> }).asked;
    for (const one of asked.values()) one.cnonce = rfc.cnonce;
    const { headers } = await injectSoon(lenient, values, request(), memory);
    expect(parameter(headers['authorization'], 'response')).toBe(response);
    expect(headers['authorization']).toContain('username="Mufasa"');
    expect(headers['authorization']).toContain(`opaque="${rfc.opaque}"`);
  });

  it('digest sends nothing before it is asked, and counts the uses of a nonce', async () => {
    expect((await injectSoon(strict, values, request())).headers).toEqual({});
    const { memory } = learned(strict, challenge('SHA-256'));
    const counts = [];
    for (let at = 0; at < 3; at += 1) {
      const { headers } = await injectSoon(strict, values, request(), memory);
      counts.push(parameter(headers['authorization'], 'nc'));
    }
    expect(counts).toEqual(['00000001', '00000002', '00000003']);
  });

  it('digest answers only the server that asked', async () => {
    const { memory } = learned(strict, challenge('SHA-256'));
    const other = { url: new URL('http://other.example.org/'), headers: {} };
    expect((await injectSoon(strict, values, other, memory)).headers).toEqual({});
  });

  it('digest uses SHA-256 if MD5 is offered first, in one field or in two', async () => {
    for (const header of [
      `${challenge('MD5')}, ${challenge('SHA-256')}`,
      [challenge('MD5'), 'Basic realm="x"', challenge('SHA-256')],
    ]) {
      const { memory } = learned(lenient, header);
      const { headers } = await injectSoon(lenient, values, request(), memory);
      expect(parameter(headers['authorization'], 'algorithm')).toBe('SHA-256');
    }
  });

  it.each([
    ['MD5, which was not declared', challenge('MD5')],
    ['no algorithm, which means MD5', 'Digest realm="r", nonce="n", qop="auth"'],
    ['another scheme', 'Basic realm="r"'],
    ['an algorithm that nobody knows', challenge('SHA-1')],
    ['no nonce', 'Digest realm="r", qop="auth", algorithm=SHA-256'],
    ['SHA-256 without qop', 'Digest realm="r", nonce="n", algorithm=SHA-256'],
    ['a qop that nobody knows', 'Digest realm="r", nonce="n", qop="x", algorithm=SHA-256'],
    ['bytes beyond ASCII', 'Digest realm="\u00e9", nonce="n", qop="auth", algorithm=SHA-256'],
    ['nothing', ''],
  ])('digest does not answer %s', (_what, header) => {
    expect(learned(strict, header).again).toBe(false);
  });

  it('digest does not answer the same nonce twice, because the password is wrong', () => {
    const { memory } = learned(strict, challenge('SHA-256'));
    const sent = { ...undressed(), ...request() };
    const answer = {
      origin: 'http://www.example.org',
      status: 401,
      headers: { 'www-authenticate': challenge('SHA-256') },
      sentWith: kindOf(strict).inject(strict, values, sent, memory, powers),
    };
    expect(kindOf(strict).learn?.(strict, values, answer, memory, powers)).toBe(false);
  });

  it('digest protects the body if the server insists, and hides the user name if it can', async () => {
    const { memory } = learned(
      strict,
      'Digest realm="r", qop="auth-int", algorithm=SHA-512-256-sess, nonce="n", userhash=true',
    );
    const bodies = [];
    for (const body of ['a', 'b']) {
      const { headers } = await injectSoon(strict, values, { ...request(), body, method: 'POST' }, memory);
      expect(headers['authorization']).toMatch(/qop=auth-int.*userhash=true/);
      expect(headers['authorization']).not.toContain('Mufasa');
      bodies.push(parameter(headers['authorization'], 'response'));
    }
    expect(bodies[0]).not.toBe(bodies[1]);
  });

  it('digest escapes a server’s text in its realm', async () => {
    const { memory } = learned(strict, 'Digest realm="a\\"b\\\\c", nonce="n", qop=auth, algorithm="SHA-256"');
    const { headers } = await injectSoon(strict, values, request(), memory);
    expect(headers['authorization']).toContain('realm="a\\"b\\\\c"');
  });

  it.each(['a:b', 'a\r\nb', 'é', ''])(
    'digest refuses a user name that no header can hold: %j',
    async (user) => {
      const { memory } = learned(strict, challenge('SHA-256'));
      const using = withSecrets({ pass: 'Circle of Life' }, { user });
      await expect(injectSoon(strict, using, request(), memory)).rejects.toMatchObject({
        code: 'credential-malformed',
      });
    },
  );

  it('digest scrubs the password, although it is never sent', () => {
    expect(formsOf(strict, values)).toEqual(['Circle of Life']);
    expect(formsOf(strict, withSecrets({}))).toEqual([]);
  });
});

describe('challenges', () => {
  it('several challenges are told apart, although commas separate both them and their parameters', () => {
    const field = 'Negotiate YII+/=, Digest realm="a, b=c", nonce="n",qop=auth , Basic realm="x", Bearer';
    const found = challengesIn(field).map(({ scheme, parameters }) => [
      scheme,
      Object.fromEntries(parameters),
    ]);
    expect(found).toEqual([
      ['negotiate', {}],
      ['digest', { realm: 'a, b=c', nonce: 'n', qop: 'auth' }],
      ['basic', { realm: 'x' }],
      ['bearer', {}],
    ]);
  });

  it('challenges are read in bounded time, whatever a server sends', () => {
    const hostile = [
      'Digest '.repeat(4_000),
      `Digest a="${'\\'.repeat(30_000)}`,
      ','.repeat(32_000),
      'a=b,'.repeat(8_000),
    ];
    const started = cpuMs();
    for (const field of hostile) challengesIn(field);
    expect(cpuMs() - started).toBeLessThan(500);
  });
});
