import { spawn } from 'node:child_process';
import type { ProgramPowers } from './server-program.ts';

/** The operating system's processes. */
export const systemPrograms: ProgramPowers = Object.freeze({
  spawn,
  kill: (pid: number, signal: NodeJS.Signals) => void process.kill(pid, signal),
  platform: process.platform,
  environment: process.env,
});
