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

const ctrlC = '\u0003';
const ctrlD = '\u0004';
const ends = ['end', 'close', 'error'] as const;
