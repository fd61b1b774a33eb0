import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { watchInput } from './persons-input.ts';

it.each([
  ['mouseMove', false],
  ['mouseEnter', false],
  ['mouseWheel', false],
  ['mouseDown', true],
  ['keyDown', true],
  ['touchEnd', true],
])('of a person, %s counts as a press: %s', (type, counts) => {
  const contents = new EventEmitter();
  const inputAt = watchInput(contents as never);
  contents.emit('input-event', {}, { type });
  expect(Number.isFinite(inputAt())).toBe(counts);
});
