import { readFileSync } from 'node:fs';
import { settingsContract } from '@valetkey/api-contracts';
import { expect, it } from 'vitest';

it('the table of what each method can loosen has every method of the contract, with what the contract says', () => {
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
  const rows = [...readme.matchAll(/^\| `(\w+)` *\| (\w+) *\| \S/gm)].map(([, name, how]) => [name, how]);
  const methods = Object.entries(settingsContract).map(([name, { loosens }]) => [name, loosens]);
  expect(rows.sort()).toEqual(methods.sort());
});
