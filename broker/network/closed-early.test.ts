import { describe, expect, it } from 'vitest';
import { codeOf, get, openCourier, serveRaw, textOf } from './fixtures/serving.ts';
import { defaultNetworkLimits, type SendRequest } from './send.ts';

const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

/** Answers the first request of each connection and breaks at the second, as a server that closed it just then. */
const closing = async (answered = answer) => {
  let asked = 0;
  const served = await serveRaw((socket) => {
    let first = true;
    socket.on('error', () => undefined);
    socket.on('data', () => {
      asked += 1;
      if (first && answered !== '') socket.write(answered);
      else socket.resetAndDestroy();
      first = false;
    });
  });
  return { served, asked: () => asked };
};

describe('a kept connection that the server closes while a request is on its way', () => {
  it.each(['GET', 'HEAD', 'OPTIONS'])(
    '%s changes nothing, and is sent once more, and told of',
    async (method) => {
      const { served, asked } = await closing();
      const courier = openCourier({ limits: { connections: 1 } });
      await textOf(await get(courier, served, '/'));
      const told: unknown[] = [];
      const again = await get(courier, served, '/x', {
        method,
        onHop: ({ path, repeated }) => told.push([path, repeated]),
      });
      expect(again.status).toBe(200);
      expect(told).toEqual([['/x', true]]);
      expect(asked()).toBe(3);
      expect(again.hops.map(({ status }) => status)).toEqual([undefined, 200]);
    },
  );

  it('the others may have done something there, and are not repeated', async () => {
    const { served, asked } = await closing();
    const courier = openCourier({ limits: { connections: 1 } });
    await textOf(await get(courier, served, '/'));
    expect(await codeOf(get(courier, served, '/', { method: 'POST', body: 'a' }))).toBe('broken-response');
    expect(asked()).toBe(2);
  });

  it.each([
    ['break', 'refusal'],
    ['refusal', 'break'],
  ])('after a %s and a %s, each is followed by one repeat', async (...first) => {
    const what = [...first, 'refusal', 'break'];
    let asked = 0;
    const served = await serveRaw((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', () => {
        const now = what[asked];
        asked += 1;
        if (now === 'break') socket.resetAndDestroy();
        else socket.end('HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n');
      });
    });
    const told: unknown[] = [];
    const onHop: NonNullable<SendRequest['onHop']> = ({ repeated }) => told.push(repeated);
    const { status, hops } = await get(openCourier(), served, '/', { learn: () => true, onHop });
    expect([status, asked, hops.length, told]).toEqual([401, 3, 3, [true, true]]);
  });

  it('a break takes nothing from the number of redirects that are followed', async () => {
    let asked = 0;
    const served = await serveRaw((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', () => {
        asked += 1;
        if (asked % 2 === 1) socket.resetAndDestroy();
        else if (asked === 12) socket.end(answer);
        else socket.end(`HTTP/1.1 302 Found\r\nlocation: /${asked}\r\ncontent-length: 0\r\n\r\n`);
      });
    });
    expect((await get(openCourier(), served, '/')).status).toBe(200);
    expect(defaultNetworkLimits.maxRedirects).toBe(5);
  });

  it('a server that always breaks off is asked twice, and no more', async () => {
    const { served, asked } = await closing('');
    expect(await codeOf(get(openCourier(), served, '/'))).toBe('broken-response');
    expect(asked()).toBe(2);
  });

  it('what its listener refuses to tell is not sent again', async () => {
    const { served, asked } = await closing('');
    const refusing = () => {
      throw new Error('no');
    };
    expect(await codeOf(get(openCourier(), served, '/', { onHop: refusing }))).toBe('audit-unavailable');
    expect(asked()).toBe(1);
  });

  it('a request that was aborted meanwhile is not sent again', async () => {
    const { served, asked } = await closing('');
    const abort = new AbortController();
    const sending = get(openCourier(), served, '/', { signal: abort.signal, onHop: () => abort.abort() });
    expect(await codeOf(sending)).toBe('aborted');
    expect(asked()).toBeLessThanOrEqual(2);
  });
});
