import { expect, it } from 'vitest';
import { takenBefore } from './limit-choices.ts';

const access = { methods: ['GET' as const, 'DELETE' as const], paths: ['/**'], mcpTools: [] };

it('a person is asked before DELETE, unless an earlier grant for it said otherwise', () => {
  const asksOf = (...[limits, also]: [Parameters<typeof takenBefore>[1]?, { methods: 'DELETE'[] }[]?]) =>
    takenBefore(access, limits, also).asks;
  expect(asksOf()).toEqual(['DELETE']);
  expect(asksOf({ usesPerDay: 100 })).toEqual([]);
  expect(asksOf({ usesPerDay: 100 }, [{ methods: ['DELETE'] }])).toEqual(['DELETE']);
  expect(asksOf({ asks: ['GET'] }, [{ methods: ['DELETE'] }])).toEqual(['GET', 'DELETE']);
});
