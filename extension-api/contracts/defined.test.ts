import { expect, it } from 'vitest';
import { defined } from './defined.ts';

it('defined() leaves out members that are undefined and keeps every other value', () => {
  const members = { absent: undefined, zero: 0, no: false, none: null, text: '', list: [undefined] };
  expect(Object.entries(defined(members))).toEqual([
    ['zero', 0],
    ['no', false],
    ['none', null],
    ['text', ''],
    ['list', [undefined]],
  ]);
});

it('defined() copies a member named __proto__ as a member, not as a prototype', () => {
  const copy = defined(JSON.parse('{"__proto__": {"polluted": true}}') as object);
  expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
  expect(Object.keys(copy)).toEqual(['__proto__']);
});
