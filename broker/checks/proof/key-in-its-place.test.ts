import { defined } from '@valetkey/api-contracts';
import { afterEach, describe, expect, it } from 'vitest';
import { type Connected, connected, secret, url } from '../fixtures/connected.ts';
import { type RunningNginx, startNginx } from '../fixtures/servers/start-nginx.ts';
import { startedBefore } from '../fixtures/servers/started-before.ts';

let nginx: RunningNginx;
startedBefore(['nginx'], async () => {
  nginx = await startNginx();
  return [nginx];
});

const inHeader = { kind: 'header', name: 'X-Api-Key', secret: 'key' };
const appInQuery = { kind: 'query', name: 'app_id', secret: 'app' };
/** Each answer says back what nginx was opened with, and the key is taken out of it. */
const doors = [
  ['a header', '/header', inHeader, '[redacted]'],
  ['the query', '/query?q=mine', { kind: 'query', name: 'api_key', secret: 'key' }, '[redacted] mine'],
  ['the path', '/path', { kind: 'path', secret: 'key', paths: ['/k-{key}'] }, '/k-[redacted]/path'],
  [
    'a header, beside another in the query',
    '/several',
    { kind: 'several', parts: [inHeader, appInQuery] },
    '[redacted] [redacted]',
  ],
] as const;

let one: Connected;
const fetched = async (auth: object, path: string, wrong: Record<string, string> = {}) => {
  const isTwo = (auth as { kind: string }).kind === 'several';
  const { apiKey, appId } = nginx;
  one = await connected(
    { fields: [url, secret('key'), ...(isTwo ? [secret('app')] : [])], auth },
    {
      fields: { url: nginx.keyUrl },
      secrets: { key: apiKey, ...defined({ app: isTwo ? appId : undefined }), ...wrong },
    },
  );
  const answer = await one.client.fetch(path);
  return [answer.status, answer.status === 200 ? await answer.text() : ''];
};
afterEach(async () => {
  expect((await one?.close()) ?? []).toEqual([]);
});

describe.each(doors)('a key in %s', (_where, path, auth, said) => {
  it('the right key opens nginx, and does not come back', async () => {
    expect(await fetched(auth, path)).toEqual([200, said]);
  });

  it('the right key opens nginx, and does not come back', async () => {
    expect(await fetched(auth, path, { key: 'another-key-0123456789' })).toEqual([401, '']);
  });
});

it('two keys of which one is wrong are refused', async () => {
  const [, , , [, path, auth]] = doors;
  expect(await fetched(auth, path, { app: 'app-0000-0000' })).toEqual([401, '']);
});
