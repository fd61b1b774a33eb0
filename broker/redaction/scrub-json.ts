import { scrubString } from './scrub-string.ts';
import type { Scrubber } from './scrubber.ts';

/**
 * A copy of a JSON value in which strings, keys, numbers and base64 blobs are scrubbed. Objects are plain ones whose members
 * are defined, never assigned, so a key `__proto__` stays an ordinary member and sets no prototype. The input is
 * not changed. When scrubbing makes two keys equal, the later member stays. What is no JSON (functions, symbols)
 * becomes undefined.
 *
 * Not checked here: depth and cycles. The caller bounds them before (JSON that was parsed has no cycles).
 */
export const scrubJson = (
  scrubber: Pick<Scrubber, 'text' | 'stream'>,
  value: unknown,
): { value: unknown; hits: number } => {
  let hits = 0;

  const scrubText = (text: string): string => {
    const scrubbed = scrubString(scrubber, text);
    hits += scrubbed.hits;
    return scrubbed.text;
  };

  const scrub = (part: unknown): unknown => {
    if (typeof part === 'string') return scrubText(part);
    if (typeof part === 'boolean' || part === null) return part;
    if (typeof part === 'number' || typeof part === 'bigint') {
      // A secret of digits only may come back without quotes.
      const digits = String(part);
      const scrubbed = scrubText(digits);
      return scrubbed === digits ? part : scrubbed;
    }
    if (Array.isArray(part)) return part.map(scrub);
    if (typeof part !== 'object') return undefined;
    const copy = {};
    for (const [key, member] of Object.entries(part)) {
      Object.defineProperty(copy, scrubText(key), {
        value: scrub(member),
        writable: true,
        enumerable: true,
        configurable: true,
      });
    }
    return copy;
  };

  const scrubbed = scrub(value);
  return { value: scrubbed, hits };
};
