import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { applyMutant } from './mutants/apply-mutant.mjs';

// One line from each test file; the closing line sums them up.
process.env['VALETKEY_PROOF_REPORT'] ??= join(mkdtempSync(join(tmpdir(), 'valetkey-proof-')), 'counts');

export default defineConfig({
  plugins: applyMutant(process.env['VALETKEY_MUTANT']),
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    pool: 'forks',
    globalSetup: [new URL('./canary/bundle-watch.ts', import.meta.url).pathname],
    setupFiles: [new URL('./canary/watch-process.ts', import.meta.url).pathname],
    testTimeout: 20_000,
    reporters: ['default', new URL('./closing-line-reporter.ts', import.meta.url).pathname],
  },
});
