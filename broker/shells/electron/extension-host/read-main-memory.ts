import { readFileSync } from 'node:fs';
import { app } from 'electron/main';
import { readMemory } from './read-memory.ts';
import type { MainMemory } from './watch-main-memory.ts';

/** Where Chromium keeps what pages store, besides in main. They come and go seldom, and the list costs milliseconds. */
const storing = /^(network|storage)\./;
const listEveryMs = 10_000;

type Powers = { readonly read: (pids: readonly number[]) => MainMemory; readonly now: () => number };

/**
 * Main's own heap and buffers are left out: the application's are none of our business, and what is in them for an
 * extension came through its ports, where it is metered (port/share.ts).
 */
export function readMainMemory(): Powers {
  let listedAt = Number.NEGATIVE_INFINITY;
  let services: readonly number[] = [];
  const now = (): number => performance.now();
  const servicePids = (): readonly number[] => {
    if (now() - listedAt > listEveryMs) {
      listedAt = now();
      services = app.getAppMetrics().flatMap(({ pid, serviceName }) => (isService(serviceName) ? [pid] : []));
    }
    return services;
  };
  return Object.freeze<Powers>({
    now,
    read: (pids) => {
      const { rss, heapTotal, external } = process.memoryUsage();
      const inServices = readMemory(servicePids()).reduce((sum, { mb }) => sum + mb, 0);
      return { mb: (rss - heapTotal - external) / 1024 ** 2 + inServices, cpuMs: processorTime(pids) };
    },
  });
}

const isService = (name = ''): boolean => storing.test(name);

const processorTime = (pids: readonly number[]): ReadonlyMap<number, number> =>
  process.platform === 'linux' ? new Map(pids.flatMap(usedBy)) : usedByMetrics(pids);

/** In ticks of 10 ms (proc(5), `utime` and `stime`). The name before them is in parentheses, and may hold any. */
const usedBy = (pid: number): [number, number][] => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return [[pid, 10 * (Number(fields[11]) + Number(fields[12]))]];
  } catch {
    return []; // it has ended
  }
};

const usedByMetrics = (pids: readonly number[]): ReadonlyMap<number, number> =>
  new Map(
    app
      .getAppMetrics()
      .filter(({ pid }) => pids.includes(pid))
      .map(({ pid, cpu }) => [pid, 1000 * (cpu.cumulativeCPUUsage ?? 0)]),
  );
