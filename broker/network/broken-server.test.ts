import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { answerRaw, codeOf, get, openCourier, readAll, serveRaw, textOf } from './fixtures/serving.ts';
import { NetworkError } from './network-error.ts';

const canary = 'canary-77aa';

/** What came of reading an answer to its end. */
const fate = async (sending: ReturnType<typeof get>): Promise<unknown> =>
  codeOf(sending.then(({ body }) => readAll(body)));

describe('a server that breaks the protocol', () => {
  it.each([
    ['says something else', `220 ${canary} ESMTP\r\n`],
    ['sends an unknown version', 'HTTP/9.9 200 OK\r\n\r\n'],
    ['has NUL in a header', `HTTP/1.1 200 OK\r\nx: ${canary}\u0000\r\n\r\n`],
    ['has two lengths', `HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\n${canary}`],
    [
      'has a length and chunks',
      'HTTP/1.1 200 OK\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
    ],
    ['has a negative length', `HTTP/1.1 200 OK\r\ncontent-length: -3\r\n\r\n${canary}`],
    ['has a broken chunk size', `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n${canary}`],
    ['folds header lines', `HTTP/1.1 200 OK\r\nx-a: b\r\n ${canary}\r\n\r\n`],
    [
      'switches protocols unasked',
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
    ],
    ['sends 100 unasked', 'HTTP/1.1 100 Continue\r\n\r\n'],
  ])('%s: the answer is a broken response, and is not quoted', async (_name, text) => {
    const served = await serveRaw(answerRaw(text));
    const error = await get(openCourier(), served, '/')
      .then(({ body }) => readAll(body))
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ code: 'broken-response' });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(canary);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(String(served.port));
  });

  it.each([
    ['closes before answering', ''],
    ['closes within the headers', 'HTTP/1.1 200 OK\r\nx-a:'],
    ['closes within a sized body', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc'],
    [
      'closes within a sized body that was to end the connection',
      'HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 100\r\n\r\nabc',
    ],
    ['closes between chunks', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n'],
    [
      'closes between chunks of the last answer',
      'HTTP/1.1 200 OK\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n',
    ],
  ])('%s: the answer is broken, whether half closed or reset', async (_name, text) => {
    const half = await serveRaw((socket) => socket.once('data', () => socket.end(text)));
    expect(await fate(get(openCourier(), half, '/'))).toBe('broken-response');
    const reset = await serveRaw((socket) => {
      socket.once('data', () => socket.write(text, () => setTimeout(() => socket.resetAndDestroy(), 10)));
    });
    expect(await fate(get(openCourier(), reset, '/'))).toBe('broken-response');
  });

  it('a body that lasts until the connection closes is whole', async () => {
    const served = await serveRaw((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\n\r\nabc')),
    );
    expect(await textOf(await get(openCourier(), served, '/'))).toBe('abc');
  });

  it('more bytes than announced are not taken for the next answer', async () => {
    const smuggled = `HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nforged`;
    let asked = 0;
    const served = await serveRaw((socket) => {
      socket.on('data', () => {
        asked += 1;
        socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc${asked === 1 ? smuggled : ''}`);
      });
    });
    const courier = openCourier({ limits: { connections: 1 } });
    expect(await textOf(await get(courier, served, '/1'))).toBe('abc');
    expect(await get(courier, served, '/2').then(textOf)).toBe('abc');
    expect(asked).toBe(2);
  });

  it('a closed port is reported as unreachable', async () => {
    const served = await serveRaw(() => {});
    const origin = { ...served.origin, port: '1' };
    expect(await codeOf(get(openCourier(), { origin }, '/'))).toBe('host-unreachable');
  });

  it('a name that does not resolve is unreachable', async () => {
    const lookup = ((_n: string, _o: unknown, callback: (error: Error) => void) =>
      callback(Object.assign(new Error(canary), { code: 'ENOTFOUND' }))) as never;
    const origin = { protocol: 'https:', host: 'nowhere.example', port: '', reach: 'public' } as const;
    const error = await get(openCourier({ lookup }), { origin }, '/').catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'host-unreachable' });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(canary);
  });
});
