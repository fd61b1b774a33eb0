import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { run } from './fixtures/folder-with-history.ts';

it.each(['--version', '-V'])('%s says the version, which is that of the package', async (option) => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  expect(await run([option])).toMatchObject({ code: 0, out: `${version}\n`, err: '' });
});
