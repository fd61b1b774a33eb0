import { describe, expect, it } from 'vitest';
import { codeOf, destinationOf, get, openCourier, serve, textOf } from '../../network/fixtures/serving.ts';
import { asItIs } from '../../network/inside-answer.ts';
import { formsOf, injectSync, powers, withSecrets } from './fixtures/placing.ts';
import { type Auth, type CredentialValues, kindOf } from './index.ts';

const auth: Auth = { kind: 'path', secret: 'token', paths: ['/bot{token}', '/file/bot{token}'] };
const token = '123456:AAF-canary_x';
const values = withSecrets({ token });

const placed = (using: CredentialValues = values) => ({
  inject: (request: Parameters<ReturnType<typeof kindOf>['inject']>[2]) =>
    kindOf(auth).inject(auth, using, request, undefined, powers),
  pathWithout: (path: string) => kindOf(auth).pathWithout?.(auth, using, path),
});

/** Answers with the path that it was asked for; `/bot<token>/to?x` redirects to x. */
const telegram = () =>
  serve((request, response) => {
    const [path = '', to] = (request.url ?? '').split('?to=');
    if (to !== undefined) response.writeHead(307, { location: decodeURIComponent(to) });
    response.end(path);
  });

describe('a credential in the path', () => {
  it.each([
    ['/getMe', `/bot${token}/getMe`],
    ['/', `/bot${token}/`],
    ['/file/photos/1.jpg', `/file/bot${token}/photos/1.jpg`],
    ['/filed/x', `/bot${token}/filed/x`],
    ['/a%20b?c=%2F', `/bot${token}/a%20b?c=%2F`],
  ])('a path key goes only into its segment on the wire: %s', async (asked, sent) => {
    const served = await serve((request, response) => response.end(request.url));
    const exchange = await get(openCourier(), served, asked, placed());
    expect(await textOf(exchange)).toBe(sent);
    expect(exchange.hops.map(({ path }) => path)).toEqual([asked.split('?')[0]]);
  });

  it('a path key is not in the URL of the request, which others may see', () => {
    expect(injectSync(auth, values).url.href).toBe('https://api.example.com/x');
  });

  it('a path key is searched for as it is and as it is sent', () => {
    expect(formsOf(auth, values)).toEqual([token]);
    expect(formsOf(auth, withSecrets({ token: 'a/b c' }))).toEqual(['a/b c', 'a%2Fb%20c']);
    expect(formsOf(auth, withSecrets({}))).toEqual([]);
  });

  it.each([
    [`/bot${token}/there`, '/there', `/bot${token}/there`],
    ['there', '/there', `/bot${token}/there`],
    [`/file/bot${token}/x`, '/file/x', `/file/bot${token}/x`],
    [`/bot${token}`, '/', `/bot${token}/`],
  ])('a path key is removed from a redirect before that is decided: %s', async (to, decided, sent) => {
    const exchange = await get(openCourier(), await telegram(), `/go?to=${encodeURIComponent(to)}`, placed());
    expect(exchange.hops.at(-1)?.path).toBe(decided);
    expect(await textOf(exchange)).toBe(sent);
  });

  it.each(['/there', '/', '../there', `/x/bot${token}/there`, '/botANOTHER/there', `/bot${token}x/there`])(
    'a redirect without the key in its place is not followed: %s',
    async (to) => {
      const sent = get(openCourier(), await telegram(), `/go?to=${encodeURIComponent(to)}`, placed());
      expect(await codeOf(sent)).toBe('redirect-refused');
    },
  );

  it('a redirect with the right segment does not leave the caveats', async () => {
    const served = await telegram();
    const destination = destinationOf(
      { origins: [served.origin], paths: [['/go']] },
      `/go?to=${encodeURIComponent(`/bot${token}/elsewhere`)}`,
    );
    const sent = openCourier().send({
      destination,
      method: 'GET',
      headers: {},
      signal: new AbortController().signal,
      scrub: asItIs,
      ...placed(),
    });
    expect(await codeOf(sent)).toBe('redirect-refused');
  });

  it.each(['', '\r\nx', 'a\u0000', ' x', 'é', '\ud800'])(
    'a key that no path can hold is refused without being quoted: %j',
    async (bad) => {
      const served = await serve((request, response) => response.end(request.url));
      const sent = get(openCourier(), served, '/x', placed(withSecrets({ token: bad })));
      expect(await codeOf(sent)).toBe('credential-malformed');
    },
  );

  it.each(['..', '.', 'a/b', 'a\\b', '%2e%2e', '%2f'])(
    'a key that would not stay one segment is refused: %s',
    async (odd) => {
      const alone: Auth = { kind: 'path', secret: 'token', paths: ['/{token}'] };
      const served = await serve((request, response) => response.end(request.url));
      const using = withSecrets({ token: odd });
      const sent = get(openCourier(), served, '/x', {
        inject: (request) => kindOf(alone).inject(alone, using, request, undefined, powers),
      });
      expect(await codeOf(sent)).toBe('credential-malformed');
    },
  );
});

describe('the courier', () => {
  it.each([
    { before: '', segment: 'a/b' },
    { before: '', segment: '..' },
    { before: '', segment: '%2f' },
    { before: '', segment: 'a?b' },
    { before: '', segment: 'a b' },
    { before: '', segment: '' },
    { before: '/other', segment: 'a' },
    { before: '/x', segment: 'a' },
  ])('a credential may put one whole segment into the path, and nothing else: %j', async (keyed) => {
    const served = await serve((request, response) => response.end(request.url));
    const sent = get(openCourier(), served, '/x', {
      inject: (request) => {
        request.keyed = keyed;
      },
    });
    expect(await codeOf(sent)).toBe('credential-malformed');
  });

  it('a credential that moves the path itself is still refused', async () => {
    const served = await serve((_request, response) => response.end());
    const sent = get(openCourier(), served, '/x', {
      inject: (request) => {
        request.url.pathname = '/y';
      },
    });
    expect(await codeOf(sent)).toBe('credential-malformed');
  });
});
