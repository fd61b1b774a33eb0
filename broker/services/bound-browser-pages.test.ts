import { afterEach, expect, it } from 'vitest';
import { brokerInFolder, type TestBroker } from '../checks/fixtures/broker-in-folder.ts';
import { codeOf } from '../checks/fixtures/watched-broker.ts';
import { boundBrowserPages, mostPages } from './bound-browser-pages.ts';

let test: TestBroker | undefined;
afterEach(() => test?.close());

it('six pages open in a minute and not one more, also when opening fails, and later six again', async () => {
  let now = 1_000;
  let asked = 0;
  const open = boundBrowserPages(
    async () => {
      asked += 1;
      if (asked % 2 === 0) throw new Error('no display');
    },
    () => now,
  );
  const tries = async (): Promise<(string | undefined)[]> => {
    const codes: (string | undefined)[] = [];
    for (let i = 0; i < 51; i += 1) codes.push(await codeOf(open('https://login.example.com/')));
    return codes;
  };
  const refused = (await tries()).filter((code) => code === 'too-many-pages');
  expect([asked, refused.length]).toEqual([mostPages, 51 - mostPages]);
  now += 59_999;
  await expect(open('https://login.example.com/')).rejects.toMatchObject({
    answer: { code: 'too-many-pages', retryAfterMs: 1 },
  });
  now += 1;
  await tries();
  expect(asked).toBe(2 * mostPages);
});

it('a taken-over settings page opens six pages, and is told when it may open another', async () => {
  const opened: string[] = [];
  test = await brokerInFolder({ openInSystemBrowser: async (address) => void opened.push(address) });
  const documented = (await test.settings.listProviders()).find(({ provider }) => provider.documentation);
  const { providerId } = documented ?? expect.fail('none has a page');
  const { settings } = test;
  const codes = await Promise.all(
    Array.from({ length: 51 }, () => codeOf(settings.openDocumentation({ providerId }))),
  );
  expect(opened.length).toBe(mostPages);
  expect(codes.filter((code) => code === 'too-many-pages').length).toBe(51 - mostPages);
});
