import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { readLines } from './extension-output.ts';

const read = (now: () => number = () => 0) => {
  const stream = new PassThrough();
  const lines: string[] = [];
  readLines(stream, now, (line) => lines.push(line));
  const end = async () => {
    stream.end();
    await new Promise((resolve) => stream.once('end', resolve));
    return lines;
  };
  return { stream, lines, end };
};

test('output arrives line by line, in whatever pieces it comes', async () => {
  const { stream, end } = read();
  for (const piece of ['a', 'b\nc\n', '\n', 'ü'.slice(0), 'd']) stream.write(piece);
  expect(await end()).toEqual(['ab', 'c', '', 'üd']);
});

test('a line without an end takes no more memory than a long one', async () => {
  const { stream, end } = read();
  for (let i = 0; i < 100; i += 1) stream.write('x'.repeat(1_000));
  expect(await end()).toEqual([`${'x'.repeat(4_000)} [cut]`]);
});

test('lines beyond 100 a second are only counted', async () => {
  let time = 0;
  const { stream, lines, end } = read(() => time);
  stream.write('x\n'.repeat(250));
  await new Promise((resolve) => setImmediate(resolve));
  expect(lines).toHaveLength(100);
  time = 1_000;
  stream.write('y\n');
  expect((await end()).slice(100)).toEqual(['[150 lines dropped]', 'y']);
});
