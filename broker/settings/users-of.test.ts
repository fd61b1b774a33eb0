import { expect, it } from 'vitest';
import { makeUsersOf } from './users-of.ts';

it('an extension that holds a handle of a connection uses it, also without a grant', () => {
  const usersOf = makeUsersOf({
    grants: { ofConnection: () => [] },
    ledger: { list: () => [{ connectionId: 'con', extension: 'acme.once' }] as never },
    nameOfExtension: (id) => `Name of ${id}`,
  });
  expect(usersOf('con' as never)).toEqual([{ id: 'acme.once', displayName: 'Name of acme.once' }]);
  expect(usersOf('other' as never)).toEqual([]);
});
