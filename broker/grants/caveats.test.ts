import type { Caveats } from '@valetkey/api-contracts';
import { expect, it } from 'vitest';
import { admitsAnyTool, admitsCallback, endOf } from './caveats.ts';

const level = (more: Partial<Caveats> = {}): Caveats => ({
  methods: [],
  paths: [],
  mcpTools: ['*'],
  ...more,
});

it('a callback is offered only if every level admits it', () => {
  const given = level({ mcpCallbacks: ['roots', 'sampling'] });
  const levels = [given, level({ mcpCallbacks: ['roots'] })];
  expect([admitsCallback(levels, 'roots'), admitsCallback(levels, 'sampling')]).toEqual([true, false]);
  expect(admitsCallback([given, level()], 'roots')).toBe(false);
});

it('a handle without tools has none, whatever the one that it was derived from has', () => {
  expect([admitsAnyTool([level()]), admitsAnyTool([level(), level({ mcpTools: [] })])]).toEqual([
    true,
    false,
  ]);
});

it('of several ends the earliest counts, whichever level has it', () => {
  expect(endOf([level({ expiresAt: 1 }), level(), level({ expiresAt: 2 })])).toBe(1);
  expect(endOf([level({ expiresAt: 2 }), level({ expiresAt: 1 })])).toBe(1);
  expect(endOf([level()])).toBeUndefined();
});
