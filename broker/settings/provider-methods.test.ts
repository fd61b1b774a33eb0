import { afterEach, expect, it } from 'vitest';
import { brokerInFolder, type TestBroker } from '../checks/fixtures/broker-in-folder.ts';
import { codeOf } from '../checks/fixtures/watched-broker.ts';

let test: TestBroker;
afterEach(() => test.close());

it('openDocumentation opens the address of the provider’s author, and takes none from the page', async () => {
  const opened: string[] = [];
  test = await brokerInFolder({ openInSystemBrowser: async (address) => void opened.push(address) });
  const documented = (await test.settings.listProviders()).find(({ provider }) => provider.documentation);
  const { providerId, provider } = documented ?? expect.fail('none has a page');
  await test.settings.openDocumentation({ providerId });
  expect(opened).toEqual([provider.documentation]);
  const withAddress = { providerId, url: 'https://evil.example' } as never;
  expect(await codeOf(test.settings.openDocumentation(withAddress))).toBe('invalid-input');
  expect(await codeOf(test.settings.openDocumentation({ providerId: 'nobody' as never }))).toBe('not-found');
  expect(opened.length).toBe(1);
});

it('openDocumentation reports if no browser can be opened', async () => {
  test = await brokerInFolder({ openInSystemBrowser: () => Promise.reject(new Error('no display')) });
  const documented = (await test.settings.listProviders()).find(({ provider }) => provider.documentation);
  const { providerId } = documented ?? expect.fail('none has a page');
  expect(await codeOf(test.settings.openDocumentation({ providerId }))).toBe('no-browser');
});
