import { appendFileSync, chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './longest-first.ts';
import { applyMutant } from './mutants/apply-mutant.mjs';

/**
 * What tests print, most of it warnings of the third-party servers that they start, matters only when a test fails:
 * it goes to a file, which the closing line names when something failed. A file that is run by its name prints here.
 */
const printed = join(tmpdir(), `valetkey-printed-${process.pid}.log`);
const runsByName = process.argv.some((argument) => argument.endsWith('.test.ts'));
if (!runsByName) process.env['VALETKEY_PRINTED'] ??= printed;

/**
 * Browsers and servers that are ended by force leave folders in the temporary one. A run has one of its own, which goes
 * with it; servers that run as another user look into it. This file is loaded for each of the projects.
 */
if (process.env['VALETKEY_RUN'] === undefined) {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-run-'));
  chmodSync(folder, 0o755);
  Object.assign(process.env, { VALETKEY_RUN: folder, TMPDIR: folder });
  process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
}

// One line from each test file; the closing line sums them up.
process.env['VALETKEY_PROOF_REPORT'] ??= join(mkdtempSync(join(tmpdir(), 'valetkey-proof-')), 'counts');

const here = (file: string): string => new URL(file, import.meta.url).pathname;

/** Files that measure how long something takes. They run after the others, one at a time. */
const timed = [
  '**/*-speed.test.ts',
  '**/*-limits.test.ts',
  'broker/shells/node/extension-worker.test.ts',
  'broker/checks/threats/a-flood.test.ts',
  'broker/checks/threats/a-handles.test.ts',
  'broker/checks/threats/a-held-broker.test.ts',
  'broker/checks/threats/a-held-main.test.ts',
];
/**
 * Files that mock modules, start whole applications, watch what a process does, or run long: each has a process of its
 * own. All others run one after the other in a few processes, which spares each the start and the imports.
 */
const alone = [
  '.config/**/*.test.ts',
  'broker/checks/{conformance,install}/**/*.test.ts',
  'broker/checks/threats/{a-facets,a-memory,f-*,h-settings-driven,interleavings,model}.test.ts',
  'broker/cli/{first-key,with-broker}.test.ts',
  'broker/demo/{demo,run-demo}.test.ts',
  'broker/prove/prove-here.test.ts',
  'broker/shells/electron/**/*.test.ts',
  'broker/shells/node/{documents-run,end-signals,os-keychain,*/**/*}.test.ts',
  'sample-extensions/**/*.test.ts',
];
const none = ['**/node_modules/**', '**/dist/**'];

export default defineConfig({
  plugins: [applyMutant()],
  test: {
    root: here('..'),
    pool: 'forks',
    // More than there are cores: most files wait for a browser, a server or a clock for half of their time.
    maxWorkers: availableParallelism() * 2,
    globalSetup: [here('./canary/bundle-watch.ts'), here('./build-first.ts')],
    setupFiles: [here('./patient-waits.ts'), here('./canary/watch-process.ts')],
    // These catch what never ends. How long something takes is measured, by ratios and CPU time, and not by them.
    // CI runs what failed once more; the last lines name it.
    retry: process.env['VALETKEY_RETRY'] === undefined ? 0 : 1,
    testTimeout: 900_000,
    hookTimeout: 900_000,
    expect: { poll: { timeout: 60_000 } },
    onConsoleLog: (text, _type, entity) => {
      const file = process.env['VALETKEY_PRINTED'];
      if (file === undefined) return true;
      appendFileSync(file, `${entity?.type === 'test' ? entity.fullName : ''}\n${text}\n`);
      return false;
    },
    reporters: ['default', here('./report/closing-line.ts')],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['**/*.test.ts'],
          exclude: [...none, ...timed, ...alone],
          isolate: false,
          setupFiles: [here('./leaves-nothing.ts')],
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: alone, exclude: [...none, ...timed] },
      },
      {
        extends: true,
        test: { name: 'timed', include: timed, exclude: none, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
