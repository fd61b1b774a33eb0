import { type ChildProcess, spawn } from 'node:child_process';
import type { ProgramPowers } from './server-program.ts';

const onWindows = process.platform === 'win32';
const running = new Set<number>();

/**
 * However this process exits, also by an error that nobody caught: a program that ignores the end of its input would
 * live on, with its secret in its environment. Only while one runs, so that an embedder's process is left as it was.
 */
const killAll = (): void => {
  for (const pid of running) {
    try {
      process.kill(onWindows ? pid : -pid, 'SIGKILL');
    } catch {
      // gone already
    }
  }
};

const spawnWatched = ((...how: Parameters<typeof spawn>): ChildProcess => {
  const child = spawn(...how);
  const { pid } = child;
  if (pid === undefined) return child;
  if (running.size === 0) process.once('exit', killAll);
  running.add(pid);
  child.once('exit', () => {
    running.delete(pid);
    if (running.size === 0) process.off('exit', killAll);
  });
  return child;
}) as typeof spawn;

/** The operating system's processes. */
export const systemPrograms: ProgramPowers = Object.freeze({
  spawn: spawnWatched,
  kill: (pid: number, signal: NodeJS.Signals) => void process.kill(pid, signal),
  platform: process.platform,
  environment: process.env,
});
