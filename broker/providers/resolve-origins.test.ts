import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { markedTexts } from '../contracts/texts/fixtures/marked-texts.ts';
import { english, makeSay } from '../contracts/texts/say.ts';
import { readAddress, readOrigin } from './read-origin.ts';
import { resolveOrigins } from './resolve-origins.ts';

const both = { origins: ['{baseUrl}', 'https://files.example.com'] };

test('the origins come in the provider’s order, with the url field’s value in place of the braces', () => {
  expect(resolveOrigins(both, { baseUrl: 'https://API.example.com:443/' })).toEqual({
    ok: true,
    origins: ['https://api.example.com', 'https://files.example.com'],
  });
});

test('each origin is named once', () => {
  expect(resolveOrigins(both, { baseUrl: 'https://files.example.com' })).toEqual({
    ok: true,
    origins: ['https://files.example.com'],
  });
});

test('no origin is given if one of them does not resolve', () => {
  expect(resolveOrigins(both, {})).toEqual({
    ok: false,
    problems: [{ field: 'baseUrl', sentence: 'An address such as https://api.example.com is needed here.' }],
  });
  expect(resolveOrigins({ origins: ['{toString}'] }, {}).ok).toBe(false);
  expect(resolveOrigins({ origins: [] }, {}).ok).toBe(false);
});

describe('an address is an origin only in its plain form', () => {
  test.each([
    ['https://api.example.com', 'https://api.example.com'],
    ['HTTPS://Api.Example.com/', 'https://api.example.com'],
    ['https://api.example.com:8443', 'https://api.example.com:8443'],
    ['https://10.1.2.3', 'https://10.1.2.3'],
    ['https://[2001:db8::1]:444', 'https://[2001:db8::1]:444'],
    ['https://xn--bcher-kva.example', 'https://xn--bcher-kva.example'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['http://127.0.0.1', 'http://127.0.0.1'],
    ['http://[::1]:80', 'http://[::1]'],
  ])('%s is %s', (text, origin) => {
    expect(readOrigin(english, text)).toEqual({ ok: true, origin });
  });

  test.each([
    ['with a path', 'https://api.example.com/v1'],
    ['with a query', 'https://api.example.com?x'],
    ['with an empty fragment', 'https://api.example.com#'],
    ['with a user', 'https://api.good.example@evil.example'],
    ['with a user and password', 'https://user:pw@evil.example'],
    ['with an empty user', 'https://@evil.example'],
    ['without a scheme', '//evil.example'],
    ['with a backslash', 'https:\\\\evil.example'],
    ['with a backslash behind the host', 'https://good.example\\@evil.example'],
    ['with one slash', 'https:/evil.example'],
    ['with three slashes', 'https:///evil.example'],
    ['with a newline inside', 'https://good.example\n.evil.example'],
    ['with a tab inside', 'https://go\tod.example'],
    ['with a space around', ' https://good.example'],
    ['with a trailing dot', 'https://good.example.'],
    ['with an empty label', 'https://good..example'],
    ['with a wildcard', 'https://*.example.com'],
    ['with letters of another script', 'https://\u0430pi.example'],
    ['in full width', 'https://\uff41pi.example'],
    ['with the Kelvin sign', 'https://\u212aeys.example'],
    ['with an ideographic full stop', 'https://api\u3002example'],
    ['with a soft hyphen', 'https://a\u00adpi.example'],
    ['with an encoded letter', 'https://%61pi.example'],
    ['in hexadecimal', 'https://0x7f.1'],
    ['as one number', 'https://2130706433'],
    ['in the short form', 'https://127.1'],
    ['as zero', 'https://0'],
    ['with octal parts', 'https://0177.0.0.1'],
    ['as an uncompressed IPv6', 'https://[0:0:0:0:0:0:0:1]'],
    ['at port zero', 'https://good.example:0'],
    ['at a port too high', 'https://good.example:65536'],
    ['over http', 'http://good.example'],
    ['over http to a name below localhost', 'http://evil.localhost'],
    ['over http to a mapped loopback', 'http://[::ffff:127.0.0.1]'],
    ['of a script', 'javascript:alert(1)'],
    ['of a file', 'file:///etc/passwd'],
    ['of a blob', 'blob:https://good.example/1'],
    ['of a socket', 'wss://good.example'],
    ['empty', ''],
    ['as a template', 'https://{host}'],
  ])('not %s', (_, text) => {
    const read = readOrigin(english, text);
    expect(read.ok).toBe(false);
    expect(readOrigin(makeSay(markedTexts()), text)).toMatchObject({
      sentence: expect.stringMatching(/^⟦.*⟧$/),
    });
    if (!read.ok)
      expect(read.sentence).toMatch(/^The (address|host|port) must .*\.$|^The address is too long/);
  });
});

test('whatever text is admitted, URL goes to exactly the origin that is returned, and the text names its host', () => {
  const pieces = [
    'https://',
    'http://',
    'good.example',
    'evil.example',
    '@',
    ':',
    '/',
    '\\',
    '?',
    '#',
    '.',
    '%2e',
    '127.0.0.1',
    '[::1]',
    'localhost',
    '8443',
    '\t',
    '\n',
    '\u3002',
    'ａ',
    'A',
    '*',
    ' ',
  ];
  const text = fc.oneof(
    fc.array(fc.constantFrom(...pieces), { maxLength: 7 }).map((parts) => parts.join('')),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.string().map((tail) => `https://good.example${tail}`),
  );
  fc.assert(
    fc.property(text, (candidate) => {
      const read = readOrigin(english, candidate);
      if (!read.ok) return;
      const url = new URL(candidate);
      expect(url.origin).toBe(read.origin);
      expect([url.username, url.password, url.search, url.hash, url.pathname]).toEqual(['', '', '', '', '/']);
      expect(candidate.toLowerCase().startsWith(`${url.protocol}//${url.hostname}`)).toBe(true);
      expect(readOrigin(english, read.origin)).toEqual(read);
    }),
    { numRuns: 5_000 },
  );
});

test('an address that no origin is taken from may have a path, and no user either', () => {
  expect(readAddress(english, 'https://docs.example.com/a?b#c').ok).toBe(true);
  for (const text of [
    'https://u:p@x.example/',
    'http://x.example/',
    'javascript:1',
    'https://x.example/\\',
    'x',
  ])
    expect(readAddress(english, text).ok).toBe(false);
});

test.each(['127.0.0.1:8731', 'localhost', '127.0.0.1/api'])(
  '%s lacks its scheme, which may be http there',
  (text) => {
    expect(readOrigin(english, text)).toEqual({
      ok: false,
      sentence: 'The address must start with https://; http:// is only for localhost, 127.0.0.1 and [::1].',
    });
  },
);
