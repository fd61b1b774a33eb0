/** Lines of a program's output, one at a time: the SDK's own buffer skips all that is no message in one turn of the loop. */
export type LineBuffer = {
  /** Throws where a line is longer than `longest` bytes. */
  append(chunk: Uint8Array): void;
  /** Undefined: there is no whole line. */
  next(): string | undefined;
  clear(): void;
};

const lineFeed = 10;

export function makeLineBuffer(longest: number): LineBuffer {
  let lines: Buffer[] = [];
  let at = 0;
  /** Of a line that has not ended. */
  let begun: Buffer[] = [];
  let length = 0;
  const clear = (): void => {
    lines = [];
    at = 0;
    begun = [];
    length = 0;
  };
  return Object.freeze<LineBuffer>({
    append: (chunk) => {
      let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      for (let end = rest.indexOf(lineFeed); end !== -1; end = rest.indexOf(lineFeed)) {
        lines.push(Buffer.concat([...begun, rest.subarray(0, end)]));
        begun = [];
        length = 0;
        rest = rest.subarray(end + 1);
      }
      if (rest.byteLength === 0) return;
      length += rest.byteLength;
      if (length > longest) {
        clear();
        throw new RangeError('The line is too long.');
      }
      begun.push(rest);
    },
    next: () => {
      const line = lines[at];
      if (line === undefined) return undefined;
      at += 1;
      if (at === lines.length) {
        lines = [];
        at = 0;
      }
      return line.toString('utf8').replace(/\r$/, '');
    },
    clear,
  });
}
