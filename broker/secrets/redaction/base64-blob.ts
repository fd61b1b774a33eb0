import type { Scrubber } from './scrubber.ts';

/** Shorter ones cannot hold a secret of `minimumSecretLength`. */
const shortestBlob = 11;

/**
 * A text that is base64 (RFC 4648 section 4 or 5, line breaks allowed) from end to end, scrubbed as the bytes it
 * stands for and written again in its own alphabet: an image or a resource stays base64, and a secret inside is found
 * in every form, also across MIME's line breaks. Any other text comes back as it is, for the scrubber of texts.
 *
 * Its bytes are looked through as those of a body are (look-through.ts).
 */
export const scrubBlob = (
  scrubber: Pick<Scrubber, 'stream'>,
  text: string,
): { text: string; hits: number } => {
  if (text.length < shortestBlob || !isBase64(text)) return { text, hits: 0 };
  const bytes = Buffer.from(text, 'base64');
  const stream = scrubber.stream();
  const scrubbed = Buffer.concat([...stream.push(bytes), ...stream.end()]);
  if (stream.hits === 0) return { text, hits: 0 };
  return { text: scrubbed.toString(/[-_]/.test(text) ? 'base64url' : 'base64'), hits: stream.hits };
};

/** Searches for forbidden characters: a pattern of the allowed ones would backtrack over line breaks for hours. */
const isBase64 = (text: string): boolean => {
  const written = text.trimEnd();
  const padding = written.endsWith('==') ? 2 : written.endsWith('=') ? 1 : 0;
  return !/[^A-Za-z0-9+/_\-\r\n]/.test(written.slice(0, written.length - padding));
};
