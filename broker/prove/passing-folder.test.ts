import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { run } from '../database/fixtures/run-bundled.ts';
import { passingFolder } from './passing-folder.ts';

it('the folder goes when it is removed, and nothing is left to do at the end of the process', () => {
  const before = process.listenerCount('exit');
  const { path, remove } = passingFolder('valetkey-passing-');
  writeFileSync(join(path, 'file'), 'x');
  expect([existsSync(path), process.listenerCount('exit')]).toEqual([true, before + 1]);
  remove();
  expect([existsSync(path), process.listenerCount('exit')]).toEqual([false, before]);
});

it('the folder goes with a process that is ended before it removed anything', async () => {
  const built = new URL('../dist/prove/passing-folder.js', import.meta.url).href;
  const script = `import { passingFolder } from ${JSON.stringify(built)};
    console.log(passingFolder('valetkey-passing-').path);
    process.exit(3);`;
  const { code, lines } = await run([process.execPath, '--input-type=module', '-e', script]);
  expect([code, lines.length]).toEqual([3, 1]);
  expect(existsSync(lines[0] ?? '')).toBe(false);
});
