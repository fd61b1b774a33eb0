/** What a program writes to stderr, scrubbed where it was read: for the local log, by lines, and only so much. */
export type ErrorOutput = {
  take(chunk: Uint8Array): void;
  /** The last lines, for a program that ended by itself. */
  last(): string;
};

const mostLines = 200;
const longestLine = 2_000;
const lastLines = 20;

export function makeErrorOutput(log: (line: string) => void): ErrorOutput {
  let rest = '';
  let lines = 0;
  let recent: string[] = [];
  const line = (text: string): void => {
    lines += 1;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they would steer the terminal that shows the log
    const shown = text.slice(0, longestLine).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '?');
    recent = [...recent.slice(1 - lastLines), shown];
    if (lines <= mostLines) log(shown);
    if (lines === mostLines) log('(more of it is not logged)');
  };
  return Object.freeze<ErrorOutput>({
    take: (chunk) => {
      const pieces = (rest + Buffer.from(chunk).toString()).split('\n');
      rest = (pieces.pop() ?? '').slice(0, longestLine);
      for (const piece of pieces) line(piece);
    },
    last: () => [...recent, rest].join('\n').trim(),
  });
}
