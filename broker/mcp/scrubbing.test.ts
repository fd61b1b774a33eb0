import { expect, it } from 'vitest';
import { makeScrubber } from '../secrets/redaction/scrubber.ts';
import { makeScrubbing } from './scrubbing.ts';

it('a secret that begins with the one before it is found whole, and the one before it still is', () => {
  const whole = 'a-token-that-was-pasted-whole';
  const begin = whole.slice(0, 12);
  const scrubbing = makeScrubbing();
  for (const secret of [begin, whole]) {
    const scrubber = makeScrubber([secret]);
    scrubbing.use({ inUse: () => [scrubber] });
  }
  expect(scrubbing.text(`${whole} and ${begin}`)).toBe('[redacted] and [redacted]');
  const stream = scrubbing.scrub.stream();
  const pieces = [...stream.push(Buffer.from(JSON.stringify({ whole, begin }))), ...stream.end()];
  expect(Buffer.concat(pieces).toString()).toBe('{"whole":"[redacted]","begin":"[redacted]"}');
  expect([scrubbing.takeHits(), scrubbing.takeHits()]).toEqual([2, 0]);
});
