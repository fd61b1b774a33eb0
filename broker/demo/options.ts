import { parseArgs } from 'node:util';
import type { Decision } from '../contracts/consent.ts';

export type DemoOptions = {
  /** Given beforehand; absent: the person at the terminal is asked. */
  readonly answer: Decision | undefined;
  /** The vault key in the system's keyring instead of under a passphrase of this run. */
  readonly keyring: boolean;
  readonly verbose: boolean;
  /** Leaves the broker's folder, for `valetkey audit`. */
  readonly keep: boolean;
};

export const usage = `npm run demo -- [--answer once|always|deny] [--keyring] [--verbose] [--keep]`;

export const readOptions = (argv: readonly string[], isTerminal: boolean): DemoOptions | undefined => {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        answer: { type: 'string' },
        keyring: { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        keep: { type: 'boolean', default: false },
      },
    });
    const { answer = isTerminal ? undefined : 'once', keyring, verbose, keep } = values;
    if (answer !== undefined && answer !== 'once' && answer !== 'always' && answer !== 'deny')
      return undefined;
    return { answer, keyring, verbose, keep };
  } catch {
    return undefined;
  }
};
