import { describe, expect, it } from 'vitest';
import { makeScrubber, type Scrubber } from '../redaction/scrubber.ts';
import { lastingStream } from './lasting-stream.ts';

describe('a stream that lasts', () => {
  it('loses no byte and finds what is in use, and what was, however often that changes', () => {
    const secrets = Array.from({ length: 12 }, (_one, at) => `secret-number-${at}-0123`);
    const scrubbers = secrets.map((secret) => makeScrubber([secret]));
    let now: Scrubber[] = [];
    const stream = lastingStream(() => now);
    const given: Uint8Array[] = [];
    for (const [at, secret] of secrets.entries()) {
      now = scrubbers.slice(at, at + 1);
      // Cut in the middle of the secret, without a line end: the rest comes under the next one.
      const before = at === 0 ? '' : (secrets[at - 1]?.slice(8) ?? '');
      given.push(...stream.push(Buffer.from(`${before}, ${secret} and ${secret.slice(0, 8)}`)));
    }
    given.push(...stream.end());
    const last = secrets.at(-1)?.slice(0, 8);
    expect(Buffer.concat(given).toString()).toBe(
      `${', [redacted] and [redacted]'.repeat(11)}, [redacted] and ${last}`,
    );
    expect(stream.hits).toBe(23);
  });
});
