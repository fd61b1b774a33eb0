import { expect, test } from 'vitest';
import { logLine } from './log-line.ts';

test('logged text moves no cursor, sets no clipboard and reverses no text', () => {
  const line = logLine('info', '[acme.a] \u001b]52;c;cm0gLXJm\u0007\u009b2J\u202ereversed\r');
  expect(line).toBe('valetkey info: [acme.a] \\u{1B}]52;c;cm0gLXJm\\u{7}\\u{9B}2J\\u{202E}reversed\\u{D}\n');
});

test('no logged line begins like one of ours', () => {
  const line = logLine('info', '[acme.a] fine\nvaletkey error: the vault was opened\r\nagain');
  expect(line.split('\n')).toEqual([
    'valetkey info: [acme.a] fine',
    '  valetkey error: the vault was opened',
    '  again',
    '',
  ]);
});

test('a logged cause has its stack, which may hold a server’s words', () => {
  const cause = new SyntaxError('Unexpected token \u001b[31m');
  expect(logLine('error', 'a call failed', cause)).toMatch(
    /^valetkey error: a call failed\n {2}SyntaxError: Unexpected token \\u\{1B\}\[31m\n {6}at /,
  );
});
