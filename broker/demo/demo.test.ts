import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const demo = fileURLToPath(new URL('../dist/demo/main.js', import.meta.url));

const run = (...args: string[]): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [demo, ...args], { timeout: 600_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: `${stdout}${stderr}` });
    });
  });

describe('npm run demo', () => {
  it.each([
    ['always', ['--answer', 'always'], [/10 of 10 named attacks of mallory\.hostile failed/]],
    ['deny', ['--answer', 'deny'], [/3 requests were denied, and 0 requests left the machine/]],
    [
      '"once", for lack of a terminal',
      [],
      [/prompts are answered "once"/, /10 of 10 named attacks of mallory\.hostile failed/],
    ],
  ])('the demo proves what it claims when the answer is %s', async (_, options, expected) => {
    const { code, output } = await run(...options);
    for (const one of expected) expect(output).toMatch(one);
    expect(output).toMatch(/0 traces of \d+ forms of 3 secrets/);
    expect(output).toMatch(
      /\nproved: all \d+ of the above, with \d+ prompts shown, in \d+\.\d s\n$|\nproved: all/,
    );
    expect(output).not.toContain('FAIL');
    expect(code).toBe(0);
  });

  it('the demo prints its usage for an unknown option', async () => {
    const { code, output } = await run('--answer', 'perhaps');
    expect(code).toBe(2);
    expect(output).toContain('usage: npm run demo');
  });
});
