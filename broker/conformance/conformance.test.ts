import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = fileURLToPath(new URL('../dist/conformance/run.js', import.meta.url));

/** A few of each sort; `npm run conformance` has them all. */
const few = [
  'initialize',
  'tools_call',
  'sse-retry',
  'auth/metadata-var3',
  'auth/scope-step-up',
  'auth/pre-registration',
];

it('the official client scenarios pass through the broker and its port', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [run, ...few]);
  expect(stdout).toContain(`${few.length} of ${few.length} scenarios passed`);
}, 120_000);
