import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { markedTexts } from '../../contracts/texts/fixtures/marked-texts.ts';
import { english, makeSay } from '../../contracts/texts/say.ts';
import { type LoopbackListener, listenOnLoopback } from './loopback-listener.ts';

/** Other programs of this machine against the browser's answer. Nothing here counts time: deadlines are long or awaited. */
let listener: LoopbackListener;
const sockets: Socket[] = [];
afterEach(() => {
  listener.close();
  for (const socket of sockets.splice(0)) socket.destroy();
});

const state = 's'.repeat(43);
const never = 10 * 60_000;
const listen = async (limits?: Parameters<typeof listenOnLoopback>[3]): Promise<URL> => {
  listener = await listenOnLoopback({ host: '127.0.0.1', path: '/callback' }, state, english, limits);
  return new URL(`${listener.redirectUri}?state=${state}&code=c`);
};
/** Opens a connection, says this, and nothing more. */
const hold = async ({ port }: URL, said = ''): Promise<Socket> => {
  const socket = connect(Number(port), '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  if (said !== '') socket.write(said);
  return socket;
};
const closed = (socket: Socket): Promise<unknown> =>
  new Promise((resolve) => {
    socket.once('close', resolve);
    socket.resume();
  });
const arrives = async (callback: URL): Promise<void> => {
  const page = fetch(callback);
  (await listener.callback).answer(true);
  expect(await (await page).text()).toContain('You are signed in.');
};

const held: readonly [string, string][] = [
  ['say nothing', ''],
  ['say half of a request', 'GET /callback HTTP/1.1\r\nhost: '],
  ['send a body that never ends', 'POST /callback HTTP/1.1\r\nhost: x\r\ncontent-length: 99\r\n\r\na'],
  ['keep the connection after an answer', 'GET / HTTP/1.1\r\nhost: x\r\nconnection: keep-alive\r\n\r\n'],
  [
    'wait for leave to send',
    'POST / HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 9\r\n\r\n',
  ],
];

describe('the browser’s answer', () => {
  it.each(held)('the browser’s answer arrives while 100 connections are open that %s', async (_, said) => {
    const callback = await listen({ silent: 1000, headersMs: never });
    for (let count = 0; count < 100; count += 1) await hold(callback, said);
    await arrives(callback);
  });

  it('the browser’s answer arrives while too many silent connections open, and the oldest one closes', async () => {
    const callback = await listen({ silent: 8, headersMs: never });
    const first = await hold(callback);
    const gone = closed(first);
    let last = first;
    for (let count = 0; count < 40; count += 1) last = await hold(callback);
    await gone;
    await arrives(callback);
    expect(last.closed).toBe(false);
  });

  it('the browser’s answer arrives if its request was read before the connections that others open', async () => {
    const callback = await listen({ silent: 8, headersMs: never });
    const page = fetch(callback);
    const { answer } = await listener.callback;
    for (let count = 0; count < 40; count += 1) await hold(callback);
    answer(true);
    expect(await (await page).text()).toContain('You are signed in.');
  });
});

describe('a connection', () => {
  it('a silent connection is closed after its time', async () => {
    const callback = await listen({ silent: 1000, headersMs: 20 });
    await closed(await hold(callback));
  });

  it('a connection that sends byte by byte is closed after its time', async () => {
    const callback = await listen({ silent: 1000, headersMs: 50 });
    const socket = await hold(callback, 'GET / HTTP/1.1\r\nx: ');
    const dripping = setInterval(() => socket.write('x'), 5);
    await closed(socket);
    clearInterval(dripping);
  });

  it('a silent connection ends with the listener, and does not keep the process alive', async () => {
    const callback = await listen({ silent: 1000, headersMs: never });
    const ended = closed(await hold(callback));
    listener.close();
    await ended;
  });
});

it('the page that a browser ends on is in the language of the application, and no text of it is mark-up', async () => {
  const texts = markedTexts();
  const done = 'You are signed in. You can close this page.';
  const messages = { ...texts.messages, [done]: '⟦<b>Fertig</b>⟧' };
  const say = makeSay({ ...texts, locale: 'de', messages });
  listener = await listenOnLoopback({ host: '127.0.0.1', path: '/callback' }, state, say);
  const stray = await (await fetch(listener.redirectUri)).text();
  expect(stray).toMatch(/<html lang="de">.*<p>⟦.*⟧<\/p>/);
  const page = fetch(`${listener.redirectUri}?state=${state}&code=c`);
  (await listener.callback).answer(true);
  expect(await (await page).text()).toContain('<p>⟦&#60;b&#62;Fertig&#60;/b&#62;⟧</p>');
});

describe('a redirect to localhost', () => {
  /** Why nobody can listen there; undefined: somebody could. */
  const whyTaken = (host: string, port: number): Promise<unknown> =>
    new Promise((resolve) => {
      const other = createServer();
      other.once('error', (error) => resolve(Reflect.get(error, 'code')));
      other.listen({ host, port, exclusive: true }, () => other.close(() => resolve(undefined)));
    });

  it('no other program can take the other address of that name', async (ctx) => {
    if ((await whyTaken('::1', 0)) !== undefined) ctx.skip('no IPv6 on this machine');
    listener = await listenOnLoopback({ host: 'localhost', path: '/callback' }, state, english);
    const port = Number(new URL(listener.redirectUri).port);
    for (const host of ['127.0.0.1', '::1'])
      expect([host, await whyTaken(host, port)]).toEqual([host, 'EADDRINUSE']);
  });
});
