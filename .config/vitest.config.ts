import { defineConfig } from 'vitest/config';
import { applyMutant } from './mutants/apply-mutant.mjs';

export default defineConfig({
  plugins: applyMutant(process.env['VALETKEY_MUTANT']),
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    pool: 'forks',
    testTimeout: 20_000,
    reporters: ['default', new URL('./closing-line-reporter.ts', import.meta.url).pathname],
  },
});
