import type { ConnectionId } from '@valetkey/api-contracts';
import { expect, it } from 'vitest';
import { brokerInFolder, extensionNamed } from '../../../broker/checks/fixtures/broker-in-folder.ts';
import { deleteSeveral } from './delete-several.ts';

it('several connections are deleted together, and where one cannot be, the others come back', async () => {
  const t = await brokerInFolder();
  const extension = t.attach(extensionNamed('reader'));
  const make = (displayName: string) =>
    t.settings.createConnection({
      providerId: 'acme.reader/api' as never,
      displayName,
      fields: { url: 'https://api.example.com' },
    });
  const ids: ConnectionId[] = [(await make('One')).id, (await make('Two')).id];
  const count = async (): Promise<number> => (await t.settings.listConnections()).total;

  await expect(deleteSeveral([...ids, 'con_gone' as ConnectionId], t.settings)).rejects.toThrow();
  expect(await count()).toBe(2);

  const { undoUntil, restore } = await deleteSeveral(ids, t.settings);
  expect([undoUntil.length, await count()]).toEqual([2, 0]);
  await restore();
  expect(await count()).toBe(2);
  expect(extension).toBeDefined();
  await t.close();
});
