import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CapabilityId, Caveats, ConnectionId, GrantId } from '@valetkey/api-contracts';
import { auditMigrations, growingTables, makeAuditLog } from '../../audit/audit-log.ts';
import { makeRowReader } from '../../audit/read-rows.ts';
import { readInSlices } from '../../audit/read-slices.ts';
import type { AuditEvent } from '../../contracts/audit.ts';
import { closeDatabase } from '../../database/close-database.ts';
import { type OpenedDatabase, openDatabase } from '../../database/open-database.ts';
import { parseOrigin } from '../../network/origin.ts';
import { authorityAt } from '../../review/authority-at.ts';
import { replay } from '../../review/replay.ts';
import { usesInLog } from '../../review/uses-in-log.ts';
import { type Measure, measure, median } from './measure.ts';

const idOf = <Id>(prefix: string, n = 0): Id => `${prefix}_${String(n).padStart(21, '0')}` as Id;
const grantId = idOf<GrantId>('gra');
const connectionId = idOf<ConnectionId>('con');
const given: Caveats = { methods: ['GET', 'DELETE'], paths: ['/**'], mcpTools: [] };
const limits: Caveats = { methods: ['GET'], paths: ['/repos/*'], mcpTools: [] };
const handles = 100;
const about = { extension: 'acme.reader', connectionId, grantId };

const opening = (): AuditEvent[] => [
  { kind: 'grant.created', ...about, given, origins: ['https://api.example.com'] } as AuditEvent,
  ...Array.from(
    { length: handles },
    (_, n) =>
      ({
        kind: 'capability.issued',
        ...about,
        capabilityId: idOf<CapabilityId>('cap', n),
        given,
      }) as AuditEvent,
  ),
];
const use = (n: number): AuditEvent =>
  ({
    kind: 'use.intended',
    use: `use-${n}`,
    ...about,
    capabilityId: idOf<CapabilityId>('cap', n % handles),
    reason: 'To read what is new.',
    method: n % 3 === 0 ? 'DELETE' : 'GET',
    origin: 'https://api.example.com',
    path: `/repos/${n % 500}`,
    bytesSent: 0,
  }) as AuditEvent;

/** A log in which each line is a use of one grant, a millisecond after the one before. */
const logOf = async (folder: string, uses: number): Promise<OpenedDatabase> => {
  const file = join(folder, 'audit.db');
  const database = openDatabase(file, auditMigrations, {
    synchronous: 'NORMAL',
    shrinks: true,
    grows: growingTables,
  });
  let at = 1_764_000_000_000;
  const retention = { days: 3_650, entries: 10_000_000 };
  const log = makeAuditLog({ database, walFile: `${file}-wal`, now: () => ++at, retention });
  for (const event of opening()) log.append(event);
  for (let n = 0; n < uses; n += 64)
    await Promise.all(
      Array.from({ length: Math.min(64, uses - n) }, (_, more) => log.appendSoon(use(n + more))),
    );
  await log.close();
  return database;
};

/** CPU time in ms, the median of five. */
const taken = async (work: () => unknown): Promise<number> => {
  const all: number[] = [];
  for (let time = 0; time < 5; time += 1) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    all.push((user + system) / 1_000);
  }
  return median(all);
};

const measured = async (uses: number) => {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-review-'));
  const database = await logOf(folder, uses);
  try {
    const rows = makeRowReader(database);
    const origin = parseOrigin('https://api.example.com');
    if (!origin.ok) throw new Error('an origin that parses');
    const place = { id: connectionId, origins: [origin.origin], mcp: undefined, oauth: undefined };
    const middle = 1_764_000_000_000 + uses / 2;
    return {
      sql: await taken(() => database.prepare('SELECT seq, line, link FROM entries').all([])),
      'access.now': await taken(() => authorityAt(rows)),
      'access.at': await taken(() => authorityAt(rows, middle)),
      replay: await taken(async () => {
        const found = await usesInLog(readInSlices(rows), { grantId });
        const { uses: counted } = await replay(found, { caveats: given, limits }, place);
        if (counted !== uses) throw new Error(`${counted} uses of ${uses} were tried`);
      }),
    };
  } finally {
    closeDatabase(database);
    rmSync(folder, { recursive: true, force: true });
  }
};

/** What a reviewer waits for, beside a plain read of the same rows, and how it grows from a tenth of them. */
export const measureReview = async (uses = 100_000): Promise<Measure[]> => {
  const [few, many] = [await measured(uses / 10), await measured(uses)];
  const names = { 'access.now': 1_000, 'access.at': 2_000, replay: 1_000 } as const;
  return (Object.keys(names) as (keyof typeof names)[]).map((name) => {
    const value = many[name];
    const grows = (value / few[name]).toFixed(1);
    const baseline = `reading the same ${uses} rows with SQL (${many.sql.toFixed(0)} ms); ${grows}x a tenth of them`;
    return measure(
      name === 'replay' ? `replay.${uses / 1_000}k` : name,
      { value, unit: 'ms', ratio: value / many.sql, baseline },
      { atMost: names[name] },
      value,
      'ms',
    );
  });
};
