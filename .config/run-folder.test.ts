import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const config = fileURLToPath(new URL('vitest.config.ts', import.meta.url));

describe('the temporary folder of a run', () => {
  it('tests and the programs that they start work in it', () => {
    expect(tmpdir()).toBe(process.env['VALETKEY_RUN']);
  });

  it('a run takes it away when it ends', () => {
    const { VALETKEY_RUN: _, ...env } = process.env;
    const outer = mkdtempSync(join(tmpdir(), 'valetkey-outer-'));
    const ended = spawnSync(
      process.execPath,
      [vitest, 'list', '--filesOnly', '--config', config, 'run-folder'],
      { env: { ...env, TMPDIR: outer }, encoding: 'utf8' },
    );
    expect(ended.stdout).toContain('run-folder.test.ts');
    expect(readdirSync(outer)).toEqual([]);
  });
});
