import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeLineBuffer } from './line-buffer.ts';

it('the buffer gives the same lines, whatever pieces they come in', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), fc.array(fc.nat(9)), (texts, cuts) => {
      const lines = texts.map((text) => text.replace(/[\r\n]/g, ''));
      const whole = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      const buffer = makeLineBuffer(1_000_000);
      for (let at = 0, turn = 0; at < whole.length; turn += 1) {
        const next = Math.min(whole.length, at + (cuts[turn % (cuts.length || 1)] ?? 3) + 1);
        buffer.append(whole.subarray(at, next));
        at = next;
      }
      const got: string[] = [];
      for (let line = buffer.next(); line !== undefined; line = buffer.next()) got.push(line);
      expect(got).toEqual(lines.map((line) => Buffer.from(line).toString()));
    }),
  );
});

it('the buffer refuses an endless line, and holds nothing of it', () => {
  const buffer = makeLineBuffer(10);
  buffer.append(Buffer.from('12345678'));
  expect(() => buffer.append(Buffer.from('9012'))).toThrow(RangeError);
  buffer.append(Buffer.from('ok\n'));
  expect(buffer.next()).toBe('ok');
});
