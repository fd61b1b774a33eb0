import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = fileURLToPath(new URL('../../dist/checks/conformance/run.js', import.meta.url));

/** One of each sort; `npm run conformance` has them all, and CI runs it. */
const few = ['tools_call', 'auth/scope-step-up', 'sep-2322-client-request-state'];

it('the official client scenarios pass through the broker and its port', async () => {
  // What it printed says which scenario failed; the exit code says only that one did.
  const { stdout } = await promisify(execFile)(process.execPath, [run, ...few]).catch(
    (failed: { stdout: string; stderr: string }) => ({ stdout: `${failed.stdout}${failed.stderr}` }),
  );
  expect(stdout).toContain('2025-11-25: 2 of 2 scenarios passed');
  expect(stdout).toContain('2026-07-28: 3 of 3 scenarios passed');
}, 600_000);
