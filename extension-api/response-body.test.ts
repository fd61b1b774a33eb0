import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type BodyChunk, type FetchAnswer, ValetkeyError } from '@valetkey/api-contracts';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { toResponse } from './response-body.ts';

const chunk = (bytes: Uint8Array | undefined, done = false): BodyChunk => ({
  done,
  bytes: bytes && new Uint8Array(bytes),
});
const stream: FetchAnswer = { status: 200, headers: [], body: { kind: 'stream' } };
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** The broker's side of one pulled body, in this thread: what was asked, and answers as the test gives them. */
const puller = (chunks: readonly BodyChunk[]) => {
  const left = [...chunks];
  const seen = { reads: 0, aborts: 0 };
  return {
    seen,
    readBody: vi.fn(async () => {
      seen.reads += 1;
      const next = left.shift();
      if (next === undefined) throw new ValetkeyError({ code: 'not-found' });
      return next;
    }),
    abort: vi.fn(async () => {
      seen.aborts += 1;
      return {};
    }),
  };
};

describe('a pulled body', () => {
  it('a body has the same bytes however they were split, also with empty pieces between', async () => {
    const piece = fc.uint8Array({ maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 20 }), fc.option(piece), async (pieces, last) => {
        const chunks = pieces.map((bytes, n) => chunk(n % 5 === 4 ? undefined : bytes));
        const whole = pieces.flatMap((bytes, n) => (n % 5 === 4 ? [] : [...bytes]));
        const end = chunk(last ?? undefined, true);
        const client = puller([...chunks, end]);
        const response = toResponse(stream, 1, client, undefined);
        const read = new Uint8Array(await response.arrayBuffer());
        expect([...read]).toEqual([...whole, ...(last ?? [])]);
        expect(client.seen).toEqual({ reads: chunks.length + 1, aborts: 0 });
      }),
    );
  });

  it('a body is read one piece ahead of its consumer, never more', async () => {
    const client = puller(Array.from({ length: 6 }, (_, n) => chunk(new Uint8Array([n]), n === 5)));
    const reader = toResponse(stream, 1, client, undefined).body?.getReader();
    await turn();
    expect(client.seen.reads).toBe(1);
    for (const taken of [1, 2, 3]) {
      await reader?.read();
      await turn();
      expect(client.seen.reads).toBe(taken + 1);
    }
  });

  it('a cancelled body tells the broker and requests nothing more', async () => {
    const client = puller([chunk(new Uint8Array([1])), chunk(new Uint8Array([2])), chunk(undefined, true)]);
    const reader = toResponse(stream, 7, client, undefined).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    await turn();
    expect(client.abort).toHaveBeenCalledWith({ requestId: 7 });
    expect(client.seen).toEqual({ reads: 2, aborts: 1 });
  });

  it('a body fails with the broker’s error after the bytes that came before it', async () => {
    const client = puller([chunk(new Uint8Array([1]))]);
    const reader = toResponse(stream, 1, client, undefined).body?.getReader();
    expect(await reader?.read()).toMatchObject({ done: false });
    await expect(reader?.read()).rejects.toMatchObject({ code: 'not-found' });
    await expect(reader?.closed).rejects.toMatchObject({ code: 'not-found' });
  });

  it('an error of the read ahead goes to its reader only', async () => {
    const response = toResponse(stream, 1, puller([]), undefined);
    await turn(); // an unhandled rejection would fail the run
    await expect(response.text()).rejects.toMatchObject({ code: 'not-found' });
  });

  it.each([0, 1, 2])(
    'a body fails with the signal’s reason when it is aborted after %i reads',
    async (reads) => {
      const client = puller(Array.from({ length: 9 }, () => chunk(new Uint8Array([1]))));
      const controller = new AbortController();
      const reader = toResponse(stream, 1, client, controller.signal).body?.getReader();
      for (let n = 0; n < reads; n += 1) await reader?.read();
      const pending = reader?.read();
      controller.abort(new Error('enough'));
      const next = reader?.read();
      await pending?.catch(() => undefined);
      await expect(next).rejects.toThrow('enough');
      expect(client.seen.aborts).toBe(1);
      expect(client.seen.reads).toBeLessThanOrEqual(reads + 2);
    },
  );

  it('an ended body leaves no listener on the signal', async () => {
    const controller = new AbortController();
    const remove = vi.spyOn(controller.signal, 'removeEventListener');
    const client = puller([chunk(new Uint8Array([1]), true)]);
    await toResponse(stream, 1, client, controller.signal).text();
    expect(remove).toHaveBeenCalledOnce();
    controller.abort();
    expect(client.seen.aborts).toBe(0);
  });

  it('a signal that was aborted while the answer came makes the body throw the reason and read nothing', () => {
    const client = puller([chunk(undefined, true)]);
    expect(() => toResponse(stream, 1, client, AbortSignal.abort(new Error('enough')))).toThrow('enough');
    expect(client.seen.reads).toBe(0);
  });

  it('a response that is dropped unread frees its slot', async () => {
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    const client = puller(Array.from({ length: 9 }, () => chunk(new Uint8Array([1]))));
    const drop = () => void toResponse(stream, 1, client, undefined);
    drop();
    await vi.waitFor(() => {
      collect();
      expect(client.seen.aborts).toBe(1);
    });
  });
});

describe('an answer', () => {
  it.each([204, 205, 304])('an answer with status %i has no body, whatever came with it', async (status) => {
    for (const body of [{ kind: 'none' }, { kind: 'bytes', bytes: new Uint8Array([1]) }] as const) {
      expect(toResponse({ status, headers: [], body }, 1, puller([]), undefined).body).toBeNull();
    }
    const client = puller([]);
    expect(toResponse({ ...stream, status }, 1, client, undefined).body).toBeNull();
    expect(client.seen).toEqual({ reads: 0, aborts: 1 });
  });

  it.each<[string, Partial<FetchAnswer>]>([
    ['a status that no Response has', { status: 101 }],
    ['a header that no Response has', { headers: [['x-a', 'line\nbreak']] }],
    ['a header beyond Latin-1', { headers: [['x-a', '\u20ac secret']] }],
  ])('an answer with %s is a broken response, in our words', (_what, part) => {
    for (const body of [{ kind: 'none' }, { kind: 'stream' }] as const) {
      const client = puller([]);
      let thrown: unknown;
      try {
        toResponse({ ...stream, body, ...part }, 1, client, undefined);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(ValetkeyError);
      expect(thrown).toMatchObject({ code: 'broken-response' });
      expect((thrown as ValetkeyError).cause).toBeUndefined();
      expect(client.seen.aborts).toBe(body.kind === 'stream' ? 1 : 0);
    }
  });

  it('an answer keeps each Set-Cookie-like header apart, and the order of others', () => {
    const headers: [string, string][] = [
      ['link', '<a>'],
      ['link', '<b>'],
      ['etag', 'x'],
    ];
    const response = toResponse({ status: 200, headers, body: { kind: 'none' } }, 1, puller([]), undefined);
    expect(response.headers.get('link')).toBe('<a>, <b>');
    expect(response.headers.get('etag')).toBe('x');
  });
});
