import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AuditLog, auditMigrations, growingTables, makeAuditLog } from '../../audit/audit-log.ts';
import type { AuditEvent, AuditFilter } from '../../contracts/audit.ts';
import { closeDatabase } from '../../database/close-database.ts';
import { openDatabase } from '../../database/open-database.ts';
import { type Measure, measure, median } from './measure.ts';

const used = (at: number): AuditEvent =>
  ({
    kind: at % 2 === 0 ? 'use.intended' : 'use.finished',
    use: `u${Math.floor(at / 2)}`,
    extension: `acme.reader-${at % 7}`,
    connectionId: `con_${String(at % 50).padStart(21, '0')}`,
    method: 'GET',
    origin: 'https://api.example.com',
    path: `/v1/things/${at}`,
    ...(at % 2 === 0
      ? { bytesSent: 0 }
      : { outcome: 'ok', status: 200, bytesReceived: 1_000, durationMs: 20 }),
  }) as AuditEvent;
const rare = { kind: 'grant.revoked', extension: 'acme.rare' } as AuditEvent;

const open = (folder: string) => {
  const file = join(folder, 'audit.db');
  const database = openDatabase(file, auditMigrations, {
    synchronous: 'NORMAL',
    shrinks: true,
    grows: growingTables,
  });
  const retention = { days: 1_000, entries: 1_000_000_000 };
  const log = makeAuditLog({ database, walFile: `${file}-wal`, now: Date.now, retention });
  return {
    log,
    close: async () => {
      await log.close();
      closeDatabase(database);
    },
  };
};

const fill = async (log: AuditLog, rows: number): Promise<void> => {
  log.append(rare);
  for (let at = 1; at < rows; at += 64) {
    const many = Array.from({ length: Math.min(64, rows - at) }, (_, i) => log.appendSoon(used(at + i)));
    await Promise.all(many);
  }
  await log.flush();
  await indexed(log);
};

/** The index is written behind the log, a block each 20 ms: until it has caught up, a page ends before the rare entry. */
const indexed = async (log: AuditLog): Promise<void> => {
  while (log.list({ limit: 10, extension: rare.extension } as AuditFilter).entries.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await new Promise((resolve) => setTimeout(resolve, 2_000)); // the last 20 blocks are found without it
};

/** Until the log's beginning, as a page of Settings asks when nothing was found yet. */
const everyPage = (log: AuditLog, filter: Partial<AuditFilter>): void => {
  for (let before: number | undefined; ; ) {
    const page = log.list({
      limit: 100,
      ...filter,
      before,
    } as AuditFilter);
    if (page.next === undefined || page.entries.length > 0) return;
    before = page.next;
  }
};

/** CPU time of this process in ms: others share the machine. */
const taken = (times: number, work: () => unknown): number => {
  const all = Array.from({ length: times }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  return median(all);
};

const measured = async (rows: number): Promise<Readonly<Record<string, number>>> => {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-long-log-'));
  try {
    const first = open(folder);
    await fill(first.log, rows);
    const { log } = first;
    const begun = log.list({ limit: 1, extension: rare.extension } as AuditFilter).entries[0]?.at ?? 0;
    const results: Record<string, number> = {
      'rare-filter': taken(31, () => everyPage(log, { extension: rare.extension })),
      'two-filters': taken(31, () => everyPage(log, { kind: rare.kind, outcome: 'ok' })),
      'old-times': taken(31, () => everyPage(log, { until: begun - 1 })),
      status: taken(31, () => {
        for (let time = 0; time < 100; time += 1) log.status();
      }),
    };
    await first.close();
    const starts: number[] = [];
    for (let time = 0; time < 7; time += 1) {
      let opened: ReturnType<typeof open> | undefined;
      starts.push(
        taken(1, () => {
          opened = open(folder);
        }),
      );
      await opened?.close();
    }
    results['start'] = median(starts);
    return results;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** What a log of a million entries costs, in the time that one of ten thousand takes. */
export const measureLongLog = async (rows = 1_000_000): Promise<Measure[]> => {
  const [short, long] = [await measured(10_000), await measured(rows)];
  return Object.entries(long).map(([name, value]) => {
    const baseline = short[name] ?? Number.NaN;
    const against = `the same with 10,000 entries (${baseline.toFixed(2)} ms)`;
    return measure(
      `log.${name}.${rows / 1_000_000}M`,
      { value, unit: 'ms', ratio: value / baseline, baseline: against },
      { atMost: 1.2 },
    );
  });
};
