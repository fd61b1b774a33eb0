import { describe, expect, it } from 'vitest';
import { auditEntry } from '../contracts/audit.ts';
import { appendMany, openTestLog, startOfTime, tamper } from './fixtures/open-test-log.ts';
import { used } from './fixtures/sample-events.ts';

describe('export as JSONL', () => {
  it('a JSONL export gives contract entries, oldest first', () => {
    const { log } = openTestLog();
    appendMany(log, 1_200);
    const entries = [...log.export('jsonl')].map((line) => auditEntry.parse(JSON.parse(line)));
    expect(entries.map((entry) => entry.seq)).toEqual(Array.from({ length: 1_200 }, (_, i) => i + 1));
  });

  it('a JSONL export takes filters, and ends at the newest entry of its start', () => {
    const { log } = openTestLog();
    log.append(used('/1', { outcome: 'failed' }));
    log.append(used('/2'));
    const lines: string[] = [];
    for (const line of log.export('jsonl', { outcome: 'ok', since: startOfTime })) {
      lines.push(line);
      log.append(used('/later'));
    }
    expect(lines).toHaveLength(1);
  });

  it('an export can be abandoned in the middle, and holds no lock meanwhile', async () => {
    const { log } = openTestLog();
    appendMany(log, 600);
    for (const line of log.export('jsonl')) {
      expect(line).toContain('"seq":1,');
      break;
    }
    expect(await log.setRetention({ days: 90, entries: 5 })).toEqual({ removed: 596 });
  });
});

describe('export as CSV', () => {
  it('a CSV export has a header of the contract’s fields', () => {
    const [header] = openTestLog().log.export('csv');
    expect(header).toBe(
      Object.keys(auditEntry.shape)
        .map((name) => `"${name}"`)
        .join(','),
    );
  });

  it('a CSV export quotes and guards every cell', () => {
    const { log } = openTestLog();
    log.append(used('/;=1', { reason: 'a;=cmd|x', detail: '\uff1dcmd', status: 200 }));
    for (const line of log.export('csv')) {
      const cells = [...line.matchAll(/"((?:[^"]|"")*)"(?:,|$)/g)];
      expect(cells.map(([cell]) => cell).join('')).toBe(line);
      expect(cells.filter(([, text]) => /(?:^|[;\n])[=+\uff1d]/.test(text ?? ''))).toEqual([]);
    }
    expect([...log.export('csv')][1]).toContain('"a;\'=cmd|x"');
  });

  it('a CSV export escapes commas, quotes and line ends', () => {
    const { log } = openTestLog();
    log.append(used('/', { reason: 'a "b", c\nd' }));
    const [, line] = log.export('csv');
    expect(line).toContain(',"a ""b"", c\nd",');
  });

  it('a CSV export names a damaged entry', () => {
    const { log, database } = openTestLog();
    log.append(used());
    tamper(database, "UPDATE entries SET line = 'x'");
    const [, line] = log.export('csv');
    expect(line).toMatch(/^"unreadable",/);
  });
});
