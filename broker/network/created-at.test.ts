import { describe, expect, test } from 'vitest';
import { createdAt } from './created-at.ts';
import { decideDestination } from './destination.ts';
import { parseOrigin } from './origin.ts';

const home = parseOrigin('https://api.example.com');
const other = parseOrigin('https://files.example.com');
if (!home.ok || !other.ok) throw new Error('no origin');
const origins = [home.origin, other.origin];
const asked = decideDestination({
  origins,
  target: '/uploads',
  paths: [['/uploads/**', '/uploads']],
  reservedQuery: ['key'],
});
if (!asked.ok) throw new Error('no destination');
const { url, again } = asked.destination;
const told = (location: string | string[] | undefined, status = 202) =>
  createdAt(status, { location }, url, again);

describe('where something was made', () => {
  test.each([
    ['/uploads/7?_state=a.b', 'https://api.example.com/uploads/7?_state=a.b'],
    ['uploads/7', 'https://api.example.com/uploads/7'],
    ['https://api.example.com/uploads/7#part', 'https://api.example.com/uploads/7'],
  ])('an address at the same origin under the caveats is told in full: %s', (location, address) => {
    expect([told(location), told(location, 201)]).toEqual([address, address]);
  });

  test.each([
    ['another origin, also of this connection', 'https://files.example.com/uploads/7'],
    ['a foreign origin', 'https://evil.example/uploads/7'],
    ['a path outside the caveats', '/secrets/7'],
    ['a path that climbs out of them', '/uploads/../secrets/7'],
    ['a path that some servers read otherwise', '/uploads/%2e%2e/secrets'],
    ['the parameter that carries the credential', '/uploads/7?key=abc'],
    ['a user name', 'https://me:you@api.example.com/uploads/7'],
    ['another scheme', 'http://api.example.com/uploads/7'],
    ['a script', 'javascript:alert(1)'],
    ['a control character', '/uploads/\u0000'],
    ['a backslash', '/uploads\\..\\x'],
    ['no address', 'https://'],
  ])('%s is not told', (_, location) => {
    expect(told(location)).toBeUndefined();
  });

  test.each([200, 204, 300, 304, 400, 404])('no address is told with status %i', (status) => {
    expect(told('/uploads/7', status)).toBeUndefined();
  });

  test('no address is told without a Location, or with several', () => {
    expect([told(undefined), told(['/uploads/7', '/uploads/8'])]).toEqual([undefined, undefined]);
  });

  test('an address with the credential in its path is told without it, and not if it stands elsewhere', () => {
    const without = (path: string) =>
      path.startsWith('/botSECRET') ? path.slice('/botSECRET'.length) : undefined;
    const from = new URL('https://api.example.com/botSECRET/uploads');
    const at = (location: string) => createdAt(201, { location }, from, again, without);
    expect(at('/botSECRET/uploads/7')).toBe('https://api.example.com/uploads/7');
    expect(at('/uploads/botSECRET')).toBeUndefined();
  });
});
