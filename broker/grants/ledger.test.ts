import type { Attenuation, CapabilityId } from '@valetkey/api-contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admitsMethod, admitsTool } from './caveats.ts';
import { type EndReason, type Issue, type Ledger, type Live, makeLedger, onceLastsMs } from './ledger.ts';

const connectionId = (n: number) => `con_${String(n).padStart(21, '0')}` as never;
const issueOf = (change: Partial<Issue> = {}): Issue => ({
  principal: { id: 'acme.a' as never, version: '1.0.0', contentDigest: '0'.repeat(64) },
  connectionId: connectionId(1),
  mode: 'always',
  grantId: undefined,
  grantDigest: 'd',
  reason: 'r',
  caveats: { methods: ['GET', 'POST'], paths: ['/**'], mcpTools: ['*'] },
  ...change,
});

/** A clock and timers that move only when told to. */
const setUp = () => {
  let clock = 1_000;
  let setBackBy = 0;
  let ids = 0;
  const timers = new Map<number, { at: number; run: () => void }>();
  const ended: [CapabilityId, EndReason][] = [];
  const ledger: Ledger = makeLedger({
    now: () => clock - setBackBy,
    makeId: () => `cap_${String(++ids).padStart(21, '0')}` as CapabilityId,
    after: (ms, run) => {
      const key = ++ids + 1e6;
      timers.set(key, { at: clock + ms, run });
      return () => timers.delete(key);
    },
    onEnded: (live, why) => ended.push([live.id, why]),
  });
  const pass = (ms: number): void => {
    clock += ms;
    for (const [key, timer] of [...timers]) {
      if (timer.at > clock) continue;
      timers.delete(key);
      timer.run();
    }
  };
  const setBack = (ms: number): void => {
    setBackBy = ms;
  };
  return { ledger, ended, pass, timers, now: () => clock, setBack };
};

describe('the ledger', () => {
  it('children end before their parents', () => {
    const { ledger, ended } = setUp();
    const parent = ledger.issue(issueOf());
    const child = ledger.attenuate(parent, {});
    const grandchild = ledger.attenuate(child, {});
    ledger.end(parent, 'revoked');
    expect(ended).toEqual([
      [grandchild.id, 'revoked'],
      [child.id, 'revoked'],
      [parent.id, 'revoked'],
    ]);
    expect([parent, child, grandchild].every(({ signal }) => signal.aborted)).toBe(true);
    expect(ledger.list()).toEqual([]);
  });

  it('a parent stays when its child ends', () => {
    const { ledger } = setUp();
    const parent = ledger.issue(issueOf());
    ledger.end(ledger.attenuate(parent, {}), 'disposed');
    expect(parent.signal.aborted).toBe(false);
  });

  it('"once" ends after an hour, and "always" does not', () => {
    const { ledger, pass } = setUp();
    const once = ledger.issue(issueOf({ mode: 'once' }));
    const always = ledger.issue(issueOf());
    pass(onceLastsMs - 1);
    expect(once.signal.aborted).toBe(false);
    pass(1);
    expect(once.signal.aborted).toBe(true);
    expect(always.signal.aborted).toBe(false);
  });

  it('"once" ends after an hour even if the clock was set back by a day', () => {
    const { ledger, ended, pass, setBack } = setUp();
    const once = ledger.issue(issueOf({ mode: 'once' }));
    setBack(24 * 60 * 60 * 1000);
    pass(onceLastsMs);
    expect(ended).toEqual([[once.id, 'expired']]);
  });

  it('the ledger is full when an extension’s capabilities have too much text for Settings to show', () => {
    const { ledger } = setUp();
    const paths = Array.from({ length: 64 }, (_, at) => `/${at}`.padEnd(500, 'x'));
    let live = ledger.issue(issueOf());
    const attenuate = () => ledger.attenuate(live, { paths });
    for (let level = 0; level < 10; level += 1) live = attenuate();
    const made: Live[] = [];
    expect(() => {
      while (made.length < 900) made.push(attenuate());
    }).toThrow(expect.objectContaining({ code: 'too-many-requests' }));
    expect(JSON.stringify(ledger.list()).length).toBeLessThan(12 * 1024 * 1024);
    expect(ledger.full('acme.a' as never)).toBe(true);
    for (const one of made) ledger.end(one, 'disposed');
    expect(attenuate().levels).toHaveLength(12);
  });

  it('a use counts once at every level, and is refused when one level is used up', () => {
    const { ledger } = setUp();
    const caveats = { methods: [], paths: [], mcpTools: [], maxUses: 3 };
    const parent = ledger.issue(issueOf({ caveats }));
    const child = ledger.attenuate(parent, { maxUses: 2 });
    const sibling = ledger.attenuate(parent, {});
    expect([child.takeUse(), child.takeUse(), child.takeUse()]).toEqual([undefined, undefined, 'maxUses']);
    expect(parent.usesLeft()).toBe(1);
    expect(sibling.takeUse()).toBeUndefined();
    expect([parent.takeUse(), sibling.takeUse(), child.takeUse()]).toEqual(['maxUses', 'maxUses', 'maxUses']);
  });

  it('the last use of a capability is also that of those it was derived from, and a refused use does not count', () => {
    const { ledger, pass, now } = setUp();
    const caveats = { methods: [], paths: [], mcpTools: [] };
    const parent = ledger.issue(issueOf({ caveats }));
    const child = ledger.attenuate(parent, { maxUses: 1 });
    pass(5_000);
    child.takeUse();
    const usedAt = now();
    pass(1_000);
    child.takeUse();
    expect(ledger.list().map(({ uses, lastUsedAt }) => [uses, lastUsedAt])).toEqual([
      [1, usedAt],
      [1, usedAt],
    ]);
    parent.takeUse();
    expect(ledger.list().map(({ lastUsedAt }) => lastUsedAt)).toEqual([now(), usedAt]);
  });

  it('a use is refused at the exact moment of expiry, before any timer has run', () => {
    const { ledger, now } = setUp();
    const caveats = { methods: [], paths: [], mcpTools: [], expiresAt: now() };
    expect(ledger.issue(issueOf({ caveats })).takeUse()).toBe('expiresAt');
  });

  it('an expiry beyond the range of a timer is kept', () => {
    const { ledger, pass, now } = setUp();
    const expiresAt = now() + 40 * 24 * 3600 * 1000;
    const live = ledger.issue(issueOf({ caveats: { methods: [], paths: [], mcpTools: [], expiresAt } }));
    pass(30 * 24 * 3600 * 1000);
    expect(live.signal.aborted).toBe(false);
    pass(10 * 24 * 3600 * 1000);
    expect(live.signal.aborted).toBe(true);
  });

  it('a callback for the end runs once, also when it is added too late', () => {
    const { ledger } = setUp();
    const live = ledger.issue(issueOf());
    const seen: string[] = [];
    live.onEnd((why) => seen.push(`early ${why}`));
    ledger.end(live, 'disposed');
    ledger.end(live, 'revoked');
    live.onEnd((why) => seen.push(`late ${why}`));
    expect(seen).toEqual(['early disposed', 'late disposed']);
  });

  it('an ended ledger leaves no timer behind', () => {
    const { ledger, timers } = setUp();
    const lives = Array.from({ length: 10 }, () => ledger.issue(issueOf({ mode: 'once' })));
    for (const live of lives) ledger.end(live, 'disposed');
    expect(timers.size).toBe(0);
  });

  // A model: plain objects with a parent, a list of levels and a flag, against the ledger, in any order of steps.
  type Modelled = {
    live: Live;
    parent: Modelled | undefined;
    levels: Attenuation[];
    left: number | undefined;
    connection: number;
    ended: boolean;
  };
  const step = fc.oneof(
    fc.record({
      do: fc.constant('issue' as const),
      connection: fc.nat(2),
      maxUses: fc.option(fc.integer({ min: 1, max: 4 })),
    }),
    fc.record({
      do: fc.constant('attenuate' as const),
      which: fc.nat(30),
      wanted: fc.record(
        {
          methods: fc.subarray(['GET' as const, 'POST' as const, 'DELETE' as const]),
          mcpTools: fc.subarray(['*', 'echo']),
          maxUses: fc.integer({ min: 1, max: 3 }),
        },
        { requiredKeys: [] },
      ),
    }),
    fc.record({ do: fc.constant('use' as const), which: fc.nat(30) }),
    fc.record({ do: fc.constant('end' as const), which: fc.nat(30) }),
    fc.record({ do: fc.constant('revoke' as const), connection: fc.nat(2) }),
  );

  it('the ledger agrees with a model: authority only narrows, uses are conserved, and nothing outlives its parent', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { ledger } = setUp();
        const all: Modelled[] = [];
        const chain = (node: Modelled): Modelled[] => (node.parent ? [node, ...chain(node.parent)] : [node]);
        const endAll = (top: Modelled): void => {
          for (const node of all) if (chain(node).includes(top)) node.ended = true;
        };
        for (const action of steps) {
          if (action.do === 'issue') {
            const { connection, maxUses } = action;
            const caveats = { methods: ['GET' as const, 'POST' as const], paths: ['/**'], mcpTools: ['*'] };
            const live = ledger.issue(
              issueOf({
                connectionId: connectionId(connection),
                caveats: maxUses === null ? caveats : { ...caveats, maxUses },
              }),
            );
            all.push({
              live,
              parent: undefined,
              levels: [caveats],
              left: maxUses ?? undefined,
              connection,
              ended: false,
            });
            continue;
          }
          if (action.do === 'revoke') {
            ledger.endWhere(({ connectionId: id }) => id === connectionId(action.connection), 'revoked');
            for (const node of all) if (node.connection === action.connection) node.ended = true;
            continue;
          }
          const node = all[action.which % Math.max(1, all.length)];
          if (node === undefined) continue;
          if (action.do === 'end') {
            ledger.end(node.live, 'disposed');
            endAll(node);
          } else if (action.do === 'use') {
            if (node.ended) continue;
            const free = chain(node).every(({ left }) => left === undefined || left > 0);
            expect(node.live.takeUse()).toBe(free ? undefined : 'maxUses');
            if (free) for (const at of chain(node)) if (at.left !== undefined) at.left -= 1;
          } else if (node.ended) {
            expect(() => ledger.attenuate(node.live, action.wanted)).toThrow();
          } else {
            const live = ledger.attenuate(node.live, action.wanted);
            const { wanted } = action;
            const levels = [...node.levels, wanted];
            all.push({
              live,
              parent: node,
              levels,
              left: wanted.maxUses,
              connection: node.connection,
              ended: false,
            });
          }
        }
        for (const { live, levels, ended } of all) {
          expect(live.signal.aborted).toBe(ended);
          for (const method of ['GET', 'POST', 'DELETE'] as const) {
            expect(admitsMethod(live.levels, method)).toBe(
              levels.every(({ methods }) => methods === undefined || methods.includes(method)),
            );
          }
          for (const tool of ['*', 'echo', 'other']) {
            expect(admitsTool(live.levels, tool)).toBe(
              levels.every(
                ({ mcpTools }) => mcpTools === undefined || mcpTools.includes('*') || mcpTools.includes(tool),
              ),
            );
          }
        }
        expect(ledger.list()).toHaveLength(all.filter(({ ended }) => !ended).length);
      }),
      { numRuns: 400 },
    );
  });
});
