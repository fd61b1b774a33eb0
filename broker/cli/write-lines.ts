import type { Writable } from 'node:stream';
import type { ExportFormat } from '../audit/export-entries.ts';
import { asciiOf, printable } from './printable.ts';

const chunkLength = 64 * 1024;

/** Waits for a slow receiver, so that a log of any length needs the memory of one chunk. Rejects as the stream fails. */
export async function writeLines(stream: Writable, lines: Iterable<string>): Promise<void> {
  let chunk = '';
  for (const line of lines) {
    chunk += `${line}\n`;
    if (chunk.length < chunkLength) continue;
    await write(stream, chunk);
    chunk = '';
  }
  if (chunk !== '') await write(stream, chunk);
}

/** Into a file or a pipe word for word, because the chain goes over the text; onto a screen without foreign characters. */
export function writeLog(
  stream: Writable & { readonly isTTY?: boolean },
  lines: Iterable<string>,
  format: ExportFormat,
): Promise<void> {
  return writeLines(stream, stream.isTTY === true ? escaped(lines, format) : lines);
}

function* escaped(lines: Iterable<string>, format: ExportFormat): Generator<string, void, undefined> {
  for (const line of lines) yield format === 'jsonl' ? asciiOf(line) : printable(line, line.length * 10);
}

const write = (stream: Writable, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error === null || error === undefined) resolve();
      else reject(error);
    });
  });
