import { expect, it } from 'vitest';
import { openCourier, serve } from '../../network/fixtures/serving.ts';
import { makeGuardedFetch } from './guarded-fetch.ts';

const fetchAt = (origin: Parameters<typeof makeGuardedFetch>[0]['origins'][number]) =>
  makeGuardedFetch({
    courier: openCourier(),
    origins: [origin],
    signal: new AbortController().signal,
    onRequest: () => undefined,
    now: () => 0,
  });

it.each([302, 307, 308])(
  'a request for tokens goes along no redirect, also within its origin: %i',
  async (status) => {
    const asked: unknown[] = [];
    const served = await serve((request, response) => {
      asked.push(request.url);
      response.writeHead(status, { location: '/collect' }).end();
    });
    const body = new URLSearchParams({ refresh_token: 'of-it' });
    const sent = fetchAt(served.origin).fetch(`${served.text}/token`, { method: 'POST', headers: {}, body });
    await expect(sent).rejects.toMatchObject({ code: 'redirect-refused' });
    expect(asked).toEqual(['/token']);
  },
);

it('a server that asks for years of patience gets an hour', async () => {
  const served = await serve((_request, response) =>
    response.writeHead(503, { 'retry-after': '999999999' }).end('{}'),
  );
  const guarded = fetchAt(served.origin);
  await guarded.fetch(`${served.text}/token`, { method: 'GET', headers: {} });
  expect(guarded.retryAfterMs()).toBe(3_600_000);
});
