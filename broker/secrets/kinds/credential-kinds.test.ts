import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { NetworkError } from '../../network/network-error.ts';
import { formsOf, injectSync, withSecrets } from './fixtures/placing.ts';
import { type Auth, type CredentialValues, kindOf, type OutgoingRequest } from './index.ts';

const injected = (
  auth: Auth,
  values: CredentialValues,
  href = 'https://api.example.com/x',
): OutgoingRequest => injectSync(auth, values, { url: new URL(href), headers: { accept: 'a' } });

const refusal = (auth: Auth, values: CredentialValues): NetworkError => {
  try {
    injected(auth, values);
  } catch (error) {
    if (error instanceof NetworkError) return error;
  }
  throw new Error('nothing was refused');
};

const bearer: Auth = { kind: 'bearer', secret: 't' };
const basic: Auth = { kind: 'basic', username: 'u', password: 'p' };
const header: Auth = { kind: 'header', name: 'X-Api-Key', secret: 't' };
const query: Auth = { kind: 'query', name: 'api_key', secret: 't' };

describe('bearer', () => {
  it('a bearer token goes into Authorization', () => {
    const values = withSecrets({ t: 'tok-123' });
    expect(injected(bearer, values).headers).toEqual({ accept: 'a', authorization: 'Bearer tok-123' });
    expect(formsOf(bearer, values)).toEqual(['tok-123']);
    expect(kindOf(bearer).reserves(bearer)).toEqual({ headers: ['authorization'], query: [] });
  });
});

describe('basic', () => {
  it('basic encodes both halves in UTF-8', () => {
    const values = withSecrets({ p: 'pässword' }, { u: 'me' });
    const expected = `Basic ${Buffer.from('me:pässword').toString('base64')}`;
    expect(injected(basic, values).headers).toEqual({ accept: 'a', authorization: expected });
    expect(formsOf(basic, values)).toEqual(['pässword', 'me:pässword']);
    expect(kindOf(basic).reserves(basic)).toEqual({ headers: ['authorization'], query: [] });
  });

  it('basic scrubs the user name too if it is the secret', () => {
    const values = withSecrets({ u: 'sk_live_1', p: '' });
    expect(formsOf(basic, values)).toEqual(['sk_live_1', 'sk_live_1:']);
    expect(injected(basic, values).headers).toMatchObject({
      authorization: `Basic ${Buffer.from('sk_live_1:').toString('base64')}`,
    });
  });

  it('basic refuses a colon in the user name, and an empty credential', () => {
    expect(refusal(basic, withSecrets({ p: 'x' }, { u: 'a:b' })).why).toBe('colon');
    expect(refusal(basic, withSecrets({ p: 'a\nb' }, { u: 'a' })).why).toBe('character');
    expect(refusal(basic, withSecrets({})).why).toBe('empty');
  });
});

describe('header', () => {
  it('a header key goes under its name, with its prefix', () => {
    const values = withSecrets({ t: 'k' });
    expect(injected(header, values).headers).toEqual({ accept: 'a', 'x-api-key': 'k' });
    const prefixed: Auth = { kind: 'header', name: 'Authorization', secret: 't', prefix: 'Token ' };
    expect(injected(prefixed, values).headers).toEqual({ accept: 'a', authorization: 'Token k' });
    expect(kindOf(header).reserves(header)).toEqual({ headers: ['x-api-key'], query: [] });
    expect(formsOf(header, values)).toEqual(['k']);
  });

  it.each([
    'Host',
    'cookie',
    'Content-Length',
    'Transfer-Encoding',
    'Proxy-Authorization',
    'Sec-X',
    'a b',
    '',
    'x\r\ny',
  ])('a header key refuses the name %j', (name) => {
    expect(refusal({ kind: 'header', name, secret: 't' }, withSecrets({ t: 'k' })).why).toBe('header-name');
  });
});

describe('query', () => {
  it("a query key is appended, and leaves the caller's parameters unchanged", () => {
    const values = withSecrets({ t: "a&b=c#d'e f/é" });
    const { url } = injected(query, values, 'https://api.example.com/x?q=a%20b&z');
    expect(url.href).toBe('https://api.example.com/x?q=a%20b&z&api_key=a%26b%3Dc%23d%27e%20f%2F%C3%A9');
    expect(url.searchParams.get('api_key')).toBe("a&b=c#d'e f/é");
    expect(formsOf(query, values)).toEqual(["a&b=c#d'e f/é", 'a%26b%3Dc%23d%27e%20f%2F%C3%A9']);
    expect(kindOf(query).reserves(query)).toEqual({ headers: [], query: ['api_key'] });
  });

  it('a query key may be the only parameter', () => {
    expect(injected(query, withSecrets({ t: 'k' })).url.href).toBe('https://api.example.com/x?api_key=k');
  });
});

describe('several', () => {
  const several: Auth = {
    kind: 'several',
    parts: [
      {
        kind: 'hmac',
        secret: 's',
        secretEncoding: 'text',
        hash: 'sha256',
        separator: '\n',
        sign: ['target'],
        signature: { header: 'X-Signature', encoding: 'hex' },
        headers: {},
      },
      { kind: 'query', name: 'app', secret: 't' },
    ],
  };
  const values = withSecrets({ s: 'signing-secret', t: 'app-key-1' });

  it('what signs a request signs what the others put into it, wherever it is declared', () => {
    const signed = createHmac('sha256', 'signing-secret').update('/x?app=app-key-1').digest('hex');
    for (const parts of [several.parts, several.parts.toReversed()])
      expect(injected({ ...several, parts }, values).headers).toMatchObject({ 'x-signature': signed });
  });

  it('each part reserves its names, and its secret is looked for', () => {
    expect(kindOf(several).reserves(several)).toEqual({ headers: ['x-signature'], query: ['app'] });
    expect(formsOf(several, values)).toEqual(['signing-secret', 'app-key-1']);
  });
});

describe('a secret that cannot travel', () => {
  it.each([
    ['canary\r\nhost: evil', 'character'],
    ['canary\n', 'character'],
    ['canary\u0000', 'character'],
    ['canary\u20ac', 'character'],
    ['canaryé', 'character'],
    [' canary', 'whitespace'],
    ['canary ', 'whitespace'],
    ['canary\t', 'whitespace'],
    ['', 'empty'],
  ])('a secret that a header cannot carry is refused without being quoted: %j', (secret, why) => {
    for (const auth of [bearer, header]) {
      const error = refusal(auth, withSecrets({ t: secret }));
      expect([error.code, error.why]).toEqual(['credential-malformed', why]);
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary');
    }
  });

  it('a secret in a query is refused only if it is not text', () => {
    expect(refusal(query, withSecrets({ t: '' })).why).toBe('empty');
    expect(refusal(query, withSecrets({ t: 'canary\ud800' })).why).toBe('character');
  });

  it('a secret has no empty form, which would scrub everything', () => {
    for (const auth of [bearer, basic, header, query]) expect(formsOf(auth, withSecrets({}))).toEqual([]);
  });
});
