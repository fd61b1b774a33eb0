import { expect, it } from 'vitest';
import { installIn } from '../checks/fixtures/install-in.ts';
import { governed } from './fixtures/governed.ts';

it('a connection to a built-in service is not marked as one whose extension is missing', async () => {
  const { t, create } = await governed();
  await installIn(t);
  const { notInstalled } = await create({ providerId: 'github', fields: {}, secrets: {} });
  expect(notInstalled).toBeUndefined();
});
