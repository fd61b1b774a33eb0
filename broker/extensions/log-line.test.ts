import { expect, test } from 'vitest';
import { logLine } from './log-line.ts';

test('what an extension logs moves no cursor, sets no clipboard and turns no text around', () => {
  const line = logLine('info', '[acme.a] \u001b]52;c;cm0gLXJm\u0007\u009b2J\u202ereversed\r');
  expect(line).toBe('valetkey info: [acme.a] \\u{1B}]52;c;cm0gLXJm\\u{7}\\u{9B}2J\\u{202E}reversed\\u{D}\n');
});

test('no line of it begins where ours do', () => {
  const line = logLine('info', '[acme.a] fine\nvaletkey error: the vault was opened\r\nagain');
  expect(line.split('\n')).toEqual([
    'valetkey info: [acme.a] fine',
    '  valetkey error: the vault was opened',
    '  again',
    '',
  ]);
});

test('a cause is told with its stack, in which a server’s words may stand', () => {
  const cause = new SyntaxError('Unexpected token \u001b[31m');
  expect(logLine('error', 'a call failed', cause)).toMatch(
    /^valetkey error: a call failed\n {2}SyntaxError: Unexpected token \\u\{1B\}\[31m\n {6}at /,
  );
});
