import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineOf, linkOf } from './chain.ts';
import { appendMany, openTestLog, tamper } from './fixtures/open-test-log.ts';
import { used } from './fixtures/sample-events.ts';

/** The script of chain.ts, with node:crypto alone: what a third party would run. Returns the number of entries. */
const checkByHand = (exported: readonly string[]): number => {
  let previous = '0'.repeat(64);
  let seq = 0;
  let entries = 0;
  for (const line of exported) {
    const { checkpoint, ...entry } = JSON.parse(line);
    if (checkpoint && seq === 0) {
      previous = checkpoint.link;
      seq = checkpoint.seq;
      continue;
    }
    const [, body, link] = /^(.*),"link":"([0-9a-f]{64})"\}$/s.exec(line) ?? [];
    const fits = createHash('sha256').update(`${previous}${body}}`).digest('hex') === link;
    if (!fits || entry.seq !== seq + 1) throw new Error(`entry ${seq + 1} does not fit`);
    previous = String(link);
    seq += 1;
    entries += 1;
  }
  return entries;
};

describe('an exported log', () => {
  it('a third party can verify an export with twenty lines', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', maxLength: 40 }), { minLength: 1, maxLength: 12 }),
        (reasons) => {
          const { log } = openTestLog();
          for (const reason of reasons) log.append(used('/', { reason, durationMs: reason.length / 7 }));
          expect(checkByHand([...log.export('jsonl')])).toBe(reasons.length);
        },
      ),
      { numRuns: 25 },
    );
  });

  it.each(['\u2028', '\u2029', '\u0085', '\r', '\n', '\v'])(
    'a reason with the line end %j is exported word for word',
    (end) => {
      const { log } = openTestLog();
      const reason = `one${end}two`;
      log.append(used('/', { reason }));
      const lines = [...log.export('jsonl')];
      expect(lines.map((line) => JSON.parse(line).reason)).toEqual([reason]);
      expect(checkByHand(lines)).toBe(1);
    },
  );

  it('an export can still be verified after pruning', async () => {
    const { log } = openTestLog();
    appendMany(log, 50);
    await log.setRetention({ days: 90, entries: 10 });
    expect(checkByHand([...log.export('jsonl')])).toBe(10);
  });

  it('an export does not verify if an entry was changed, removed or swapped', () => {
    for (const sql of [
      "UPDATE entries SET line = replace(line, 'GET', 'PUT') WHERE seq = 3",
      'DELETE FROM entries WHERE seq = 3',
      'UPDATE entries SET line = (SELECT line FROM entries WHERE seq = 2) WHERE seq = 3',
      "UPDATE entries SET line = '}' WHERE seq = 3",
      "UPDATE entries SET line = replace(line, '{', '{' || char(10)) WHERE seq = 3",
    ]) {
      const { log, database } = openTestLog();
      appendMany(log, 5);
      tamper(database, sql);
      expect(() => checkByHand([...log.export('jsonl')]), sql).toThrow('entry 3 does not fit');
    }
  });

  it('a damaged link makes no line of its own in an export', () => {
    const { log, database } = openTestLog();
    appendMany(log, 3);
    tamper(database, `UPDATE entries SET link = 'x"}' || char(10) || '{"kind":"use.stopped' WHERE seq = 2`);
    const lines = [...log.export('jsonl')].join('\n').split('\n');
    expect(lines).toHaveLength(3);
    expect(JSON.parse(lines[1] ?? '')).toEqual({ unreadable: expect.any(String), seq: 2 });
  });
});

describe('the canonical text', () => {
  it('the canonical text has the contract’s order, whatever the caller’s order', () => {
    const event = used('/x', { reason: 'why', use: 'u1' });
    fc.assert(
      fc.property(
        fc.shuffledSubarray(Object.entries(event), { minLength: Object.keys(event).length }),
        (entries) => {
          expect(lineOf(Object.fromEntries(entries) as typeof event, 1, 2)).toBe(lineOf(event, 1, 2));
        },
      ),
      { numRuns: 50 },
    );
    expect(lineOf(event, 1, 2)).toBe(
      '{"kind":"use.finished","use":"u1","extension":"acme.reader","connectionId":"con_123456789012345678901",' +
        '"reason":"why","method":"GET","origin":"https://api.example.com","path":"/x","outcome":"ok","status":200,' +
        '"seq":1,"at":2}',
    );
  });

  it('the canonical text omits absent and undefined fields alike', () => {
    expect(lineOf({ ...used(), code: undefined }, 1, 2)).toBe(lineOf(used(), 1, 2));
  });

  it('the canonical text gives the documented link', () => {
    expect(linkOf('0'.repeat(64), '{"kind":"vault.locked","seq":1,"at":2}')).toBe(
      createHash('sha256')
        .update(`${'0'.repeat(64)}{"kind":"vault.locked","seq":1,"at":2}`)
        .digest('hex'),
    );
  });
});
