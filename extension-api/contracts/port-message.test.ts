import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bytes, method, nothing, ordinaryInput } from './contract.ts';
import { measurePlainData } from './plain-data.ts';
import { bytePlacesInFrame, frameLimits, frameLimitsOf, inputLimits } from './port-message.ts';

const frameOf = (value: unknown) => ({
  id: 'x'.repeat(128),
  type: 'APPLY',
  path: ['x'.repeat(64)],
  argumentList: [{ type: 'RAW', value }],
});
const plain = method({ input: z.strictObject({ text: z.string() }), result: nothing });
const larger = method({ input: plain.input, result: nothing, largestInput: 2 * ordinaryInput });
const withBytes = method({ input: z.strictObject({ body: bytes }), result: nothing, bytesIn: ['body'] });
const measured = (of: typeof plain | typeof withBytes, value: unknown) =>
  measurePlainData(frameOf(value), frameLimitsOf(of, frameLimits), bytePlacesInFrame(of));

describe('the limits of a method', () => {
  it('a method has its own limits, or those of an ordinary input', () => {
    const text = 'x'.repeat(1.5 * ordinaryInput);
    expect(measured(plain, { text })).toBe('too-large');
    expect(measured(larger, { text })).toMatchObject({ bytes: 0 });
  });

  it('a frame admits what fits alone, so that no honest client loses its port', () => {
    let nested: unknown = 1;
    while (typeof measurePlainData([nested], inputLimits(plain)) !== 'string') nested = [nested];
    expect(measurePlainData(nested, inputLimits(plain))).toMatchObject({ bytes: 0 });
    expect(measured(plain, nested)).toMatchObject({ bytes: 0 });
    let text = 'x'.repeat(ordinaryInput);
    while (typeof measurePlainData(text, inputLimits(plain)) === 'string') text = text.slice(1);
    expect(measured(plain, text)).toMatchObject({ bytes: 0 });
    let many = frameLimits.maxNodes;
    const wide = { ...larger, largestInput: frameLimits.maxBytes };
    while (typeof measurePlainData(Array(many).fill(1), inputLimits(wide)) === 'string') many -= 1;
    expect(measured(wide, Array(many).fill(1))).toMatchObject({ bytes: 0 });
  });

  it('bytes are admitted in declared members, and in no inherited member', () => {
    const body = new Uint8Array(8);
    expect(measured(withBytes, { body })).toMatchObject({ bytes: 8 });
    expect(measured(withBytes, { other: body })).toBe('not-plain-data');
    expect(measured(plain, { body })).toBe('not-plain-data');
    expect(measured(withBytes, { constructor: body })).toBe('not-plain-data');
  });
});
