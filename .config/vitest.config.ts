import { mkdtempSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './longest-first.ts';
import { applyMutant } from './mutants/apply-mutant.mjs';

// One line from each test file; the closing line sums them up.
process.env['VALETKEY_PROOF_REPORT'] ??= join(mkdtempSync(join(tmpdir(), 'valetkey-proof-')), 'counts');

const here = (file: string): string => new URL(file, import.meta.url).pathname;

/** Files that measure how long something takes. They run after the others, one at a time. */
const timed = [
  '**/*-speed.test.ts',
  '**/*-limits.test.ts',
  'broker/connections/connection-store.test.ts',
  'broker/network/abort.test.ts',
  'broker/secrets/kinds/digest.test.ts',
  'broker/shells/node/extension-worker.test.ts',
  'broker/settings/list-connections.test.ts',
  'broker/checks/threats/a-flood.test.ts',
  'broker/checks/threats/a-handles.test.ts',
  'broker/checks/threats/a-held-broker.test.ts',
  'broker/checks/threats/a-held-main.test.ts',
  'extension-api/contracts/ids.test.ts',
];
const none = ['**/node_modules/**', '**/dist/**'];

export default defineConfig({
  plugins: applyMutant(process.env['VALETKEY_MUTANT']),
  test: {
    root: here('..'),
    pool: 'forks',
    // vitest leaves one core free, of two: half the machine.
    maxWorkers: availableParallelism(),
    globalSetup: [here('./canary/bundle-watch.ts'), here('./build-first.ts')],
    setupFiles: [here('./canary/watch-process.ts')],
    testTimeout: 20_000,
    reporters: ['default', here('./closing-line-reporter.ts')],
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'all', include: ['**/*.test.ts'], exclude: [...none, ...timed] } },
      {
        extends: true,
        test: { name: 'timed', include: timed, exclude: none, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
