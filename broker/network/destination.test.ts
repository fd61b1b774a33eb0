import { describe, expect, it } from 'vitest';
import { type DestinationRules, decideDestination } from './destination.ts';
import { savedOrigin } from './fixtures/serving.ts';
import { originText } from './origin.ts';

const good = savedOrigin('https://api.good.example');
const second = savedOrigin('https://files.good.example:8443');
const local = savedOrigin('http://127.0.0.1:3000');

const outcome = (target: string, rules: Partial<DestinationRules> = {}): string => {
  const decision = decideDestination({ origins: [good, second], target, ...rules });
  return decision.ok ? decision.destination.url.href : decision.why;
};

describe('a destination', () => {
  it.each([
    ['/', 'https://api.good.example/'],
    ['/v1/x?y=1', 'https://api.good.example/v1/x?y=1'],
    ['/v1/a b?q=c d', 'https://api.good.example/v1/a%20b?q=c%20d'],
    ['/v1/ü', 'https://api.good.example/v1/%C3%BC'],
    ['/a@b:c', 'https://api.good.example/a@b:c'],
    ['/v1/https://x', 'https://api.good.example/v1/https://x'],
    ['/x?u=https://evil.example/../', 'https://api.good.example/x?u=https://evil.example/../'],
    ['https://api.good.example/v1', 'https://api.good.example/v1'],
    ['HTTPS://API.GOOD.example:443/v1', 'https://api.good.example/v1'],
    ['https://files.good.example:8443/f', 'https://files.good.example:8443/f'],
    ['https://api.good.example', 'https://api.good.example/'],
    ['https://api.good.example?x=1', 'https://api.good.example/?x=1'],
  ])('the destination %s goes to %s', (target, href) => {
    expect(outcome(target)).toBe(href);
  });

  it('the destination is the parsed URL with its matching origin', () => {
    const decision = decideDestination({
      origins: [good, second],
      target: 'https://files.good.example:8443/f',
    });
    expect(decision.ok && [decision.destination.url.host, originText(decision.destination.origin)]).toEqual([
      'files.good.example:8443',
      'https://files.good.example:8443',
    ]);
    expect(decision.ok && decision.destination.origin).toBe(second);
  });

  it.each([
    ['https://evil.example/', 'foreign-origin'],
    ['https://api.good.example.evil.example/', 'foreign-origin'],
    ['https://good.example/', 'foreign-origin'],
    ['https://sub.api.good.example/', 'foreign-origin'],
    ['https://api.good.example:444/', 'foreign-origin'],
    ['https://files.good.example/', 'foreign-origin'],
    ['http://api.good.example/', 'foreign-origin'],
    ['http://api.good.example:443/', 'foreign-origin'],
    ['//evil.example/', 'foreign-origin'],
    ['//api.good.example/', 'foreign-origin'],
    ['///evil.example', 'foreign-origin'],
    ['https://xn--pi-6kc.good.example/', 'foreign-origin'],
    ['https://api.good.example@evil.example/', 'userinfo'],
    ['https://api.good.example:x@evil.example/', 'userinfo'],
    ['https://user@api.good.example/', 'userinfo'],
    ['https://@api.good.example/', 'userinfo'],
    ['https://api.good.example%40evil.example/', 'malformed'],
    ['https://api%2egood.example/', 'malformed'],
    ['https://api.good.example:/', 'malformed'],
    ['https://:443/', 'malformed'],
    ['https:///evil.example', 'malformed'],
    ['https:/evil.example', 'scheme'],
    ['https:evil.example', 'scheme'],
    ['https://аpi.good.example/', 'non-ascii-host'],
    ['https://ａpi.good.example/', 'non-ascii-host'],
    ['https://api.good.example\u3002/', 'non-ascii-host'],
    ['https://api.good.example./', 'trailing-dot'],
    ['https://api.good.example.:443/', 'trailing-dot'],
    ['/\\evil.example', 'backslash'],
    ['\\\\evil.example', 'backslash'],
    ['https:\\\\evil.example', 'backslash'],
    ['https://api.good.example\\@evil.example/', 'backslash'],
    ['/a?b=\\', 'backslash'],
    ['/\tevil', 'control-character'],
    ['ht\ntps://evil.example', 'control-character'],
    ['/a\r\nHost: evil.example', 'control-character'],
    ['/a\u0000', 'control-character'],
    ['/a\u007f', 'control-character'],
    ['/a\u0085', 'control-character'],
    ['/a\ud800', 'control-character'],
    ['\ufeff/a', 'control-character'],
    [' /a', 'whitespace'],
    ['/a ', 'whitespace'],
    ['/a#b', 'fragment'],
    ['/a#', 'fragment'],
    ['https://api.good.example#@evil.example/', 'fragment'],
    ['blob:https://api.good.example/x', 'scheme'],
    ['data:text/html,x', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['ws://api.good.example/', 'scheme'],
    ['', 'malformed'],
    ['v1/x', 'malformed'],
    ['?x=1', 'malformed'],
    ['.', 'malformed'],
  ])('the destination %j is refused: %s', (target, why) => {
    expect(outcome(target)).toBe(why);
  });

  it.each(['0x7f.1', '2130706433', '127.1', '[::ffff:127.0.0.1]', '0', '169.254.169.254', 'localhost'])(
    'another spelling of an address is foreign unless it is the saved one: %s',
    (host) => {
      expect(outcome(`https://${host}/`)).toBe('foreign-origin');
      const again = outcome(`http://${host}:3000/x`, { origins: [local] });
      expect(['http://127.0.0.1:3000/x', 'foreign-origin']).toContain(again);
    },
  );

  it('the length of a destination is limited', () => {
    expect(outcome(`/${'a'.repeat(9000)}`)).toBe('too-long');
  });

  it('nothing goes anywhere without a saved origin', () => {
    expect(outcome('/x', { origins: [] })).toBe('foreign-origin');
  });

  it.each([
    '/..',
    '/../x',
    '/a/../b',
    '/a/./b',
    '/.',
    '/a/..;/b',
    '/a/..;x=1/b',
    '/a/.;/b',
    '/..%3b/x',
    '/a/..%2fb',
    '/a/.. /b',
    '/a/%20../b',
    '/a/..%c2%a0',
    '/a/\uff0e\uff0e/b',
    '/a/%E2%80%A5/b',
    '/a\uff0f..\uff0fb',
    '/a/..\u2215b',
    '/a/..%e2%81%84b',
    '/%zz/..%2f',
    '/a%2f..%2Fb',
  ])('a dot segment is refused, whatever is granted: %s', (target) => {
    expect(outcome(target)).toBe('dot-segment');
    expect(outcome(target, { paths: [['/**']] })).toBe('dot-segment');
  });

  it.each([
    '/%2e%2e/x',
    '/a/.%2E/b',
    '/%2e',
    '/a%5cb',
    '/a%5C..%5Cb',
    '/a%00',
    '/a%0d%0ab',
    '/a%09',
    '/a%7f',
  ])('an encoded dot, backslash or control character is refused, whatever is granted: %s', (target) => {
    expect(outcome(target)).toBe('encoded-path');
    expect(outcome(target, { paths: [['/**']] })).toBe('encoded-path');
  });

  it('dots and slashes within names and queries are ordinary', () => {
    for (const target of ['/a..b', '/...', '/.well-known/x', '/a/file.tar.gz', '/x?p=../..&q=%2e%2e%00']) {
      expect(outcome(target)).toBe(`https://api.good.example${target}`);
    }
  });
});
