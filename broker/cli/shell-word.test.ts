import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { shellWord } from './shell-word.ts';

it.each(["it's", "'", `"$(echo no)"`, 'a b', '`no`', '', '-x', 'a\nb', '\\'])(
  'a shell reads the word %j as it was',
  (word) => {
    expect(spawnSync('sh', ['-c', `printf %s ${shellWord(word)}`], { encoding: 'utf8' }).stdout).toBe(word);
  },
);
