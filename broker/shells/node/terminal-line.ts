import { escapeKey, type Key, readKeys, type TerminalInput } from './terminal-key.ts';

export type TypedLine = { readonly line: string } | 'end';

const longestLine = 16_384;

/** One line that a person types, with Backspace; Escape, Ctrl-C and the end of the input are `end`. */
export function readTypedLine(
  input: TerminalInput,
  output: Pick<NodeJS.WritableStream, 'write'>,
  { masked, signal }: { readonly masked: boolean; readonly signal: AbortSignal },
): Promise<TypedLine> {
  return new Promise((resolve) => {
    let line = '';
    const done = (typed: TypedLine): void => {
      stop();
      signal.removeEventListener('abort', withdrawn);
      output.write('\n');
      resolve(typed);
    };
    const withdrawn = (): void => done('end');
    const take = (text: string): boolean => {
      for (const character of text) {
        if (character === '\r' || character === '\n') {
          done({ line });
          return false;
        }
        if (character === '\u007F' || character === '\b') {
          if (line === '') continue;
          line = [...line].slice(0, -1).join('');
          if (!masked) output.write('\b \b');
        } else if (character >= ' ' && line.length < longestLine) {
          line += character;
          if (!masked) output.write(character);
        }
      }
      return true;
    };
    const onKey = (typed: Key): void => {
      if (typed === 'end' || typed.key === escapeKey) return done('end');
      // The escape sequence of an arrow or the like.
      if (!typed.key.startsWith(escapeKey)) take(typed.key);
    };
    const stop = readKeys(input, onKey);
    signal.addEventListener('abort', withdrawn, { once: true });
    if (signal.aborted) withdrawn();
  });
}
