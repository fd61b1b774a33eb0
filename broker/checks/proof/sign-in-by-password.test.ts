import { afterEach, describe, expect, it } from 'vitest';
import { type Connected, connected, secret, text, url } from '../fixtures/connected.ts';
import { type RunningLighttpd, startLighttpd } from '../fixtures/servers/start-lighttpd.ts';
import { type RunningNginx, startNginx } from '../fixtures/servers/start-nginx.ts';
import { type RunningRadicale, startRadicale } from '../fixtures/servers/start-radicale.ts';
import { startedBefore } from '../fixtures/servers/started-before.ts';

let nginx: RunningNginx;
let lighttpd: RunningLighttpd;
let radicale: RunningRadicale;
startedBefore(['nginx', 'lighttpd', 'radicale'], async () => {
  [nginx, lighttpd, radicale] = await Promise.all([startNginx(), startLighttpd(), startRadicale()]);
  return [nginx, lighttpd, radicale];
});

const fields = [url, text('user'), secret('password')];
let one: Connected;
const connect = async (
  kind: 'basic' | 'digest',
  server: { user: string; password: string },
  address: string,
  more: { allowMd5?: boolean; password?: string } = {},
) => {
  const { password = server.password, ...auth } = more;
  one = await connected(
    { fields, auth: { kind, username: 'user', password: 'password', ...auth } },
    { fields: { url: address, user: server.user }, secrets: { password } },
  );
  return one.client;
};
afterEach(async () => {
  expect((await one?.close()) ?? []).toEqual([]);
});
const said = async (answer: Promise<Response>) => [(await answer).status, await (await answer).text()];

describe('Basic', () => {
  it('Basic authenticates at nginx, with a password beyond ASCII', async () => {
    const client = await connect('basic', nginx, nginx.basicUrl);
    expect(await said(client.fetch('/hello.txt'))).toEqual([200, 'hello from nginx']);
  });

  it('Basic fails at nginx with a wrong password', async () => {
    const client = await connect('basic', nginx, nginx.basicUrl, { password: 'a-wrong-password' });
    expect((await client.fetch('/hello.txt')).status).toBe(401);
  });

  it("Basic keeps a calendar at Radicale (CalDAV), in its owner's collection alone", async () => {
    const client = await connect('basic', radicale, radicale.url);
    const event = [
      'BEGIN:VEVENT',
      'UID:1',
      'DTSTAMP:20260101T000000Z',
      'DTSTART:20260101T120000Z',
      'SUMMARY:Lunch',
      'END:VEVENT',
    ];
    const calendar = [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//test//EN',
      ...event,
      'END:VCALENDAR',
      '',
    ].join('\r\n');
    const put = await client.fetch('/reader/work/', {
      method: 'PUT',
      body: calendar,
      headers: { 'content-type': 'text/calendar' },
    });
    expect(put.status).toBe(201);
    expect(await (await client.fetch('/reader/work/')).text()).toContain('SUMMARY:Lunch');
    expect((await client.fetch('/somebody/work/')).status).toBe(403);
  });
});

describe('Digest, with lighttpd', () => {
  it('Digest authenticates with SHA-256, asking once and reusing the nonce', async () => {
    const client = await connect('digest', lighttpd, lighttpd.url);
    for (let at = 0; at < 3; at += 1) {
      expect(await said(client.fetch('/sha256/hello.txt'))).toEqual([200, 'hello from sha256']);
    }
    // The one time that it was asked is a request that left, and is told as one.
    expect(await one.watched.audit({ kind: 'use.hop' })).toHaveLength(1);
  });

  it('Digest uses SHA-256 at a server that offers MD5 first', async () => {
    const client = await connect('digest', lighttpd, lighttpd.url);
    expect(await said(client.fetch('/both/hello.txt'))).toEqual([200, 'hello from both']);
  });

  it('Digest uses MD5 only if the provider allows it', async () => {
    const strict = await connect('digest', lighttpd, lighttpd.url);
    expect((await strict.fetch('/md5/hello.txt')).status).toBe(401);
    expect(await one.close()).toEqual([]);
    const lenient = await connect('digest', lighttpd, lighttpd.url, { allowMd5: true });
    expect(await said(lenient.fetch('/md5/hello.txt?a=b'))).toEqual([200, 'hello from md5']);
  });

  it('Digest fails with a wrong password, and does not keep trying', async () => {
    const client = await connect('digest', lighttpd, lighttpd.url, { password: 'a-wrong-password' });
    expect((await client.fetch('/sha256/hello.txt')).status).toBe(401);
    expect(await one.watched.audit({ kind: 'use.hop' })).toHaveLength(1);
  });

  it('Digest authenticates many requests at once', async () => {
    const client = await connect('digest', lighttpd, lighttpd.url);
    const all = await Promise.all(Array.from({ length: 20 }, () => client.fetch('/sha256/hello.txt')));
    expect(all.map(({ status }) => status)).toEqual(Array(20).fill(200));
  });
});
