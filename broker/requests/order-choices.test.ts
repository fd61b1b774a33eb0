import { expect, it } from 'vitest';
import type { Choice } from '../consent/decide.ts';
import type { ConnectionState } from '../contracts/connection.ts';
import { orderChoices } from './order-choices.ts';

const ordered = (
  rows: Readonly<Record<string, readonly [ConnectionState, 'user' | 'workspace', number?]>>,
): string[] =>
  orderChoices(
    Object.entries(rows).map(([id, [, scope]]) => ({ connectionId: id, scope }) as unknown as Choice),
    (id) => {
      const [state, , lastUsedAt] = rows[id] as (typeof rows)[string];
      return { state, stateReason: undefined, lastUsedAt };
    },
  ).map(({ connectionId }) => connectionId);

it('a question offers what can be used before what cannot, whatever scope it has', () => {
  expect(
    ordered({
      locked: ['locked', 'workspace', 9],
      empty: ['needs-reconnect', 'workspace', 9],
      failing: ['failing', 'workspace', 9],
      ready: ['ready', 'user'],
    }),
  ).toEqual(['ready', 'failing', 'locked', 'empty']);
});

it('among usable connections workspace ones come first, then ready ones, then what was used last', () => {
  expect(
    ordered({
      untried: ['untested', 'user', 9],
      old: ['ready', 'user', 1],
      recent: ['ready', 'user', 2],
      never: ['ready', 'user'],
      team: ['untested', 'workspace'],
    }),
  ).toEqual(['team', 'recent', 'old', 'never', 'untried']);
});

it('what ranks alike stays in the order in which grants are looked for', () => {
  expect(ordered({ a: ['ready', 'user'], c: ['ready', 'user'], b: ['ready', 'user'] })).toEqual([
    ...['a', 'c', 'b'],
  ]);
});
