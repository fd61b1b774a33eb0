import { expect, it } from 'vitest';
import { findConnection } from './find-connection.ts';

const settings = (...names: string[]) =>
  ({
    listConnections: ({ after = '0' }: { after?: string }) => {
      const at = Number(after);
      const connections = names.slice(at, at + 1).map((displayName) => ({
        id: `con_${String(names.indexOf(displayName)).padStart(21, '0')}`,
        displayName,
      }));
      return Promise.resolve({ connections, next: at + 1 < names.length ? String(at + 1) : undefined });
    },
  }) as never;

it('a connection is found by its name where only one has it, on every page of the list', async () => {
  expect(await findConnection(settings('Work', 'Home', 'Lab'), 'Lab')).toMatchObject({ displayName: 'Lab' });
  await expect(findConnection(settings('Work', 'Home', 'Work'), 'Work')).rejects.toThrow(
    'Several connections',
  );
  await expect(findConnection(settings('Work'), 'Home')).rejects.toThrow('There is no connection "Home"');
});
