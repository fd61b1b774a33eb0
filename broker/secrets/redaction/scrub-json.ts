import type { ByteScrubber } from './scrub-stream.ts';
import { scrubString } from './scrub-string.ts';
import type { Scrubber } from './scrubber.ts';

/**
 * Scrubs JSON as it arrives, also by lines (stdio) and in server-sent events: each string and each number in its own
 * text, and what stands between them. A number is looked at before anybody parses it, since a double has no room for a
 * long one; where it holds a form it becomes a string, but for the `code` of an `error`, which JSON-RPC wants as a number.
 * A line end ends everything, so that nothing waits for the next message.
 *
 * @param current asked at each chunk: a secret may have been exchanged since the one before
 * @param longest bytes of one string; beyond it `push` throws a RangeError
 */
export const makeJsonScrubStream = (
  current: () => Pick<Scrubber, 'text' | 'stream'>,
  longest: number,
): ByteScrubber => {
  let scrubber = current();
  let kind: Kind = 'between';
  let held: Uint8Array[] = [];
  let heldLength = 0;
  let isEscaped = false;
  let last = lineFeed;
  /** Where we are in a message, as far as an error's code is concerned. */
  let lastString = '';
  let depth = 0;
  let errorDepth = -1;

  const replaced = (token: Uint8Array): Uint8Array | undefined => {
    const raw = Buffer.from(token.buffer, token.byteOffset, token.byteLength).toString();
    if (kind === 'string') {
      const { text, isValid } = unquoted(raw);
      lastString = text.length < shortestForm ? text : '';
      const scrubbed = scrubString(scrubber, text);
      stream.hits += scrubbed.hits;
      if (scrubbed.hits === 0) return undefined;
      return Buffer.from(isValid ? JSON.stringify(scrubbed.text) : `"${scrubbed.text}"`);
    }
    const scrubbed = scrubber.text(raw);
    stream.hits += scrubbed.hits;
    if (scrubbed.hits === 0) return undefined;
    if (kind === 'between') return Buffer.from(scrubbed.text);
    const isErrorCode = lastString === 'code' && depth === errorDepth;
    return Buffer.from(isErrorCode ? internalError : JSON.stringify(scrubbed.text));
  };

  const push = (chunk: Uint8Array): readonly Uint8Array[] => {
    scrubber = current();
    const out: Uint8Array[] = [];
    /** Of this chunk: what is not handed on yet begins here, and the present token there. */
    let from = 0;
    let start = 0;
    const finish = (end: number, next: Kind): void => {
      const length = end - start;
      if (heldLength === 0 && length < shortestForm + (kind === 'string' ? 2 : 0)) {
        if (kind === 'string') lastString = length < 6 ? '' : latin1Of(chunk, start + 1, end - 1);
        start = end;
        kind = next;
        return;
      }
      const piece = chunk.subarray(start, end);
      const token = heldLength === 0 ? piece : Buffer.concat([...held, piece]);
      const other = token.length === 0 ? undefined : replaced(token);
      if (other !== undefined || heldLength > 0) {
        if (start > from) out.push(chunk.subarray(from, start));
        out.push(other ?? token);
        from = end;
      }
      held = [];
      heldLength = 0;
      start = end;
      kind = next;
    };
    for (let at = 0; at < chunk.length; at += 1) {
      let byte = chunk[at] as number;
      if (kind === 'string' && !isEscaped) {
        while (byte !== quote && byte !== backslash && byte !== lineFeed && byte !== carriageReturn) {
          at += 1;
          if (at === chunk.length) break;
          byte = chunk[at] as number;
        }
      }
      if (byte === lineFeed || byte === carriageReturn) {
        finish(at, 'between');
        start = at + 1;
      } else if (kind === 'string') {
        if (isEscaped) isEscaped = false;
        else if (byte === backslash) isEscaped = true;
        else if (byte === quote) finish(at + 1, 'between');
      } else if (byte === quote) {
        isEscaped = false;
        finish(at, 'string');
      } else if (kind === 'number') {
        if (!isOfNumber(byte)) finish(at, 'between');
      } else if (mayBeginNumber(byte) && isBeforeValue(last)) {
        finish(at, 'number');
      }
      if (kind !== 'string') {
        if (byte === openBrace) {
          depth += 1;
          if (lastString === 'error') errorDepth = depth;
          lastString = '';
        } else if (byte === closeBrace) {
          if (depth === errorDepth) errorDepth = -1;
          depth = Math.max(0, depth - 1);
        } else if (byte === comma) lastString = '';
      }
      last = byte;
    }
    if (start > from) out.push(chunk.subarray(from, start));
    const rest = chunk.subarray(start);
    heldLength += rest.length;
    if (heldLength > longest) throw new RangeError('a string of JSON is too long');
    if (rest.length > 0) held.push(new Uint8Array(rest));
    return out;
  };

  const end = (): readonly Uint8Array[] => {
    const token = Buffer.concat(held);
    held = [];
    heldLength = 0;
    return token.length === 0 ? [] : [replaced(token) ?? token];
  };

  const stream = { push, end, hits: 0 };
  return stream;
};

type Kind = 'between' | 'string' | 'number';

/** As in encoded-forms.ts. The vault takes no secret that is shorter. */
const shortestForm = 6;

/** JSON-RPC 2.0, section 5.1. */
const internalError = '-32603';

const [lineFeed, carriageReturn, quote, comma, backslash] = [0x0a, 0x0d, 0x22, 0x2c, 0x5c];
const [openBrace, closeBrace] = [0x7b, 0x7d];
const bytesOf = (text: string): ReadonlySet<number> => new Set(Buffer.from(text));
const numberBytes = bytesOf('0123456789+-.eE');
const beforeValue = bytesOf(' \t\r\n:,[{');
const latin1Of = (bytes: Uint8Array, start: number, end: number): string =>
  String.fromCharCode(...bytes.subarray(start, end));
const isOfNumber = (byte: number): boolean => numberBytes.has(byte);
const mayBeginNumber = (byte: number): boolean => (byte >= 0x30 && byte <= 0x39) || byte === 0x2d;
/** In `sessionId=123` or an UUID there is no number. */
const isBeforeValue = (byte: number): boolean => beforeValue.has(byte);

/** A line that is no JSON may have quotes, too. */
const unquoted = (raw: string): { text: string; isValid: boolean } => {
  const inside = raw.endsWith('"') && raw.length > 1 ? raw.slice(1, -1) : raw.slice(1);
  if (!inside.includes('\\')) return { text: inside, isValid: true };
  try {
    return { text: JSON.parse(`"${inside}"`) as string, isValid: true };
  } catch {
    return { text: inside, isValid: false };
  }
};
