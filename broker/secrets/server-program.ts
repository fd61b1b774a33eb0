import type { ChildProcess, spawn as nodeSpawn } from 'node:child_process';
import { setTimeout as later } from 'node:timers/promises';
import { defined } from '@valetkey/api-contracts';
import { NetworkError } from '../network/network-error.ts';
import type { Scrubbed, ScrubStream } from '../network/scrub.ts';
import { plaintextOf } from './vault/plaintext.ts';
import type { Secret } from './vault/secret.ts';

/** A program that speaks on stdin and stdout, exactly as it was shown to the user. */
export type ServerProgram = {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string | undefined;
  readonly environment: Readonly<Record<string, string | Secret>>;
};

export type RunningProgram = {
  /** Resolves when the program's pipe has taken it. Rejects with NetworkError when the program is gone. */
  write(text: string): Promise<void>;
  pause(): void;
  resume(): void;
  /** Closes its stdin, then, when it has not ended within the grace, ends its whole process group. Never rejects. */
  end(graceMs: number): Promise<void>;
};

/** What takes secrets out of all that a program says. */
export type ProgramScrub = {
  output(): ScrubStream;
  errorOutput(): ScrubStream;
};

export type ProgramEvents = {
  readonly data: (chunk: Scrubbed<Uint8Array>) => void;
  readonly errorOutput: (chunk: Scrubbed<Uint8Array>) => void;
  /** Once, after all that it printed; also when it could not be started. */
  readonly ended: (how: { readonly code: number | null; readonly why: 'exited' | 'not-started' }) => void;
};

export type ProgramPowers = {
  readonly spawn: typeof nodeSpawn;
  /** Ends a process, or with a negative id a group. */
  readonly kill: (pid: number, signal: NodeJS.Signals) => void;
  readonly platform: NodeJS.Platform;
  /** The user's own; what of it a program gets is decided here. */
  readonly environment: Readonly<Record<string, string | undefined>>;
};

/** What programs need to find their files and to print dates: nothing that tells them who else is there. */
const inherited: readonly string[] = [
  ...['HOME', 'LANG', 'LC_ALL', 'LOGNAME', 'PATH', 'SHELL', 'TERM', 'TMPDIR', 'TZ', 'USER'],
  ...['APPDATA', 'LOCALAPPDATA', 'SYSTEMROOT', 'TEMP', 'TMP', 'USERNAME', 'USERPROFILE'],
];

const longestEnd = 2_000;
/** What it left behind in another process group may hold its pipes for ever. */
const longestLastWords = 1_000;

/**
 * Starts it without a shell, in a process group of its own, so that what it starts itself ends with it. Not checked
 * here: what the file at that path does. The user saw the command, and starts programs at their own risk.
 */
export const startProgram = (
  { command, args, cwd, environment }: ServerProgram,
  scrub: ProgramScrub,
  on: ProgramEvents,
  powers: ProgramPowers,
): RunningProgram => {
  const posix = powers.platform !== 'win32';
  const child = powers.spawn(command, args, {
    shell: false,
    detached: posix,
    windowsHide: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: environmentFor(environment, powers.environment),
    ...defined({ cwd }),
  });
  let over = false;
  const outputs: { readonly end: () => void }[] = [];
  const ended = new Promise<void>((resolve) => {
    const finish = (code: number | null, why: 'exited' | 'not-started'): void => {
      if (over) return;
      over = true;
      // What it started and left behind goes, too.
      signalGroup(child, 'SIGKILL', posix, powers);
      resolve();
      let isTold = false;
      const tell = (): void => {
        if (isTold) return;
        isTold = true;
        for (const output of outputs) output.end();
        on.ended({ code, why });
      };
      if (why === 'not-started') return tell();
      // A process that has ended may have printed more than was read so far.
      child.once('close', tell);
      void later(longestLastWords, undefined, { ref: false }).then(tell);
    };
    child.once('exit', (code) => finish(code, 'exited'));
    child.once('error', () => finish(null, child.pid === undefined ? 'not-started' : 'exited'));
  });
  const scrubbed = (stream: ScrubStream, give: (chunk: Scrubbed<Uint8Array>) => void) => {
    let isOpen = true;
    const hand = (read: () => readonly Uint8Array[]): void => {
      if (!isOpen) return;
      try {
        const pieces = read();
        if (pieces.length > 0) give(Buffer.concat(pieces) as Uint8Array as Scrubbed<Uint8Array>);
      } catch {
        // What cannot be searched is not handed on, and neither is what follows.
        isOpen = false;
        signalGroup(child, 'SIGKILL', posix, powers);
      }
    };
    outputs.push({
      end: () => {
        hand(() => stream.end());
        isOpen = false;
      },
    });
    return (chunk: Buffer): void => hand(() => stream.push(chunk));
  };
  child.stdout?.on('data', scrubbed(scrub.output(), on.data));
  child.stderr?.on('data', scrubbed(scrub.errorOutput(), on.errorOutput));
  for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe?.on('error', () => undefined);

  return Object.freeze<RunningProgram>({
    write: (text) =>
      new Promise<void>((resolve, reject) => {
        const refuse = (cause?: unknown): void =>
          reject(new NetworkError('host-unreachable', { why: 'program-ended', cause }));
        if (over || child.stdin?.writable !== true) return refuse();
        child.stdin.write(text, (error) => (error ? refuse(error) : resolve()));
      }),
    pause: () => void child.stdout?.pause(),
    resume: () => void child.stdout?.resume(),
    end: async (graceMs) => {
      if (over) return;
      child.stdin?.end();
      const within = (ms: number) => Promise.race([ended, later(ms, undefined, { ref: false })]);
      if (graceMs > 0) await within(graceMs);
      if (over) return;
      signalGroup(child, graceMs > 0 ? 'SIGTERM' : 'SIGKILL', posix, powers);
      await within(longestEnd);
      if (!over) signalGroup(child, 'SIGKILL', posix, powers);
      await within(longestEnd);
    },
  });
};

/** Opened at the last moment. The program can read it, and so can any process that may read the program's memory. */
const environmentFor = (
  declared: ServerProgram['environment'],
  own: ProgramPowers['environment'],
): Record<string, string> => {
  const result: Record<string, string> = {};
  for (const name of inherited) {
    const value = own[name];
    // Bash exports functions as `() {`: code, not a value.
    if (value !== undefined && !value.startsWith('()')) result[name] = value;
  }
  for (const [name, value] of Object.entries(declared)) {
    const text = typeof value === 'string' ? value : plaintextOf(value);
    if (text.includes('\0')) throw new NetworkError('credential-malformed');
    result[name] = text;
  }
  return result;
};

/** What redaction has to look for in everything that the program says. */
export const environmentForms = (environment: ServerProgram['environment']): string[] =>
  Object.values(environment)
    .flatMap((value) => (typeof value === 'string' ? [] : [plaintextOf(value)]))
    .filter((plain) => plain !== '');

const signalGroup = (
  { pid }: ChildProcess,
  signal: NodeJS.Signals,
  posix: boolean,
  { kill }: ProgramPowers,
): void => {
  if (pid === undefined) return;
  try {
    kill(posix ? -pid : pid, signal);
  } catch {
    // gone already
  }
};
