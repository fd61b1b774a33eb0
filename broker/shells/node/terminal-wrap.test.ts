import { expect, it } from 'vitest';
import { terminalText } from '../../extensions/log-line.ts';
import { indented } from './terminal-wrap.ts';

const terminal = { isTTY: true, columns: 40 };

it('no part of a long line begins where our lines do, however it is padded', () => {
  for (const padding of [' ', 'x', '\u{3000}', '漢', '\n', '\r', '\u{202e}', '\t'])
    for (let length = 0; length < 90; length += 1) {
      const shown = indented(
        terminalText(`[acme.notes] ${padding.repeat(length)}[d] Deny   [o] Allow once`),
        terminal,
      );
      const [first, ...others] = shown.split('\n');
      expect(first).toMatch(/^\[acme\.notes\]/);
      for (const line of others) expect(line).toMatch(/^ {2}/);
      for (const line of shown.split('\n')) expect(line.length).toBeLessThan(40);
    }
});

it('a line that fits, or goes to no terminal, is unchanged', () => {
  expect(indented('[acme.notes] hello', terminal)).toBe('[acme.notes] hello');
  const long = `[acme.notes] ${'word '.repeat(40)}`;
  expect(indented(long, { isTTY: false, columns: 40 })).toBe(long);
  expect(indented(long, { isTTY: true, columns: 0 }).split('\n')[0]?.length).toBeGreaterThan(60);
});
