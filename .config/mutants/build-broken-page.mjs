/**
 * Prints a page of settings-ui/ with the mutant of `VALETKEY_MUTANT`, or nothing when that breaks no file of it. In a
 * process of its own: of what Vitest sets (NODE_ENV) Vite would make what nobody ships.
 *
 *     node .config/mutants/build-broken-page.mjs settings
 */
import { buildPage } from '../build-pages.mjs';
import { applyMutant, currentMutant } from './apply-mutant.mjs';

const [, , name] = process.argv;
if (currentMutant()?.file.includes('/settings-ui/'))
  process.stdout.write(await buildPage(`settings-ui/entries/${name}.ts`, [applyMutant()]));
