import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

const fixtures = fileURLToPath(new URL('fixtures/', import.meta.url));
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));

type Report = {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
};

describe('under the oracle of all tests', () => {
  let report: Report;
  beforeAll(() => {
    // What is seen there is meant to be, and is not for the oracle of this file.
    const { VALETKEY_PROOF_REPORT: _, VALETKEY_CANARIES: __, NODE_OPTIONS: ___, ...env } = process.env;
    const args = ['run', '--config', `${fixtures}vitest.config.ts`, '--reporter=json'];
    const { stdout } = spawnSync(process.execPath, [vitest, ...args], { env, encoding: 'utf8' });
    report = JSON.parse(stdout.slice(stdout.indexOf('{"num'))) as Report;
  });

  const resultOf = (name: string) => {
    const file = report.testResults.find((one) => basename(one.name) === name);
    return { status: file?.status, text: JSON.stringify(file) };
  };
  const careless = readdirSync(fixtures).filter(
    (name) => name.endsWith('.case.ts') && name !== 'careful.case.ts',
  );

  it.each(careless)('%s fails, for the place where the secret was printed, posted and written', (name) => {
    const { status, text } = resultOf(name);
    expect(status).toBe('failed');
    for (const where of ['what was printed', 'a message on a port', 'the file '])
      expect(text).toContain(where);
  });

  it('careful.case.ts passes: a public key and what was no secret may be shown', () => {
    expect(resultOf('careful.case.ts')).toMatchObject({ status: 'passed' });
  });
});
