import { expect, it } from 'vitest';
import { secretIn } from './read-secret-file.ts';

it.each([
  ['secret\n', 'secret'],
  ['secret\r\n', 'secret'],
  ['secret\n\n', 'secret\n'],
  ['secret \n', 'secret '],
  ['secret\t', 'secret\t'],
])('a secret file loses one line end and nothing else: %j', (text, secret) => {
  expect(secretIn(text, 'It')).toBe(secret);
});
