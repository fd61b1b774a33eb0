import type { FetchRequest } from '@valetkey/api-contracts';
import { displayBegin } from '../consent/display-text.ts';
import type { AskedRequest, AskedRequestBody } from '../contracts/asked-request.ts';
import { layOutJson } from '../json/lay-out-json.ts';
import { parseJson } from '../json/parse-json.ts';
import type { Destination } from '../network/destination.ts';
import { originText } from '../network/origin.ts';

/** All of it: a destination is shorter, and has grown here only where it was scrubbed. */
const longestTarget = 32_768;
const longestHeader = 400;
const mostLines = 100;
const mostCharacters = 4_000;
/** Far beyond what is shown: nobody searches megabytes of it for a secret. */
const longestScrubbed = 32 * 1024;

/** Everything that a request would send of its extension's, as a person may read it, and what does not fit counted. */
export const summaryOfRequest = (
  { method, body }: Pick<FetchRequest, 'method' | 'body'>,
  { url, origin }: Pick<Destination, 'url' | 'origin'>,
  headers: Readonly<Record<string, string>>,
  scrubText: (text: string) => string,
): AskedRequest => ({
  method,
  origin: originText(origin),
  target: displayBegin(scrubText(`${url.pathname}${url.search}`), longestTarget).text,
  headers: Object.entries(headers).map(([name, whole]) => {
    const { text: value, cut } = displayBegin(scrubText(whole), longestHeader);
    return { name, value, cut };
  }),
  body: body === undefined || body.length === 0 ? undefined : shownBody(body, scrubText),
});

const shownBody = (
  body: NonNullable<FetchRequest['body']>,
  scrubText: (text: string) => string,
): AskedRequestBody => {
  const bytes = Buffer.byteLength(body);
  const text = typeof body === 'string' ? body : textOf(body);
  const head = text.slice(0, longestScrubbed);
  const scrubbed = scrubText(head);
  const isJson = head === text && parseJson(scrubbed) !== undefined;
  // Of what is not UTF-8, a byte takes up to four characters.
  let cut = Math.max(bytes - Buffer.byteLength(head), text.length - head.length);
  let room = mostCharacters;
  const lines: string[] = [];
  for (const line of isJson ? layOutJson(scrubbed) : [scrubbed]) {
    const begin = displayBegin(line, lines.length === mostLines ? 0 : room);
    if (begin.text !== '') lines.push(begin.text);
    room -= begin.text.length;
    cut += begin.cut;
  }
  return { bytes, lines, cut };
};

/**
 * Of a long one no more than its beginning is looked at. What is not UTF-8 is shown byte by byte: a server may read the
 * rest of it.
 */
const textOf = (bytes: Uint8Array): string => {
  const head = bytes.subarray(0, 4 * longestScrubbed);
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    return decoder.decode(head, { stream: head.length < bytes.length });
  } catch {
    return Buffer.from(head)
      .toString('latin1')
      .replace(/[^\n\x20-\x7e]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);
  }
};
