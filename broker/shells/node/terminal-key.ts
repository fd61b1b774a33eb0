/** What is needed of `process.stdin`. */
export type TerminalInput = NodeJS.ReadableStream & {
  readonly isTTY?: boolean;
  readonly isRaw?: boolean;
  setRawMode?(on: boolean): unknown;
};

/** One key, or the end: the stream ended, or somebody pressed Ctrl-C. */
export type Key = { readonly key: string } | 'end';

/**
 * Hands each key to `onKey` until the returned function is called. Raw, so that one key is an answer, Ctrl-C comes
 * here instead of ending the process, and what was typed ahead can be read and thrown away. Everything is put back
 * at the end: the mode, and the listeners.
 */
export const readKeys = (input: TerminalInput, onKey: (key: Key) => void): (() => void) => {
  const wasRaw = input.isRaw === true;
  // Several characters at once were pasted, or are an arrow's escape sequence: not one of our keys, whatever is in it.
  const onData = (chunk: Buffer | string): void => {
    const key = String(chunk);
    onKey(key.includes(ctrlC) || key.includes(ctrlD) ? 'end' : { key });
  };
  const onEnd = (): void => onKey('end');
  const setRaw = (on: boolean): void => {
    try {
      input.setRawMode?.(on);
    } catch {
      // The terminal has gone; the end of the stream says so.
    }
  };

  setRaw(true);
  input.on('data', onData);
  for (const event of ends) input.on(event, onEnd);
  input.resume();
  return () => {
    input.off('data', onData);
    for (const event of ends) input.off(event, onEnd);
    setRaw(wasRaw);
    input.pause(); // else it would keep the process alive
  };
};

/** A key that was on its way before the question could be read is no answer to it. */
const typedAheadMs = 1_000;
/** Then it is no answer. */
export const mostUnknownKeys = 3;

/**
 * What the first of these keys means that somebody presses who had a second to read; `again` shows them once more.
 * `unknown`: three others came. `gone`: nobody can press one, or the signal took the question away.
 */
export function firstKeyOf<Choice extends string>(
  choices: ReadonlyMap<string, Choice>,
  {
    input,
    now,
    signal,
    again,
  }: {
    readonly input: TerminalInput;
    readonly now: () => number;
    readonly signal: AbortSignal;
    readonly again: () => void;
  },
): Promise<Choice | 'unknown' | 'gone'> {
  return new Promise((resolve) => {
    let unknown = 0;
    const decide = (choice: Choice | 'unknown' | 'gone'): void => {
      stop();
      signal.removeEventListener('abort', withdrawn);
      resolve(choice);
    };
    const withdrawn = (): void => decide('gone');
    const stop = readSettledKeys(input, now, (typed) => {
      if (typed === 'end') return decide('gone');
      const choice = choices.get(typed.key.toLowerCase());
      if (choice !== undefined) return decide(choice);
      unknown += 1;
      if (unknown >= mostUnknownKeys) return decide('unknown');
      again();
    });
    signal.addEventListener('abort', withdrawn, { once: true });
    if (!input.readable) decide('gone');
  });
}

export const escapeKey = '\u001B';

/** The keys of somebody who had a second to read. The end of the input comes at once. */
export const readSettledKeys = (
  input: TerminalInput,
  now: () => number,
  onKey: (key: Key) => void,
): (() => void) => {
  // Taken when the event loop has come round once, so that what was waiting in the terminal is early too.
  let shownAt: number | undefined;
  const starting = setImmediate(() => {
    shownAt = now();
  });
  const stop = readKeys(input, (typed) => {
    const isEarly = shownAt === undefined || now() - shownAt < typedAheadMs;
    if (typed === 'end' || !isEarly) onKey(typed);
  });
  return () => {
    clearImmediate(starting);
    stop();
  };
};

const ctrlC = '\u0003';
const ctrlD = '\u0004';
const ends = ['end', 'close', 'error'] as const;
