import { expect, it } from 'vitest';
import { growsBy, type Point, slopeOf } from './slope.ts';

const line = (perStep: number, noise: (at: number) => number): Point[] =>
  Array.from({ length: 40 }, (_, at) => [at, 100 + perStep * at + noise(at)]);
const saw = (at: number): number => (at % 7) * 3;

it('a line without noise has its slope, and no error', () => {
  const { slope, error, mean } = slopeOf(line(2, () => 0));
  expect(slope).toBeCloseTo(2, 9);
  expect(error).toBeCloseTo(0, 9);
  expect(mean).toBeCloseTo(139, 9);
});

it('a saw tooth does not grow, and growth behind one is seen', () => {
  expect(growsBy(slopeOf(line(0, saw)))).toBeLessThan(0);
  expect(growsBy(slopeOf(line(1, saw)))).toBeGreaterThan(0.7);
});
