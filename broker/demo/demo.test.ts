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
    ['once', /10 of 10 named attacks of mallory\.hostile failed/],
    ['always', /10 of 10 named attacks of mallory\.hostile failed/],
    ['deny', /3 requests were denied, and 0 requests left the machine/],
  ])('the demo proves what it claims when the answer is %s', async (answer, expected) => {
    const { code, output } = await run('--answer', answer);
    expect(output).toMatch(expected);
    expect(output).toMatch(/0 traces of \d+ forms of 3 secrets/);
    expect(output).toMatch(
      /\nproved: all \d+ of the above, with \d+ prompts shown, in \d+\.\d s\n$|\nproved: all/,
    );
    expect(output).not.toContain('FAIL');
    expect(code).toBe(0);
  });

  it('the demo answers "once" and says so without a terminal', async () => {
    const { code, output } = await run();
    expect(output).toContain('prompts are answered "once"');
    expect(code).toBe(0);
  });

  it('the demo prints its usage for an unknown option', async () => {
    const { code, output } = await run('--answer', 'perhaps');
    expect(code).toBe(2);
    expect(output).toContain('usage: npm run demo');
  });
});
