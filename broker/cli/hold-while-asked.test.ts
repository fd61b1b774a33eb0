import { expect, it } from 'vitest';
import type { ConsentPrompt } from '../contracts/consent.ts';
import { holdWhileAsked } from './hold-while-asked.ts';

const prompt = { nonce: 'n' } as ConsentPrompt;
const { signal } = new AbortController();

it('output waits during a prompt, then appears with the number of dropped lines', async () => {
  const printed: string[] = [];
  let decide = (): void => undefined;
  const { during, print } = holdWhileAsked((line) => printed.push(line));
  const ask = during(
    (_prompt: ConsentPrompt, _signal: AbortSignal) =>
      new Promise((resolve) => {
        decide = () => resolve({ nonce: 'n', decision: 'deny' });
      }),
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

it('output continues when nobody could be asked', async () => {
  const printed: string[] = [];
  const { during, print } = holdWhileAsked((line) => printed.push(line));
  const ask = during((_prompt: ConsentPrompt, _signal: AbortSignal) =>
    Promise.reject(new Error('no terminal')),
  );
  const failed = expect(ask(prompt, signal)).rejects.toThrow('no terminal');
  print('meanwhile');
  await failed;
  expect(printed).toEqual(['meanwhile']);
});
