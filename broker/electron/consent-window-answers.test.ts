import type { ConsentAnswer, ConsentPrompt } from '@valetkey/api-contracts';
import { expect, it } from 'vitest';
import { consentAnswers } from './consent-window-answers.ts';

const nonce = 'n'.repeat(22);
const connectionId = `con_${'c'.repeat(21)}` as never;
const prompt = { nonce, choices: [{ connectionId }] } as unknown as ConsentPrompt;
const once: ConsentAnswer = { nonce, decision: 'once', connectionId };

const asked = () => {
  let now = 5_000;
  const decided: ConsentAnswer[] = [];
  const { facet, unsettle } = consentAnswers(prompt, {
    monotonicNow: () => now,
    decide: (answer) => decided.push(answer),
  });
  return { facet, unsettle, decided, pass: (ms: number) => (now += ms) };
};

it('refuses Allow within a second, whatever the page says, and takes Deny at once', () => {
  const { facet, decided, pass } = asked();
  pass(999);
  expect(facet.answer(once)).toEqual({ accepted: false });
  expect(facet.answer({ nonce, decision: 'deny' })).toEqual({ accepted: true });
  expect(decided).toEqual([{ nonce, decision: 'deny' }]);
});

it('starts that second again when the window gained focus or moved', () => {
  const { facet, unsettle, pass } = asked();
  pass(5_000);
  unsettle();
  pass(999);
  expect(facet.answer(once)).toEqual({ accepted: false });
  pass(1);
  expect(facet.answer(once)).toEqual({ accepted: true });
});

it('takes one answer, with the nonce of this prompt only, and shows the prompt to nobody afterwards', () => {
  const { facet, decided, pass } = asked();
  pass(1_000);
  expect(facet.answer({ ...once, nonce: 'o'.repeat(22) })).toEqual({ accepted: false });
  expect(facet.current({})).toEqual({ prompt });
  expect(facet.answer(once)).toEqual({ accepted: true });
  expect(facet.answer({ ...once, decision: 'always' })).toEqual({ accepted: false });
  expect(facet.current({})).toEqual({});
  expect(decided).toEqual([once]);
});
