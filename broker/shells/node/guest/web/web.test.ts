import { describe, expect, test } from 'vitest';
import { collectGarbage } from '../../../../checks/fixtures/held-memory.ts';
import { guestWeb } from './use-guest-web.ts';

/** One contract over both: what an extension gets behaves as Node's own does, as far as it goes. */
type Web = Pick<
  typeof globalThis,
  'AbortController' | 'AbortSignal' | 'atob' | 'btoa' | 'DOMException' | 'Event' | 'EventTarget' | 'Headers'
> &
  Pick<
    typeof globalThis,
    'ReadableStream' | 'Response' | 'TextDecoder' | 'TextEncoder' | 'URL' | 'URLSearchParams'
  >;

const text = (bytes: Uint8Array | ArrayBuffer): string => Buffer.from(bytes as Uint8Array).toString();
const bytes = (value: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(value));

describe.each([
  ['of Node', globalThis as Web],
  ['for extensions', guestWeb as unknown as Web],
])('web classes %s', (_whose, web) => {
  test('a reader holds its stream, and everything that would go with it', async () => {
    const held = (() => {
      const stream = new web.ReadableStream<number>({ pull: (controller) => controller.enqueue(1) });
      return { stream: new WeakRef(stream), reader: stream.getReader() };
    })();
    for (let i = 0; i < 5; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      collectGarbage();
    }
    expect(held.stream.deref()).toBeDefined();
    expect(await held.reader.read()).toMatchObject({ value: 1 });
  });

  test('headers combine, compare without case and iterate sorted', () => {
    const headers = new web.Headers({ B: ' 2 ', a: '1' });
    headers.append('A', '3');
    headers.append('set-cookie', 'x=1');
    headers.append('Set-Cookie', 'y=2');
    expect([...headers]).toEqual([
      ['a', '1, 3'],
      ['b', '2'],
      ['set-cookie', 'x=1'],
      ['set-cookie', 'y=2'],
    ]);
    expect(headers.get('B')).toBe('2');
    expect(headers.get('c')).toBeNull();
    expect(headers.getSetCookie()).toEqual(['x=1', 'y=2']);
    expect([...new web.Headers(headers).keys()]).toEqual(['a', 'b', 'set-cookie', 'set-cookie']);
  });

  test.each([{ 'a b': 'c' }, { '': 'c' }, { a: 'b\nc' }, { a: 'ü€' }, [['only one']], 5])(
    'headers refuse %j',
    (init) => {
      expect(() => new web.Headers(init as never)).toThrow(TypeError);
    },
  );

  test('a response gives its body once, in the requested form', async () => {
    const response = new web.Response('{"a":"ü"}', { status: 201, headers: { x: 'y' } });
    expect([response.status, response.ok, response.type, response.url, response.bodyUsed]).toEqual([
      201,
      true,
      'default',
      '',
      false,
    ]);
    expect([...response.headers]).toEqual([
      ['content-type', 'text/plain;charset=UTF-8'],
      ['x', 'y'],
    ]);
    expect(await response.clone().json()).toEqual({ a: 'ü' });
    expect(text(await response.clone().arrayBuffer())).toBe('{"a":"ü"}');
    expect(await response.text()).toBe('{"a":"ü"}');
    expect(response.bodyUsed).toBe(true);
    await expect(response.text()).rejects.toThrow(TypeError);
    expect(() => response.clone()).toThrow(TypeError);
  });

  test('a response’s bytes carry no extra members of a stream’s chunk', async () => {
    const stream = new web.ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(Object.assign(bytes('{}'), { mine: true }));
        controller.close();
      },
    });
    const response = new web.Response(stream) as Response & { bytes(): Promise<Uint8Array> };
    const read = await response.bytes();
    expect([text(read), Reflect.ownKeys(read)]).toEqual(['{}', ['0', '1']]);
  });

  test('a response without a body has none, however often it is read', async () => {
    const response = new web.Response(null, { status: 204 });
    expect(response.body).toBeNull();
    expect([await response.text(), await response.text(), response.bodyUsed]).toEqual(['', '', false]);
    expect(() => new web.Response('x', { status: 204 })).toThrow(TypeError);
    expect(() => new web.Response('x', { status: 99 })).toThrow(RangeError);
  });

  test('a response keeps its own copy of bytes, and only the part that a view shows', async () => {
    const given = bytes('abc');
    const response = new web.Response(given.subarray(1));
    given.fill(0);
    expect(await response.text()).toBe('bc');
  });

  test('bytes can be read as a stream, which then counts as reading', async () => {
    const response = new web.Response('abc');
    const reader = response.body?.getReader();
    await expect(response.text()).rejects.toThrow(TypeError);
    const first = await reader?.read();
    expect(text(first?.value ?? bytes('nothing'))).toBe('abc');
    expect(response.bodyUsed).toBe(true);
    expect((await reader?.read())?.done).toBe(true);
  });

  test('a response reads a stream to its end, and clones it by tee', async () => {
    const response = new web.Response(
      new web.ReadableStream<Uint8Array>({
        start: (controller) => {
          controller.enqueue(bytes('one '));
          controller.enqueue(bytes('two'));
          controller.close();
        },
      }),
    );
    const copy = response.clone();
    expect(await Promise.all([response.text(), copy.text()])).toEqual(['one two', 'one two']);
  });

  test('form parameters as a body set their content type', () => {
    const { headers } = new web.Response(new web.URLSearchParams('a=b'));
    expect(headers.get('content-type')).toBe('application/x-www-form-urlencoded;charset=UTF-8');
    expect(web.Response.json({}).headers.get('content-type')).toBe('application/json');
  });

  test('a stream with a high-water mark of 0 is pulled no further than it is read', async () => {
    let pulls = 0;
    const stream = new web.ReadableStream<number>(
      {
        pull: (controller) => {
          pulls += 1;
          controller.enqueue(pulls);
        },
      },
      { highWaterMark: 0 },
    );
    await settled();
    expect(pulls).toBe(0);
    const reader = stream.getReader();
    expect(await reader.read()).toEqual({ done: false, value: 1 });
    await settled();
    expect(pulls).toBe(1);
    expect(() => stream.getReader()).toThrow(TypeError);
    reader.releaseLock();
    await expect(reader.read()).rejects.toThrow(TypeError);
    await expect(reader.closed).rejects.toThrow(TypeError);
    expect(await stream.getReader().read()).toEqual({ done: false, value: 2 });
  });

  test('a stream fills up to its high-water mark and no further', async () => {
    let pulls = 0;
    const stream = new web.ReadableStream<number>(
      {
        pull: async (controller) => {
          pulls += 1;
          controller.enqueue(pulls);
        },
      },
      { highWaterMark: 3 },
    );
    await settled();
    expect(pulls).toBe(3);
    await stream.getReader().read();
    await settled();
    expect(pulls).toBe(4);
  });

  test('an error in the source reaches the reader unchanged', async () => {
    const failure = new Error('mine');
    const failing = [
      { start: () => Promise.reject(failure) },
      { pull: () => Promise.reject(failure) },
      {
        pull: () => {
          throw failure;
        },
      },
      { start: (controller: ReadableStreamDefaultController) => controller.error(failure) },
    ];
    for (const source of failing) {
      const reader = new web.ReadableStream(source).getReader();
      await expect(reader.read()).rejects.toBe(failure);
      await expect(reader.closed).rejects.toBe(failure);
      await expect(reader.cancel()).rejects.toBe(failure);
    }
  });

  test('cancelling tells the source why, and leaving a loop cancels', async () => {
    const reasons: unknown[] = [];
    const make = () =>
      new web.ReadableStream<number>({
        pull: (controller) => controller.enqueue(1),
        cancel: (reason) => {
          reasons.push(reason);
        },
      });
    await make().cancel('why');
    for await (const chunk of make()) {
      expect(chunk).toBe(1);
      break;
    }
    expect(reasons).toEqual(['why', undefined]);
    const kept = make();
    for await (const _ of kept.values({ preventCancel: true })) break;
    expect([kept.locked, reasons.length]).toEqual([false, 2]);
    const [left, right] = make().tee();
    await Promise.all([left.cancel('a'), right.cancel('b')]);
    expect(reasons).toHaveLength(3);
  });

  test('a closed stream takes nothing more, and gives what it had', async () => {
    let controller: ReadableStreamDefaultController<string> | undefined;
    const stream = new web.ReadableStream<string>({
      start: (given) => {
        controller = given;
      },
    });
    controller?.enqueue('last');
    expect(controller?.desiredSize).toBe(0);
    controller?.close();
    expect(() => controller?.enqueue('late')).toThrow(TypeError);
    expect(() => controller?.close()).toThrow(TypeError);
    const reader = stream.getReader();
    expect(await reader.read()).toEqual({ done: false, value: 'last' });
    expect(await reader.read()).toEqual({ done: true, value: undefined });
    await reader.closed;
  });

  test('a signal aborts once, with a reason, and tells each listener once', () => {
    const controller = new web.AbortController();
    const { signal } = controller;
    const heard: string[] = [];
    const listener = (event: Event) => heard.push(`listener ${event.type} ${event.target === signal}`);
    signal.addEventListener('abort', listener);
    signal.addEventListener('abort', listener);
    const removed = () => heard.push('removed');
    signal.addEventListener('abort', removed);
    signal.removeEventListener('abort', removed);
    signal.onabort = () => heard.push('onabort');
    signal.throwIfAborted();
    controller.abort('why');
    controller.abort('again');
    expect(heard.sort()).toEqual(['listener abort true', 'onabort']);
    expect([signal.aborted, signal.reason]).toEqual([true, 'why']);
    expect(() => signal.throwIfAborted()).toThrow('why');
    expect(() => new web.AbortSignal()).toThrow(TypeError);
  });

  test('a signal without a reason has an AbortError, or a TimeoutError after a time', async () => {
    expect(web.AbortSignal.abort().reason).toMatchObject({ name: 'AbortError', code: 20 });
    expect(web.AbortSignal.abort().reason).toBeInstanceOf(Error);
    const timed = web.AbortSignal.timeout(5);
    const both = web.AbortSignal.any([new web.AbortController().signal, timed]);
    await new Promise((resolve) => both.addEventListener('abort', resolve));
    expect(both.reason).toMatchObject({ name: 'TimeoutError', code: 23 });
    expect(web.AbortSignal.any([web.AbortSignal.abort(1)]).reason).toBe(1);
  });

  test('an event target passes an event to its listeners in order, until one stops it', () => {
    const target = new web.EventTarget();
    const heard: number[] = [];
    target.addEventListener('a', () => heard.push(1), { once: true });
    target.addEventListener('a', {
      handleEvent: (event) => {
        heard.push(2);
        event.preventDefault();
        event.stopImmediatePropagation();
      },
    });
    target.addEventListener('a', () => heard.push(3));
    expect(target.dispatchEvent(new web.Event('a', { cancelable: true }))).toBe(false);
    expect(target.dispatchEvent(new web.Event('a'))).toBe(true);
    expect(heard).toEqual([1, 2, 2]);
  });

  test('a URL and its parameters stay in sync', () => {
    const url = new web.URL('/b?c=d#e', 'https://a.example:8443');
    url.searchParams.append('f', 'g h');
    url.pathname = '/x';
    expect(String(url)).toBe('https://a.example:8443/x?c=d&f=g+h#e');
    expect(JSON.stringify({ url })).toContain('"https://a.example');
    expect([url.origin, url.host, url.port, url.search]).toEqual([
      'https://a.example:8443',
      'a.example:8443',
      '8443',
      '?c=d&f=g+h',
    ]);
    expect(() => new web.URL('no address')).toThrow(TypeError);
    expect([web.URL.canParse('no'), web.URL.canParse('a:b')]).toEqual([false, true]);
  });

  test('parameters come from text, pairs, records and each other', () => {
    const params = new web.URLSearchParams('?a=1&b=2&a=3');
    expect([params.getAll('a'), params.size, params.has('a', '3'), params.has('c')]).toEqual([
      ['1', '3'],
      3,
      true,
      false,
    ]);
    expect(String(new web.URLSearchParams([['x', 'y']]))).toBe('x=y');
    expect(String(new web.URLSearchParams({ x: 'y z' }))).toBe('x=y+z');
    expect([...new web.URLSearchParams(params)]).toEqual([...params]);
    params.delete('a', '1');
    params.set('b', '4');
    params.sort();
    expect(params.toString()).toBe('a=3&b=4');
    expect(() => new web.URLSearchParams([['x']] as never)).toThrow(TypeError);
  });

  test('text is encoded and decoded, also in pieces', () => {
    const coded = new web.TextEncoder().encode('aü');
    expect([...coded]).toEqual([97, 195, 188]);
    const decoder = new web.TextDecoder();
    expect(decoder.decode(coded.subarray(0, 2), { stream: true }) + decoder.decode(coded.subarray(2))).toBe(
      'aü',
    );
    expect(new web.TextEncoder().encodeInto('aü', new Uint8Array(2))).toMatchObject({ read: 1, written: 1 });
    expect(() => new web.TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([255]))).toThrow(
      TypeError,
    );
    expect(() => new web.TextDecoder('no such')).toThrow(RangeError);
    expect([web.atob(' aGk= '), web.btoa('hi')]).toEqual(['hi', 'aGk=']);
    expect(() => web.atob('*')).toThrow(expect.objectContaining({ name: 'InvalidCharacterError', code: 5 }));
    expect(() => web.btoa('€')).toThrow(expect.objectContaining({ name: 'InvalidCharacterError', code: 5 }));
  });
});

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
