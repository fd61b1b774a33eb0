import type { ConsentPrompt } from '@valetkey/api-contracts';
import { expect, it } from 'vitest';
import { holdWhileAsked } from './hold-while-asked.ts';

const prompt = { nonce: 'n' } as ConsentPrompt;
const { signal } = new AbortController();

it('prints nothing while somebody is asked, then all of it, and how many were too many', async () => {
  const printed: string[] = [];
  let decide = (): void => undefined;
  const { ask, print } = holdWhileAsked(
    () =>
      new Promise((resolve) => {
        decide = () => resolve({ nonce: 'n', decision: 'deny' });
      }),
    (line) => printed.push(line),
  );
  print('before');
  const answer = ask(prompt, signal);
  for (let i = 0; i < 510; i += 1) print(`line ${i}`);
  expect(printed).toEqual(['before']);
  decide();
  await answer;
  print('after');
  expect(printed.slice(1, 3)).toEqual(['line 0', 'line 1']);
  expect(printed.slice(-3)).toEqual(['line 499', '[10 lines dropped while you were asked]', 'after']);
});

it('prints on when nobody could be asked', async () => {
  const printed: string[] = [];
  const { ask, print } = holdWhileAsked(
    () => Promise.reject(new Error('no terminal')),
    (line) => printed.push(line),
  );
  const failed = expect(ask(prompt, signal)).rejects.toThrow('no terminal');
  print('meanwhile');
  await failed;
  expect(printed).toEqual(['meanwhile']);
});
