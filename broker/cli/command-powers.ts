import type { Writable } from 'node:stream';
import type { TerminalInput } from '../shells/node/terminal-key.ts';

/** What a command may touch, besides the folder that it is pointed at. */
export type CommandPowers = {
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stdin: TerminalInput;
  /** Resolves when the person ends what is running, as by Ctrl-C. Asked by a command that runs until then. */
  readonly untilInterrupted: () => Promise<unknown>;
  readonly stderr: Writable;
  /**
   * How the person who reads calls this program: a command that is printed by itself can be copied. In a sentence commands
   * stand without it ("audit verify").
   */
  readonly calledAs: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

export const exitCodes = { ok: 0, tampered: 1, failed: 1, unusable: 2 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Its message is a sentence for the person at the terminal. The command ends with exit code 2. */
export class CommandError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'CommandError';
  }
}
