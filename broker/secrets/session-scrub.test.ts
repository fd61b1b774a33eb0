import { expect, it } from 'vitest';
import { makeScrubber } from './redaction/scrubber.ts';
import { makeSessionScrub } from './session-scrub.ts';

it('a secret that begins with its predecessor is found whole, and so is the predecessor', () => {
  const whole = 'a-token-that-was-pasted-whole';
  const begin = whole.slice(0, 12);
  const scrubbing = makeSessionScrub(1024);
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

it('a list of bytes in a message is found over its numbers, and the message does not wait for the next one', () => {
  const secret = 'ghp_aB3dE5gH7jK9mN1pQ3sT';
  const scrubbing = makeSessionScrub(1024);
  const scrubber = makeScrubber([secret]);
  scrubbing.use({ inUse: () => [scrubber] });
  const stream = scrubbing.scrub.stream();
  const message = { result: { structuredContent: { data: Buffer.from(`<${secret}>`), n: 12 } } };
  const sent = Buffer.from(`${JSON.stringify(message)}\n`);
  const pieces = [sent.subarray(0, 70), sent.subarray(70)].flatMap((piece) => stream.push(piece));
  const got = Buffer.concat(pieces).toString();
  expect(got.endsWith('\n')).toBe(true);
  const { data } = JSON.parse(got).result.structuredContent;
  expect(Buffer.from(data.data).toString()).toBe(`<${'*'.repeat(secret.length)}>`);
  expect(scrubbing.takeHits()).toBe(1);
});
