import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Libsql from 'libsql';
import { median } from '../bench/measure.ts';
import type { Latencies } from './activities.ts';

export type Sample = Readonly<Record<string, number>>;

/** After a full collection, so that what is left is held by somebody. Latencies are those since the last sample. */
export function takeSample(folder: string, latencies: Latencies): Sample {
  const { gc } = globalThis;
  gc?.();
  const { heapUsed, external } = process.memoryUsage();
  const latency = median(latencies.ours.splice(0)) / median(latencies.bare.splice(0));
  return {
    heap: heapUsed,
    external,
    'resident memory': process.memoryUsage.rss(),
    'open files': openFiles(),
    resources: process.getActiveResourcesInfo().length,
    'fetch against a bare one': latency,
    'secrets.db': sizeOf(join(folder, 'secrets.db')),
    'state.db': sizeOf(join(folder, 'state.db')),
    'audit.db': sizeOf(join(folder, 'audit.db')),
    'write-ahead logs': ['secrets', 'state', 'audit'].reduce(
      (sum, name) => sum + sizeOf(join(folder, `${name}.db-wal`)),
      0,
    ),
    'log rows': countIn(join(folder, 'audit.db'), 'SELECT max(seq) - min(seq) + 1 FROM entries'),
    'lists of tools': countIn(join(folder, 'state.db'), 'SELECT count(*) FROM mcp_tools'),
    secrets: countIn(join(folder, 'secrets.db'), 'SELECT count(*) FROM secrets'),
  };
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

const openFiles = (): number => {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return 0; // Linux alone tells
  }
};

const counts = new Map<string, ReturnType<InstanceType<typeof Libsql>['prepare']>>();
const countIn = (file: string, sql: string): number => {
  const count = counts.get(sql) ?? new Libsql(file).prepare(sql).raw();
  counts.set(sql, count);
  return Number((count.get([]) as unknown as readonly number[])[0]);
};
