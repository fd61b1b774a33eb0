import { describe, expect, it } from 'vitest';
import { lastingStream } from './lasting-stream.ts';
import { makeScrubber, type Scrubber } from './redaction/scrubber.ts';

describe('a stream that lasts', () => {
  it('a lasting stream loses no byte, and finds current and earlier secrets however often they change', () => {
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

  it('a lasting stream searches for the longer secret first, and drops none in use', () => {
    const whole = 'a-token-that-was-pasted-whole';
    const others = Array.from({ length: 10 }, (_one, at) => makeScrubber([`tried-and-refused-${at}`]));
    const [begin, own] = [makeScrubber([whole.slice(0, 12)]), makeScrubber([whole])];
    let now: Scrubber[] = [begin];
    const stream = lastingStream(() => now);
    const given = [...stream.push(Buffer.from(`${whole.slice(0, 12)}, `))];
    for (const other of others) {
      now = [other, begin, own];
      given.push(...stream.push(Buffer.from(`${whole}, ${whole.slice(0, 12)}, `)));
    }
    given.push(...stream.end());
    expect(Buffer.concat(given).toString()).toBe('[redacted], '.repeat(21));
    expect(stream.hits).toBe(21);
  });
});
