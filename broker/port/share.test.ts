import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { openGate } from './gate.ts';
import { makeShares, type Share, type ShareLimits } from './share.ts';

const limits: ShareLimits = {
  alone: 0.5,
  besideOthers: 0.25,
  burstMs: 20,
  mostDebtMs: 1_000,
  mostWaiting: 8,
  msPerByte: 0,
  mostHeldBytes: 20_000,
};

/** A clock that moves when work is done or somebody waits, and the timers that it sets off. */
const scene = (given: Partial<ShareLimits> = {}) => {
  let at = 0;
  let timers: { at: number; run: () => void }[] = [];
  const powers = {
    clock: () => at,
    after: (ms: number, run: () => void) => void timers.push({ at: at + ms, run }),
  };
  const shareOf = makeShares(powers, { ...limits, ...given });
  const done: string[] = [];
  const enterAs =
    (peer: string) =>
    (name: string, ms: number, bytes = 0) => {
      let entered = true;
      const share = shareOf(peer);
      share.count(() => {
        entered = share.enter(bytes, () => {
          at += ms;
          done.push(name);
        });
      });
      return entered;
    };
  const pass = (ms: number): void => {
    const end = at + ms;
    for (;;) {
      const next = timers.filter((one) => one.at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      timers = timers.filter((one) => one !== next);
      at = Math.max(at, next.at);
      next.run();
    }
    at = Math.max(at, end);
  };
  const work = (ms: number): boolean => {
    at += ms;
    return true;
  };
  return { shareOf, share: shareOf('one'), done, enter: enterAs('one'), enterAs, pass, now: () => at, work };
};

describe('a share of main’s time', () => {
  it('a quiet peer gets its share at once, and waits for its fraction beyond that', () => {
    const { enter, done, pass } = scene();
    enter('a', 15);
    enter('b', 25);
    expect(enter('c', 1)).toBe(true);
    expect(done).toEqual(['a', 'b']);
    // a leaves 5 of 20, b earns 12.5 while it runs and takes 25: 7.5 are owed, and paid back in 15.
    pass(14);
    expect(done).toEqual(['a', 'b']);
    pass(2);
    expect(done).toEqual(['a', 'b', 'c']);
  });

  it('a share shrinks while another peer calls, and is whole again after a quiet time', () => {
    const took = (beside: boolean): number => {
      const { enter, enterAs, done, pass, now } = scene();
      enter('a', 20);
      if (beside) enterAs('two')('x', 0);
      enter('b', 20);
      enter('c', 0);
      const began = now();
      while (!done.includes('c')) pass(1);
      return now() - began;
    };
    expect(took(true)).toBeGreaterThan(1.8 * took(false));
    const { enter, enterAs, done, pass } = scene();
    enterAs('two')('x', 0);
    pass(101);
    enter('a', 40);
    enter('b', 0);
    pass(45);
    expect(done).toEqual(['x', 'a', 'b']);
  });

  it('a share saves up no more than the burst, however long a peer was quiet', () => {
    const { enter, done, pass } = scene();
    pass(60_000);
    enter('a', 30);
    enter('b', 1);
    pass(19);
    expect(done).toEqual(['a']);
    pass(2);
    expect(done).toEqual(['a', 'b']);
  });

  it('a share counts the time between two consecutive messages, which the second one took to read', () => {
    const { share, enter, done, pass } = scene();
    for (let message = 0; message < 1_000; message += 1) {
      share.count(() => undefined);
      pass(0.09);
    }
    enter('after 90 ms of deliveries', 1);
    expect(done).toEqual([]);
    pass(1_000);
    for (let message = 0; message < 1_000; message += 1) {
      share.count(() => undefined);
      pass(0.11);
    }
    enter('after pauses', 1);
    expect(done).toEqual(['after 90 ms of deliveries', 'after pauses']);
  });

  it('a peer pays back no more than the largest possible debt', () => {
    const { enter, done, pass } = scene({ mostDebtMs: 50 });
    enter('the machine slept', 10_000);
    enter('a', 1);
    expect(done.length).toBe(1);
    pass(101);
    expect(done.length).toBe(2);
  });

  it('a share keeps the order of calls, also for calls that come when there is time again', () => {
    const { enter, done, pass } = scene();
    enter('a', 100);
    enter('b', 100);
    pass(2_000);
    enter('c', 100);
    enter('d', 1);
    enter('e', 1);
    pass(2_000);
    expect(done).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('a share limits how many calls may wait', () => {
    const { enter } = scene();
    enter('long', 1_000);
    expect(Array.from({ length: 9 }, () => enter('x', 1))).toEqual([...Array(8).fill(true), false]);
  });

  it('a share does not count calls that wait for a closed port', () => {
    const { enter, share } = scene();
    enter('long', 1_000);
    const closed: boolean[] = [];
    const enterAndClose = () =>
      share.enter(
        0,
        () => undefined,
        () => closed.length === 0,
      );
    expect(Array.from({ length: 5 }, enterAndClose)).toEqual(Array(5).fill(true));
    expect(Array.from({ length: 9 }, () => enter('x', 1))).toEqual([...Array(8).fill(true), false]);
  });

  it('a share counts the bytes of a message, which were read from the channel before it was seen', () => {
    const { enter, done, pass } = scene({ msPerByte: 1 });
    enter('15 bytes', 0, 15);
    enter('10 bytes', 0, 10);
    expect(done).toEqual(['15 bytes']);
    pass(11);
    expect(done).toEqual(['15 bytes', '10 bytes']);
  });

  it('a share counts what a failing call costs, and the work for its answer', () => {
    const { share, enter, done } = scene();
    const wait = (ms: number) => () => {
      enter('', ms);
      throw new Error('failed');
    };
    expect(() => share.count(wait(200))).toThrow('failed');
    enter('b', 1);
    expect(done).toEqual(['']);
  });

  /** A gate of one method without a channel. */
  const openOver = (share: Share, result: z.ZodType, bytesIn: readonly string[] = []) => {
    let deliver: (data: unknown) => void = () => undefined;
    const posted: unknown[] = [];
    openGate({
      contract: { say: { input: z.unknown(), result, largestInput: 2 * 1024 * 1024, bytesIn } },
      facet: { say: () => 'x' },
      share,
      transport: {
        post: (message) => void posted.push(message),
        start: ({ message }) => {
          deliver = message;
        },
        close: () => undefined,
      },
      onViolation: () => undefined,
      onClosed: () => undefined,
      onInternalError: () => undefined,
    });
    const call = (id: string, value: unknown): void =>
      deliver({ id, type: 'APPLY', path: ['say'], argumentList: [{ type: 'RAW', value }] });
    return { call, posted };
  };

  it('a share counts the check of a result, which follows the wait', async () => {
    const { share, enter, done, now, work } = scene();
    const { call, posted } = openOver(
      share,
      z.unknown().refine(() => work(200)),
    );
    call('1', 1);
    await vi.waitFor(() => expect(posted).toHaveLength(1));
    expect(now()).toBe(200);
    enter('b', 1);
    expect(done).toEqual([]);
  });

  it('a share counts what main does later with a call’s JSON, and less for bytes', () => {
    const costOf = (value: unknown, bytesIn?: readonly string[]): number => {
      let entered = 0;
      const share: Share = {
        count: (run) => run(),
        hold: () => true,
        letGo: () => undefined,
        enter: (cost) => {
          entered = cost;
          return true;
        },
      };
      openOver(share, z.unknown(), bytesIn).call('1', value);
      return entered;
    };
    const mebibyte = 1024 * 1024;
    expect(costOf({ text: 'x' })).toBe(0);
    expect(costOf({ text: 'x'.repeat(mebibyte) })).toBeGreaterThan(7 * mebibyte);
    const bytes = costOf({ body: new Uint8Array(mebibyte) }, ['body']);
    expect(bytes).toBeGreaterThan(3 * mebibyte);
    expect(bytes).toBeLessThan(5 * mebibyte);
  });

  it('a call without memory is refused in its turn, so that refusals do not speed up the sender', () => {
    const { share, enter, pass } = scene();
    const { call, posted } = openOver(share, z.unknown());
    enter('long', 100);
    call('1', 'x'.repeat(limits.mostHeldBytes + 1));
    expect(posted).toEqual([]);
    pass(1_000);
    expect(posted).toEqual([
      { id: '1', type: 'RAW', value: { ok: false, error: { code: 'too-many-requests' } } },
    ]);
  });

  it('a share loses nothing, keeps the order, and stays within its limit, whatever arrives when', () => {
    const call = fc.record({ ms: fc.double({ min: 0, max: 5, noNaN: true }), pause: fc.nat(10) });
    fc.assert(
      fc.property(fc.array(call, { maxLength: 200 }), (calls) => {
        const { enter, done, pass, now } = scene({ mostWaiting: 1_000 });
        let cost = 0;
        for (const [at, { ms, pause }] of calls.entries()) {
          enter(String(at), ms);
          if (pause > 7) pass(pause - 7);
        }
        for (const name of done) cost += calls[Number(name)]?.ms ?? 0;
        // The burst, the fraction, and one call that began while there was time left.
        expect(cost).toBeLessThanOrEqual(20 + 0.5 * now() + 5 + 1e-6);
        pass(10_000);
        expect(done).toEqual(calls.map((_, at) => String(at)));
      }),
    );
  });

  it('a peer has one share for all its ports, and gets no fresh one when it returns', () => {
    const { shareOf } = scene();
    expect(shareOf('acme.one')).toBe(shareOf('acme.one'));
    expect(shareOf('acme.one')).not.toBe(shareOf('acme.two'));
  });
});
