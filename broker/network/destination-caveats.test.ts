import { describe, expect, it } from 'vitest';
import { type DestinationRules, decideDestination } from './destination.ts';
import { savedOrigin } from './fixtures/serving.ts';

const good = savedOrigin('https://api.good.example');
const second = savedOrigin('https://files.good.example:8443');

const outcome = (target: string, rules: Partial<DestinationRules> = {}): string => {
  const decision = decideDestination({ origins: [good, second], target, ...rules });
  return decision.ok ? decision.destination.url.href : decision.why;
};

describe('path caveats', () => {
  const paths = [['/v1/**', '/status']];

  it.each([
    ['/v1/users', 'https://api.good.example/v1/users'],
    ['/v1', 'https://api.good.example/v1'],
    ['/status?deep=1', 'https://api.good.example/status?deep=1'],
    ['https://files.good.example:8443/v1/f', 'https://files.good.example:8443/v1/f'],
  ])('path caveats admit %s', (target, href) => {
    expect(outcome(target, { paths })).toBe(href);
  });

  it.each([
    ['/v2/users', 'path-caveat'],
    ['/V1/users', 'path-caveat'],
    ['/v1x', 'path-caveat'],
    ['/', 'path-caveat'],
    ['/%76%31/users', 'path-caveat'],
    ['/status/', 'path-caveat'],
    ['/v1/../v2', 'dot-segment'],
    ['/v1/%2e%2e/v2', 'encoded-path'],
    ['/v1/%2E%2e/v2', 'encoded-path'],
    ['/v1/..%2fv2', 'dot-segment'],
    ['/v1/%252e%252e/v2', 'encoded-path'],
    ['/v1/%c0%ae%c0%ae/v2', 'encoded-path'],
    ['/v1/%', 'encoded-path'],
    ['/v1/..;/v2', 'dot-segment'],
    ['/v1//v2', 'empty-segment'],
    ['//v1/x', 'foreign-origin'],
    ['/v1/\\..\\v2', 'backslash'],
    ['/v1/%5c..%5cv2', 'encoded-path'],
    ['/v1/a%00', 'encoded-path'],
  ])('path caveats refuse %s: %s', (target, why) => {
    expect(outcome(target, { paths })).toBe(why);
  });

  const exact = [['/v1/*/public', '/v1/items/*']];

  // What each of these is to some server, fold-, trim- or decode-happy, is another path than `*` stands for.
  it.each([
    [';x', 'path-parameter'],
    ['a;x', 'path-parameter'],
    ['a;x=1', 'path-parameter'],
    ['%3Bx', 'path-parameter'],
    ['%EF%BC%9Bx', 'path-parameter'],
    ['%CD%BEx', 'path-parameter'],
    ['..%3f', 'encoded-path'],
    ['..%23', 'encoded-path'],
    ['a%3Fb', 'encoded-path'],
    ['a%23b', 'encoded-path'],
    ['a%25b', 'encoded-path'],
    ['a%0Ab', 'encoded-path'],
    ['a%C2%85b', 'encoded-path'],
    ['a%E2%80%A8b', 'encoded-path'],
    ['..%2F', 'dot-segment'],
    ['%E2%88%95', 'encoded-path'],
    ['..%E2%88%95x', 'dot-segment'],
    ['a%E2%88%95b', 'encoded-path'],
    ['a\u2215b', 'encoded-path'],
    ['a\u2044b', 'encoded-path'],
    ['a\u29f8b', 'encoded-path'],
    ['a\uff0fb', 'encoded-path'],
    ['a\uff3cb', 'encoded-path'],
    ['a\uff1fb', 'encoded-path'],
    ['a\uff03b', 'encoded-path'],
    ['a\uff05b', 'encoded-path'],
    ['a\u00a5b', 'encoded-path'],
    ['a\u2105b', 'encoded-path'],
    ['a\u00f7b', 'encoded-path'],
    ['a%FFb', 'encoded-path'],
    ['a%C0%AFb', 'encoded-path'],
    ['a%ED%A0%80b', 'encoded-path'],
    ['a%u2215b', 'encoded-path'],
    ['...', 'dot-segment'],
    ['.%20.', 'dot-segment'],
    ['\uff0e\uff0e', 'dot-segment'],
    ['\u2026', 'dot-segment'],
    ['.%E2%80%8B.', 'dot-segment'],
    ['..:x', 'dot-segment'],
    ['%20', 'empty-segment'],
    ['%C2%A0', 'empty-segment'],
    ['+', 'empty-segment'],
    ['%E2%80%8B', 'empty-segment'],
    ['%EF%BB%BF', 'empty-segment'],
    ['\u3164', 'empty-segment'],
    ['\u2800', 'empty-segment'],
    ['\u3002\u3002', 'empty-segment'],
    ['\u0301', 'empty-segment'],
    [':x', 'empty-segment'],
    ['::$INDEX_ALLOCATION', 'empty-segment'],
  ])('a segment that servers read differently is refused anywhere: %s', (segment, why) => {
    expect(outcome(`/v1/${segment}/public`, { paths: exact })).toBe(why);
    expect(outcome(`/v1/items/${segment}`, { paths: exact })).toBe(why);
    expect(outcome(`/v1/${segment}/x`, { paths })).toBe(why);
  });

  it.each([
    'a%20b',
    '%40me',
    'me@example.com',
    'file.tar.gz',
    '.well-known',
    'a..b',
    '+1',
    'batch:run',
    'a,b=c',
    "it's(1)!",
    '~user',
    'caf%C3%A9',
    '\u30ce\u30fc\u30c8',
    '\u{1f525}',
    '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}',
    'a%2Bb%26c%3Dd',
    '_',
    '-',
  ])('a segment of real services passes: %s', (segment) => {
    expect(outcome(`/v1/items/${segment}`, { paths: exact })).toMatch(/^https:/);
  });

  it('an encoded slash passes only below a `**`, where all of its readings are', () => {
    expect(outcome('/v1/a%2Fb/c', { paths })).toBe('https://api.good.example/v1/a%2Fb/c');
    expect(outcome('/v1/items/a%2Fb', { paths: exact })).toBe('path-caveat');
    expect(outcome('/v1/a%2Fb/public', { paths: exact })).toBe('path-caveat');
    expect(outcome('/v1/a%2Fb', { paths: [['/v1/**'], ['/v1/*']] })).toBe('path-caveat');
    expect(outcome('/v1/a%2Fb', { paths: [['/v1/*/**']] })).toBe('path-caveat');
    for (const rest of ['%2Fa', 'a%2F', 'a%2F%2Fb', 'a%2F;b', 'a%2F%20'])
      expect(outcome(`/v1/${rest}`, { paths })).toMatch(/^(empty-segment|path-parameter)$/);
    expect(outcome('/v1/a%2F..%2F..%2Fb', { paths })).toBe('dot-segment');
    expect(outcome('/v1/a%2F...', { paths })).toBe('dot-segment');
  });

  it('an empty list admits nothing', () => {
    expect(outcome('/', { paths: [[]] })).toBe('path-caveat');
    expect(outcome('/v1/a', { paths: [['/**'], []] })).toBe('path-caveat');
    expect(outcome('/v1/a', { paths: [['/v1/*'], ['/v2/*']] })).toBe('path-caveat');
  });

  it('a pattern that does not parse admits nothing', () => {
    expect(outcome('/v1', { paths: [['/v*', 'v1', '']] })).toBe('path-caveat');
  });

  it('encoded slashes and percent signs pass when every path is granted, as npm packages need', () => {
    for (const rules of [{}, { paths: [['/**']] }, { paths: [['/x', '/**']] }]) {
      expect(outcome('/@scope%2fname', rules)).toBe('https://api.good.example/@scope%2fname');
      expect(outcome('/100%25//x', rules)).toBe('https://api.good.example/100%25//x');
    }
  });
});

describe('the credential parameter', () => {
  const rules = { reservedQuery: ['api_key'] };

  it.each([
    '/x?api_key=1',
    '/x?API_KEY=1',
    '/x?a=1&Api_Key',
    '/x?%61pi%5Fkey=1',
    '/x?a=1;api_key=2',
    '/x?api_key[]=1',
    '/x?api_key%5B0%5D=1',
    '/x?api[key=1',
    '/x?api%5Bkey=1',
    '/x?api[key[0]=1',
    '/x?api.key=1',
    '/x?api+key=1',
    '/x?api-key=1',
    '/x?+api_key=1',
    '/x?\uff41pi_key=1',
    '/x?api_key%00x=1',
    '/x?ap\u0131_key=1&API_\u212aEY=1',
    '/x?%ff=1',
  ])('the caller cannot supply the credential parameter: %s', (target) => {
    expect(outcome(target, rules)).toBe('credential-parameter');
  });

  it('other parameters are left alone', () => {
    for (const target of [
      '/x?key=1',
      '/x?my_api_key=1',
      '/x?q=api_key',
      '/api_key?',
      '/x?api_keys=1',
      '/x?q=%ff',
    ]) {
      expect(outcome(target, rules)).toBe(`https://api.good.example${target}`);
    }
  });
});

describe('asking again, as a redirect does', () => {
  it('a repeated check applies the rules that admitted the first request', () => {
    const first = decideDestination({
      origins: [good],
      target: '/v1/a',
      paths: [['/v1/**']],
      reservedQuery: ['key'],
    });
    if (!first.ok) throw new Error(first.why);
    const why = (target: string) => {
      const next = first.destination.again(target);
      return next.ok ? next.destination.url.href : next.why;
    };
    expect(why('https://api.good.example/v1/b')).toBe('https://api.good.example/v1/b');
    expect(why('https://api.good.example/v2')).toBe('path-caveat');
    expect(why('https://files.good.example:8443/v1/a')).toBe('foreign-origin');
    expect(why('https://api.good.example/v1/b?KEY=1')).toBe('credential-parameter');
  });
});
