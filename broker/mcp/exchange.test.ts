import { ValetkeyError } from '@valetkey/api-contracts';
import { describe, expect, it, vi } from 'vitest';
import { makeExchange } from './exchange.ts';
import { makePendingRequest } from './pending-request.ts';
import type { Wire } from './wire.ts';
import { makeWireIds, type ServerMessage } from './wire-ids.ts';
import type { WireMessage } from './wire-message.ts';

const answerTo = (id: unknown): ServerMessage => ({ jsonrpc: '2.0', id, result: {} }) as ServerMessage;

describe('requests in flight over one wire', () => {
  const open = (send: Wire['send'] = async () => undefined) => {
    const sent: WireMessage[] = [];
    const exchange = makeExchange(
      {
        send: (message, options) => {
          sent.push(message);
          return send(message, options);
        },
      },
      makeWireIds(),
    );
    return { exchange, sent, idOf: (at: number) => (sent[at] as { id: number }).id };
  };

  it('a request that is cancelled before its turn is not sent, and the server is told nothing', async () => {
    const { exchange, sent } = open();
    const request = makePendingRequest('ping', undefined);
    expect(request.callOff()).toBeUndefined();
    await expect(exchange.request(request)).rejects.toMatchObject({ code: 'aborted' });
    expect(await request.answer).toBeUndefined();
    expect(sent).toEqual([]);
  });

  it('an answer counts once, and not for a failed request or before the request was sent', async () => {
    const { exchange, idOf } = open();
    const [first, second] = [makePendingRequest('ping', undefined), makePendingRequest('ping', undefined)];
    await exchange.request(first);
    expect(exchange.answered(answerTo(idOf(0) + 1))).toBe(false);
    expect(exchange.answered(answerTo(idOf(0)))).toBe(true);
    expect(exchange.answered(answerTo(idOf(0)))).toBe(false);
    await exchange.request(second);
    second.fail(new Error('enough'));
    expect(exchange.answered(answerTo(idOf(1)))).toBe(false);
    await expect(second.answer).rejects.toThrow('enough');
    expect(await first.answer).toEqual(answerTo(idOf(0)));
  });

  it('a request is sent again under another id, and the first id belongs to nobody', async () => {
    let gone = true;
    const { exchange, idOf } = open(async () => {
      if (gone) throw new ValetkeyError({ code: 'mcp-failed' });
    });
    const request = makePendingRequest('ping', undefined);
    await expect(exchange.request(request)).rejects.toMatchObject({ code: 'mcp-failed' });
    gone = false;
    await exchange.request(request);
    expect(idOf(1)).not.toBe(idOf(0));
    expect(exchange.answered(answerTo(idOf(0)))).toBe(false);
    expect(exchange.answered(answerTo(idOf(1)))).toBe(true);
  });

  it('the end of a wire fails what the server has taken, and leaves what is being sent to its sender', async () => {
    let taken = (): void => undefined;
    const { exchange } = open((message) =>
      'method' in message && message.method === 'ping'
        ? Promise.resolve()
        : new Promise((resolve) => {
            taken = resolve;
          }),
    );
    const [waits, leaves] = [makePendingRequest('ping', undefined), makePendingRequest('tools/list', {})];
    await exchange.request(waits);
    const sending = exchange.request(leaves);
    exchange.end(new ValetkeyError({ code: 'broken-response' }), 'taken');
    await expect(waits.answer).rejects.toMatchObject({ code: 'broken-response' });
    expect(leaves.isOpen()).toBe(true);
    taken();
    await sending;
  });

  it('a request whose stream ended fails, and one that can be resumed does not', async () => {
    vi.useFakeTimers();
    try {
      let resume = (_token: string): void => undefined;
      const { exchange, idOf } = open(async (_message, options) => {
        resume = options?.onresumptiontoken ?? resume;
      });
      const [cut, resumable] = [makePendingRequest('ping', undefined), makePendingRequest('ping', undefined)];
      await exchange.request(cut);
      await exchange.request(resumable);
      resume('event-1');
      for (const at of [0, 1]) exchange.streamEnded(idOf(at));
      await vi.advanceTimersByTimeAsync(200);
      await expect(cut.answer).rejects.toMatchObject({ code: 'broken-response' });
      expect(resumable.isOpen()).toBe(true);
      exchange.failResumable();
      await expect(resumable.answer).rejects.toMatchObject({ details: { why: 'not-resumed' } });
    } finally {
      vi.useRealTimers();
    }
  });
});
