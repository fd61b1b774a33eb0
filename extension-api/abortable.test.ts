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

  it('before the call sends nothing, and rejects with the reason', async () => {
    const { client, asked, aborted, mcp } = await slow();
    const session = await client.mcp();
    await expect(client.fetch('/x', { signal: AbortSignal.abort(why) })).rejects.toBe(why);
    await expect(session.callTool('t', {}, { signal: AbortSignal.abort(why) })).rejects.toBe(why);
    expect([asked, aborted, mcp.asked]).toEqual([[], [], []]);
  });

  it('during a request rejects at once, and the broker hears which one', async () => {
    const { client, asked, aborted } = await slow();
    const controller = new AbortController();
    const responses = [client.fetch('/a', { signal: controller.signal }), client.fetch('/b')];
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    controller.abort(why);
    await expect(responses[0]).rejects.toBe(why);
    await vi.waitFor(() => expect(aborted).toEqual([asked[0]]));
    expect(await stateOf(responses[1] ?? Promise.reject(), 20)).toBe('pending');
  });

  it('during a tool call does the same', async () => {
    const { client, mcp } = await slow();
    const controller = new AbortController();
    const call = (await client.mcp()).callTool('t', {}, { signal: controller.signal });
    await vi.waitFor(() => expect(mcp.asked).toHaveLength(1));
    controller.abort(why);
    await expect(call).rejects.toBe(why);
    const cancelled = { method: 'notifications/cancelled', params: { requestId: mcp.asked[0]?.id } };
    await vi.waitFor(() => expect(mcp.notified).toEqual([cancelled]));
  });

  it('by timeout rejects with a TimeoutError, as fetch does', async () => {
    const { client } = await slow();
    await expect(client.fetch('/x', { signal: AbortSignal.timeout(10) })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });

  it('still reaches the broker when so many requests wait that no more may', async () => {
    const { client, asked, aborted } = await slow();
    const controller = new AbortController();
    const waiting = Array.from({ length: 256 }, () => client.fetch('/x', { signal: controller.signal }));
    await expect(client.fetch('/x')).rejects.toMatchObject({ code: 'too-many-requests' });
    controller.abort(why);
    for (const response of waiting) await expect(response).rejects.toBe(why);
    await vi.waitFor(() => expect(aborted).toHaveLength(256));
    expect(new Set(aborted)).toEqual(new Set(asked));
  });

  it('after the end of a request is no matter', async () => {
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
  it('gives the reason or the whole body, never half of it nor another error', async () => {
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
