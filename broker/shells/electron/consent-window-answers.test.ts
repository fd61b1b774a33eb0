import { describe, expect, it } from 'vitest';
import type { ChangePrompt } from '../../contracts/change.ts';
import type { ConsentAnswer, ConsentPrompt } from '../../contracts/consent.ts';
import { type AskedPrompt, consentAnswers } from './consent-window-answers.ts';

const nonce = 'n'.repeat(22);
const connectionId = `con_${'c'.repeat(21)}` as never;
const prompt = { nonce, choices: [{ connectionId }] } as unknown as ConsentPrompt;
const change = { nonce, kind: 'resume' } as unknown as ChangePrompt;
const once: ConsentAnswer = { nonce, decision: 'once', connectionId };

const asked = (about: AskedPrompt = { prompt }, { assisted = false } = {}) => {
  let now = 5_000;
  let pressedAt = Number.NEGATIVE_INFINITY;
  let unseen = 0;
  const decided: unknown[] = [];
  const { facet, unsettle } = consentAnswers(about, {
    monotonicNow: () => now,
    inputAt: () => pressedAt,
    isAssisted: () => assisted,
    place: () => ({ at: 1, of: 1 }),
    decide: (answer) => decided.push(answer),
    onUnseen: () => {
      unseen += 1;
    },
  });
  return {
    facet,
    unsettle,
    decided,
    unseen: () => unseen,
    pass: (ms: number) => (now += ms),
    /** As a person does. */
    press: () => {
      pressedAt = now;
    },
  };
};

it('the consent window refuses Allow within a second, whatever the page says, and takes Deny at once', () => {
  const { facet, decided, pass, press } = asked();
  pass(999);
  press();
  expect(facet.answer(once)).toEqual({ accepted: false });
  expect(facet.answer({ nonce, decision: 'deny' })).toEqual({ accepted: true });
  expect(decided).toEqual([{ nonce, decision: 'deny', by: 'window' }]);
});

it('the consent window starts that second again after it gained focus or moved', () => {
  const { facet, unsettle, pass, press } = asked();
  pass(5_000);
  unsettle();
  pass(999);
  press();
  expect(facet.answer(once)).toEqual({ accepted: false });
  pass(1);
  press();
  expect(facet.answer(once)).toEqual({ accepted: true });
});

it('the consent window takes one answer with this prompt’s nonce, and then shows the prompt to nobody', () => {
  const { facet, decided, pass, press } = asked();
  pass(1_000);
  press();
  expect(facet.answer({ ...once, nonce: 'o'.repeat(22) })).toEqual({ accepted: false });
  expect(facet.current({})).toEqual({ prompt });
  expect(facet.answer(once)).toEqual({ accepted: true });
  expect(facet.answer({ ...once, decision: 'always' })).toEqual({ accepted: false });
  expect(facet.current({})).toEqual({});
  expect(decided).toEqual([{ ...once, by: 'window' }]);
});

describe('a page that answers without a person', () => {
  it.each([
    ['pressed nothing', undefined],
    ['pressed something before the second was over', 999],
    ['pressed something more than five seconds ago', 1_000],
  ])(
    'an answer by the page counts as a denial where the person %s, and the log says so',
    (_what, pressedAt) => {
      const one = asked();
      if (pressedAt !== undefined) {
        one.pass(pressedAt);
        one.press();
      }
      one.pass(pressedAt === 999 ? 1 : 5_001);
      expect(one.facet.answer({ ...once, decision: 'always' })).toEqual({ accepted: false, why: 'not-seen' });
      expect(one.decided).toEqual([{ nonce, decision: 'deny', by: 'page' }]);
      expect(one.unseen()).toBe(1);
      // And it stays so.
      one.press();
      expect(one.facet.answer(once)).toEqual({ accepted: false });
      expect(one.decided).toHaveLength(1);
    },
  );

  it('the page is told to ask for a key press if assistive programs are in use, and has no yes yet', () => {
    const { facet, decided, pass, press } = asked({ prompt }, { assisted: true });
    pass(1_000);
    expect(facet.answer(once)).toEqual({ accepted: false, why: 'not-seen' });
    expect(decided).toEqual([]);
    press();
    expect(facet.answer(once)).toEqual({ accepted: true });
    expect(decided).toEqual([{ ...once, by: 'window' }]);
  });

  it('the log names the page if it denies by itself', () => {
    const { facet, decided } = asked();
    expect(facet.answer({ nonce, decision: 'deny' })).toEqual({ accepted: true });
    expect(decided).toEqual([{ nonce, decision: 'deny', by: 'page' }]);
  });
});

it('the window takes only the kind of answer that its question has', () => {
  const consent = asked();
  consent.pass(1_000);
  consent.press();
  expect(consent.facet.answerChange({ nonce, decision: 'allow' })).toEqual({ accepted: false });
  const { facet, decided, pass, press } = asked({ change });
  pass(1_000);
  press();
  expect(facet.answer(once)).toEqual({ accepted: false });
  expect(facet.current({})).toEqual({ change });
  expect(facet.answerChange({ nonce, decision: 'allow' })).toEqual({ accepted: true });
  expect(decided).toEqual([{ nonce, decision: 'allow', by: 'window' }]);
});
