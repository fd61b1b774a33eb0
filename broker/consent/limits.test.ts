import { limits } from '@valetkey/api-contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesPath, readPath } from '../network/path-pattern.ts';
import { widens } from './limits.ts';

const matches = (pattern: string, where: string): boolean => {
  const read = readPath(where);
  return read.ok && matchesPath(pattern, read.path);
};

describe('limits that a person sets', () => {
  it.each([
    ['none, then some', undefined, { methods: ['GET'] }, false],
    ['some, then none', { methods: ['GET'] }, {}, true],
    ['fewer methods', { methods: ['GET', 'POST'] }, { methods: ['GET'] }, false],
    ['another method', { methods: ['GET'] }, { methods: ['POST'] }, true],
    ['a narrower path', { paths: ['/a/**'] }, { paths: ['/a/b'] }, false],
    ['a wider path', { paths: ['/a/*'] }, { paths: ['/a/**'] }, true],
    ['paths beside methods', { methods: ['GET'] }, { methods: ['GET'], paths: ['/a'] }, false],
    ['no tool', { mcpTools: ['look'] }, { mcpTools: [] }, false],
    ['every tool', { mcpTools: ['look'] }, { mcpTools: ['*'] }, true],
    ['an earlier end', { expiresAt: 2 }, { expiresAt: 1 }, false],
    ['a later end', { expiresAt: 1 }, { expiresAt: 2 }, true],
    ['fewer uses a day', { usesPerDay: 9 }, { usesPerDay: 8 }, false],
    ['more uses a day', { usesPerDay: 9 }, { usesPerDay: 10 }, true],
    ['any number of uses a day', { usesPerDay: 9 }, {}, true],
    ['more bytes', { bytesPerDay: 10 }, { bytesPerDay: 11 }, true],
    ['any cost', { costPerDay: 10 }, {}, true],
    ['fewer calls', { callsPerDay: 10 }, { callsPerDay: 9 }, false],
    ['a question before more', { asks: ['DELETE'] }, { asks: ['DELETE', 'POST'] }, false],
    ['a question before others', { asks: ['DELETE'] }, { asks: ['POST'] }, true],
    ['more that runs', { asks: ['DELETE'] }, { asks: ['DELETE'], runs: ['DELETE /a'] }, true],
    [
      'less that runs',
      { asks: ['DELETE'], runs: ['DELETE /a/**'] },
      { asks: ['DELETE'], runs: ['DELETE /a/b', 'DELETE /a/*'] },
      false,
    ],
    [
      'another path that runs',
      { asks: ['DELETE'], runs: ['DELETE /a/*'] },
      { asks: ['DELETE'], runs: ['DELETE /a/**'] },
      true,
    ],
    [
      'a path that runs with another method',
      { asks: ['DELETE', 'POST'], runs: ['POST /a'] },
      { asks: ['DELETE', 'POST'], runs: ['DELETE /a'] },
      true,
    ],
    [
      'what runs of a method that is new among those',
      { asks: [] },
      { asks: ['POST'], runs: ['POST /a'] },
      false,
    ],
    ['no question any more', { asks: ['DELETE'] }, {}, true],
    ['no end any more', { expiresAt: 1 }, {}, true],
  ] as const)('%s: widening is %s -> %s = %s', (_, before, next, expected) => {
    const parsed = (value: unknown) => (value === undefined ? undefined : limits.parse(value));
    expect(widens(parsed(before), parsed(next))).toBe(expected);
  });

  it('limits that do not widen admit nothing new', () => {
    const methods = fc.subarray(['GET', 'POST', 'DELETE'] as const);
    const paths = fc.subarray(['/a', '/a/*', '/a/**', '/b/c', '/**']);
    const mcpTools = fc.subarray(['*', 'look', 'move']);
    const some = fc.record({ methods, paths, mcpTools }, { requiredKeys: [] });
    const method = fc.constantFrom('GET' as const, 'POST' as const, 'DELETE' as const);
    const path = fc.constantFrom('/a', '/a/b', '/a/b/c', '/b/c', '/b');
    const admits = (given: { methods?: string[]; paths?: string[] }, how: string, where: string): boolean =>
      (given.methods === undefined || given.methods.includes(how)) &&
      (given.paths === undefined || given.paths.some((pattern) => matches(pattern, where)));
    fc.assert(
      fc.property(some, some, method, path, (before, next, how, where) => {
        fc.pre(!widens(before, next));
        expect(admits(next, how, where) && !admits(before, how, where)).toBe(false);
      }),
    );
  });
});
