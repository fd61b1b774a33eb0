import { expect, it } from 'vitest';
import { inOrderOfPrecedence } from './precedence.ts';

it('puts the workspace’s connections before the user’s own, and within a scope the older one', () => {
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
