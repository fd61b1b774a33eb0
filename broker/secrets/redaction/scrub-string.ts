import { scrubBlob } from './base64-blob.ts';
import type { Scrubber } from './scrubber.ts';

/** One text of a JSON value: as the bytes that it stands for where it is base64, and as it is. */
export function scrubString(
  scrubber: Pick<Scrubber, 'text' | 'stream'>,
  text: string,
): { text: string; hits: number } {
  // As bytes first: a marker in the middle of a blob would leave something that is no base64.
  const blob = scrubBlob(scrubber, text);
  const scrubbed = scrubber.text(blob.text);
  return { text: scrubbed.text, hits: blob.hits + scrubbed.hits };
}
