import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = fileURLToPath(new URL('../../dist/checks/conformance/run.js', import.meta.url));

/** A few of each sort; `npm run conformance` has them all. */
const few = [
  ...['initialize', 'tools_call', 'sse-retry', 'auth/scope-step-up', 'auth/pre-registration'],
  ...['sep-2322-client-request-state', 'http-custom-headers'],
];

it('the official client scenarios pass through the broker and its port', async () => {
  // What it printed says which scenario failed; the exit code says only that one did.
  const { stdout } = await promisify(execFile)(process.execPath, [run, ...few]).catch(
    (failed: { stdout: string; stderr: string }) => ({ stdout: `${failed.stdout}${failed.stderr}` }),
  );
  expect(stdout).toContain('2025-11-25: 5 of 5 scenarios passed');
  expect(stdout).toContain('2026-07-28: 5 of 5 scenarios passed');
}, 600_000);
