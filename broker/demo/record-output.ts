import { Writable } from 'node:stream';
import { defined } from '@valetkey/api-contracts';

export type Screen = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

export type RecordedOutput = {
  /** Whatever goes to a terminal goes through one of these. */
  readonly output: Screen;
  readonly stderr: NodeJS.WritableStream;
  print(line: string): void;
  heading(text: string): void;
  /** All of it, to be searched afterwards. */
  readonly printed: readonly Buffer[];
};

/** Passes everything on, and keeps it: what a person could read is searched for secrets too. */
export function recordOutput(given: { output: Screen; stderr: NodeJS.WritableStream }): RecordedOutput {
  const printed: Buffer[] = [];
  const recording = (target: NodeJS.WritableStream): Writable =>
    new Writable({
      decodeStrings: true,
      write: (chunk: Buffer, _encoding, done) => {
        printed.push(chunk);
        target.write(chunk);
        done();
      },
    });
  const { isTTY = false, columns } = given.output;
  const output = Object.assign(recording(given.output), {
    isTTY,
    ...defined({ columns }),
  });
  const print = (line: string): void => void output.write(`${line}\n`);
  return Object.freeze<RecordedOutput>({
    output,
    stderr: recording(given.stderr),
    print,
    heading: (text) => print(`\n== ${text}`),
    printed,
  });
}
