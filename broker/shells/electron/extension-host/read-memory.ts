import { readFileSync } from 'node:fs';
import { app } from 'electron/main';

export type ProcessMemory = { readonly pid: number; readonly mb: number };

/**
 * What these processes take; one that has ended is left out. Electron's metrics are of all processes, and cost main
 * 0.1 ms for each: five times a second with fifty extensions, that was what a quiet one waited for longest. Linux says
 * the same of one process for a tenth of it.
 */
export function readMemory(pids: readonly number[]): ProcessMemory[] {
  return process.platform === 'linux' ? pids.flatMap(residentOf) : metricsOf(pids);
}

const residentOf = (pid: number): ProcessMemory[] => {
  try {
    const kb = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kb === undefined ? [] : [{ pid, mb: Number(kb) / 1024 }];
  } catch {
    return []; // it has ended
  }
};

/** Private bytes are told on Windows only. Elsewhere what it shares with others is in it, which stays the same. */
const metricsOf = (pids: readonly number[]): ProcessMemory[] =>
  app
    .getAppMetrics()
    .filter(({ pid }) => pids.includes(pid))
    .map(({ pid, memory }) => ({ pid, mb: (memory.privateBytes ?? memory.workingSetSize) / 1024 }));
