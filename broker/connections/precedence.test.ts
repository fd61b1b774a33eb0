import { expect, it } from 'vitest';
import { inOrderOfPrecedence } from './precedence.ts';

it('the workspace’s connections come before the user’s own, and older ones first within a scope', () => {
  const ranked = (id: string, scope: 'user' | 'workspace', createdAt: number) =>
    ({ id: id as never, scope, createdAt }) as const;
  const records = [
    ranked('con_d', 'user', 1),
    ranked('con_b', 'workspace', 3),
    ranked('con_c', 'user', 1),
    ranked('con_a', 'workspace', 2),
  ];
  expect(inOrderOfPrecedence(records).map(({ id }) => id)).toEqual(['con_a', 'con_b', 'con_c', 'con_d']);
});
