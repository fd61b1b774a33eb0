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
  ])('admit %s', (target, href) => {
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
    ['/v1/..%2fv2', 'encoded-path'],
    ['/v1/%252e%252e/v2', 'encoded-path'],
    ['/v1/a%2fb', 'encoded-path'],
    ['/v1/%c0%ae%c0%ae/v2', 'encoded-path'],
    ['/v1/%', 'encoded-path'],
    ['/v1/..;/v2', 'dot-segment'],
    ['/v1//v2', 'empty-segment'],
    ['//v1/x', 'foreign-origin'],
    ['/v1/\\..\\v2', 'backslash'],
    ['/v1/%5c..%5cv2', 'encoded-path'],
    ['/v1/a%00', 'encoded-path'],
  ])('refuse %s: %s', (target, why) => {
    expect(outcome(target, { paths })).toBe(why);
  });

  it('an empty list admits nothing', () => {
    expect(outcome('/', { paths: [[]] })).toBe('path-caveat');
    expect(outcome('/v1/a', { paths: [['/**'], []] })).toBe('path-caveat');
    expect(outcome('/v1/a', { paths: [['/v1/*'], ['/v2/*']] })).toBe('path-caveat');
  });

  it('a pattern that does not parse admits nothing', () => {
    expect(outcome('/v1', { paths: [['/v*', 'v1', '']] })).toBe('path-caveat');
  });

  it('when every path is granted, encoded slashes and percent signs are the path of an npm package', () => {
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
  ])('cannot be supplied by the caller: %s', (target) => {
    expect(outcome(target, rules)).toBe('credential-parameter');
  });

  it('leaves other parameters alone', () => {
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
  it('applies the rules that admitted the first request', () => {
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
