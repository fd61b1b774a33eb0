import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = new URL('../..', import.meta.url).pathname;

/**
 * Runs every file by its tool. Output goes to the terminal, or to stderr where stdout is for figures.
 *
 * @param {ReturnType<typeof import('./proof-of.mjs').proofOf>} proof @param {boolean} quietly
 * @returns {{ readonly sums: Record<string, number>, readonly files: Record<string, import('../report/sum-up.ts').FileCounts> }}
 */
export const runProof = (proof, quietly) => {
  /** @type {import('node:child_process').StdioOptions} */
  const stdio = ['ignore', quietly ? 2 : 'inherit', 'inherit'];
  const filesOf = (/** @type {string} */ tool) => proof.find((one) => one.tool === tool)?.files ?? [];
  /** @type {Record<string, import('../report/sum-up.ts').FileCounts>} */
  const files = {};
  /** @param {string} tool @param {readonly string[]} command that checks all of the tool's files at once */
  const check = (tool, command) => {
    const [program = '', ...args] = command;
    const { status } = spawnSync(program, args, { cwd: root, stdio });
    for (const file of filesOf(tool))
      files[file] = { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: {} };
  };
  check('tsd', ['npm', 'run', '--silent', 'test:types']);
  check('dependency-cruiser', ['npm', 'run', '--silent', 'check:directions']);
  const { files: tested, ...sums } = runVitest(filesOf('vitest'), stdio);
  const checks = Object.values(files);
  sums.passed += checks.filter(({ failed }) => failed === 0).length;
  sums.failed += checks.filter(({ failed }) => failed > 0).length;
  return { sums, files: { ...files, ...tested } };
};

/** @param {readonly string[]} files @param {import('node:child_process').StdioOptions} stdio */
const runVitest = (files, stdio) => {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-prove-'));
  try {
    const summary = join(folder, 'summary.json');
    const config = join(root, '.config/vitest.config.ts');
    const { status } = spawnSync(
      process.execPath,
      [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', config, ...files],
      {
        cwd: root,
        env: { ...process.env, VALETKEY_PROOF_SUMMARY: summary, VALETKEY_ALL_ROUNDS: '1' },
        stdio,
      },
    );
    const told = JSON.parse(readFileSync(summary, 'utf8'));
    // A run that fails without a failed test: a leak after the last one, a skip without a reason.
    return status === 0 || told.failed > 0 ? told : { ...told, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
