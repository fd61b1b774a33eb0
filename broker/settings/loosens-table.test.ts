import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { settingsContract } from '../contracts/settings.ts';

it('the table of what each method can loosen lists every method as the contract declares it', () => {
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
  const rows = [...readme.matchAll(/^\| `(\w+)` *\| (\w+) *\| \S/gm)].map(([, name, how]) => [name, how]);
  const methods = Object.entries(settingsContract).map(([name, { loosens }]) => [name, loosens]);
  expect(rows.sort()).toEqual(methods.sort());
});
