import type { FetchAnswer } from '@valetkey/api-contracts';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { scriptedMcp } from '../broker/checks/fixtures/scripted-mcp.ts';
import { abortable } from './abortable.ts';
import { gatedConnections, stateOf } from './fixtures/gated-connections.ts';
import { toResponse } from './response-body.ts';

const why = new Error('enough');
const stream: FetchAnswer = { status: 200, headers: [], body: { kind: 'stream' } };

describe('abort, against a gate', () => {
  let gated: ReturnType<typeof gatedConnections>;
  afterEach(() => gated.end());

  const slow = async () => {
    const aborted: number[] = [];
    const asked: number[] = [];
    const mcp = scriptedMcp(() => 'never');
    gated = gatedConnections({
      fetch: ({ requestId }) => {
        asked.push(requestId);
        return new Promise(() => undefined);
      },
      mcpOpen: mcp.mcpOpen,
      abort: ({ requestId }) => {
        aborted.push(requestId);
        return {};
      },
    });
    return { client: await gated.open(), asked, aborted, mcp };
  };

  it('an abort before the call sends nothing and rejects with the reason', async () => {
    const { client, asked, aborted, mcp } = await slow();
    const session = await client.mcp();
    await expect(client.fetch('/x', { signal: AbortSignal.abort(why) })).rejects.toBe(why);
    await expect(session.callTool('t', {}, { signal: AbortSignal.abort(why) })).rejects.toBe(why);
    expect([asked, aborted, mcp.asked]).toEqual([[], [], []]);
  });

  it('an abort during a request rejects at once and tells the broker which request', async () => {
    const { client, asked, aborted } = await slow();
    const controller = new AbortController();
    const responses = [client.fetch('/a', { signal: controller.signal }), client.fetch('/b')];
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    controller.abort(why);
    await expect(responses[0]).rejects.toBe(why);
    await vi.waitFor(() => expect(aborted).toEqual([asked[0]]));
    expect(await stateOf(responses[1] ?? Promise.reject(), 20)).toBe('pending');
  });

  it('an abort during a tool call rejects at once and tells the broker which call', async () => {
    const { client, mcp } = await slow();
    const controller = new AbortController();
    const call = (await client.mcp()).callTool('t', {}, { signal: controller.signal });
    await vi.waitFor(() => expect(mcp.asked).toHaveLength(1));
    controller.abort(why);
    await expect(call).rejects.toBe(why);
    const cancelled = { method: 'notifications/cancelled', params: { requestId: mcp.asked[0]?.id } };
    await vi.waitFor(() => expect(mcp.notified).toEqual([cancelled]));
  });

  it('an abort by timeout rejects with a TimeoutError, as fetch does', async () => {
    const { client } = await slow();
    await expect(client.fetch('/x', { signal: AbortSignal.timeout(10) })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });

  it('an abort reaches the broker even when no more requests may wait', async () => {
    const { client, asked, aborted } = await slow();
    const controller = new AbortController();
    const waiting = Array.from({ length: 256 }, () => client.fetch('/x', { signal: controller.signal }));
    await expect(client.fetch('/x')).rejects.toMatchObject({ code: 'too-many-requests' });
    controller.abort(why);
    for (const response of waiting) await expect(response).rejects.toBe(why);
    await vi.waitFor(() => expect(aborted).toHaveLength(256));
    expect(new Set(aborted)).toEqual(new Set(asked));
  });

  it('one signal for many requests has one listener, which goes with the last of them', async () => {
    const { client } = await slow();
    const { signal } = new AbortController();
    const [add, remove] = [vi.spyOn(signal, 'addEventListener'), vi.spyOn(signal, 'removeEventListener')];
    const waiting = Array.from({ length: 20 }, () => client.fetch('/x', { signal }));
    const ended = Promise.allSettled(waiting);
    await vi.waitFor(() => expect(add).toHaveBeenCalledOnce());
    expect(remove).not.toHaveBeenCalled();
    gated.end();
    await ended;
    expect([add.mock.calls.length, remove.mock.calls.length]).toEqual([1, 1]);
  });

  it('an abort after the end of a request has no effect', async () => {
    const aborted: number[] = [];
    gated = gatedConnections({
      fetch: () => ({ status: 200, headers: [], body: { kind: 'bytes', bytes: new Uint8Array([65]) } }),
      abort: ({ requestId }) => {
        aborted.push(requestId);
        return {};
      },
    });
    const controller = new AbortController();
    const response = await (await gated.open()).fetch('/x', { signal: controller.signal });
    controller.abort(why);
    expect(await response.text()).toBe('A');
    expect(aborted).toEqual([]);
  });
});

describe('abort, in every order with the answer, the pieces and the end', () => {
  it('an aborted read gives the reason or the whole body, never half of it or another error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.nat(4), async (s, pieces) => {
        const controller = new AbortController();
        let aborts = 0;
        let left = pieces;
        const broker = {
          abort: async () => {
            aborts += 1;
            return {};
          },
          readBody: s.scheduleFunction(async () => {
            left -= 1;
            return left < 0 ? { done: true } : { done: false, bytes: new Uint8Array([1]) };
          }),
        };
        const answer = s.scheduleFunction(async () => stream);
        const text = abortable(broker, 1, controller.signal, async () =>
          toResponse(await answer(), 1, broker, controller.signal),
        ).then((response) => response.arrayBuffer());
        s.schedule(Promise.resolve('abort')).then(() => controller.abort(why));
        const outcome = text.then(
          (body) => body.byteLength,
          (error: unknown) => error,
        );
        await s.waitIdle();
        const came = await outcome;
        if (came === why) expect(aborts).toBeGreaterThanOrEqual(1);
        else expect(came).toBe(pieces);
      }),
      { numRuns: 500 },
    );
  });
});
