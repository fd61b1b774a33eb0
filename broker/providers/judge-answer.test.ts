import { expect, it } from 'vitest';
import { atPointer, holds } from './judge-answer.ts';

const answer = { list: [{ id: 7 }, null], 'a/b': { 'c~d': true }, '': 'empty', name: 'text' };

it.each([
  ['', answer],
  ['/list/0/id', 7],
  ['/list/1', null],
  ['/a~1b/c~0d', true],
  ['/', 'empty'],
])('the pointer %j finds what stands there', (pointer, found) => {
  expect(atPointer(answer, pointer)).toEqual(found);
});

it.each([
  '/list/length',
  '/list/at',
  '/list/-1',
  '/list/00',
  '/list/1e0',
  '/list/2',
  '/list/1/id',
  '/name/length',
  '/name/0',
  '/constructor',
  '/__proto__',
  '/toString/name',
])('the pointer %j finds nothing: what the language has there is no answer of a service', (pointer) => {
  expect(atPointer(answer, pointer)).toBeUndefined();
});

it('a rule without a value asks that something stands there, and null is nothing', () => {
  const json = { value: answer };
  expect(holds({ pointer: '/list/0', present: true }, { json })).toBe(true);
  expect(holds({ pointer: '/list/1', present: true }, { json })).toBe(false);
  expect(holds({ pointer: '/list/length', present: true }, { json })).toBe(false);
  expect(holds({ pointer: '', present: true }, {})).toBe(false);
});

it('a rule with a value asks for that very value', () => {
  const json = { value: answer };
  expect(holds({ pointer: '/list/0/id', equals: 7 }, { json })).toBe(true);
  expect(holds({ pointer: '/list/0/id', equals: '7' }, { json })).toBe(false);
  expect(holds({ pointer: '/list/1', equals: null }, { json })).toBe(true);
});
