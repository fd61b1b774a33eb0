import type { Readable } from 'node:stream';

const limits = { lineLength: 4_000, linesPerSecond: 100 };

/**
 * Hands on what the thread itself prints (Node's warnings; extensions log through their port), line by line. It always
 * reads, so that nothing piles up, and passes on so many lines a second; the rest is counted.
 */
export const readLines = (stream: Readable, now: () => number, onLine: (line: string) => void): void => {
  let line = '';
  let cut = false;
  let second = Number.NEGATIVE_INFINITY;
  let passed = 0;
  let dropped = 0;

  const tellDropped = (): void => {
    if (dropped > 0) onLine(`[${dropped} lines dropped]`);
    dropped = 0;
  };
  const pass = (): void => {
    const at = now();
    if (at - second >= 1000) {
      second = at;
      passed = 0;
      tellDropped();
    }
    if (passed < limits.linesPerSecond) onLine(cut ? `${line} [cut]` : line);
    else dropped += 1;
    passed += 1;
    line = '';
    cut = false;
  };

  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const parts = text.split('\n');
    parts.forEach((part, index) => {
      const room = limits.lineLength - line.length;
      cut ||= part.length > room;
      line += part.slice(0, room);
      if (index < parts.length - 1) pass();
    });
  });
  stream.on('end', () => {
    if (line !== '') pass();
    tellDropped();
  });
};
