/** Writes docs/services.md from the catalogue, after a build. */
import { writeFileSync } from 'node:fs';
import { builtIn } from '../broker/dist/providers/built-in.js';
import { servicesTable } from '../broker/dist/providers/catalogue/fixtures/services-table.js';

writeFileSync(
  new URL('../docs/services.md', import.meta.url),
  servicesTable(builtIn.map(({ read }) => read())),
);
