import type { Writable } from 'node:stream';

const chunkLength = 64 * 1024;

/** Waits for a slow receiver, so that a log of any length needs the memory of one chunk. Rejects as the stream fails. */
export const writeLines = async (stream: Writable, lines: Iterable<string>): Promise<void> => {
  let chunk = '';
  for (const line of lines) {
    chunk += `${line}\n`;
    if (chunk.length < chunkLength) continue;
    await write(stream, chunk);
    chunk = '';
  }
  if (chunk !== '') await write(stream, chunk);
};

const write = (stream: Writable, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error === null || error === undefined) resolve();
      else reject(error);
    });
  });
