import type { Facet } from '@valetkey/api-contracts';
import type { By } from '../../consent/prompts.ts';
import type { ChangeAnswer, ChangePrompt } from '../../contracts/change.ts';
import type { ConsentAnswer, ConsentContract, ConsentPrompt, PlaceInLine } from '../../contracts/consent.ts';
import type { ElicitationAnswer, ElicitationPrompt } from '../../contracts/elicitation.ts';

/** How long Allow does nothing after the window appeared, gained focus or moved: nobody has read it before. */
export const inertMs = 1_000;
/** How long after a press its answer may arrive. A page that waits longer is not passing on what a person did. */
export const freshMs = 5_000;

/** A window is made for one question. */
export type AskedPrompt =
  | { readonly prompt: ConsentPrompt }
  | { readonly change: ChangePrompt }
  | { readonly elicitation: ElicitationPrompt };
export type WindowAnswer = ConsentAnswer | ChangeAnswer | ElicitationAnswer;

export const nonceOf = (asked: AskedPrompt): string => {
  if ('prompt' in asked) return asked.prompt.nonce;
  return 'change' in asked ? asked.change.nonce : asked.elicitation.nonce;
};

/** What an unanswered window says. */
export const unansweredOf = (asked: AskedPrompt): WindowAnswer => {
  const nonce = nonceOf(asked);
  return 'elicitation' in asked ? { nonce, action: 'cancel' } : { nonce, decision: 'deny' };
};

/** A refusal takes effect at once; anything else is for a person alone to say. */
const isRefusal = (answer: WindowAnswer): boolean =>
  'decision' in answer ? answer.decision === 'deny' : answer.action !== 'accept';

export type ConsentAnswers = {
  readonly facet: Facet<ConsentContract>;
  /** The window appeared, gained focus or moved under somebody's pointer. */
  unsettle(): void;
};

/**
 * What stands behind the consent window's port. The page keeps its buttons inert by itself, so that a person sees it;
 * here the same second is kept by a clock that no page can set. And only a person allows: a yes counts when main saw a
 * press in this window after that second, and just before the answer. A page that says yes by itself has denied.
 */
export const consentAnswers = (
  asked: AskedPrompt,
  powers: {
    readonly monotonicNow: () => number;
    /** When a person last pressed something in the window, by the same clock (persons-input.ts). */
    readonly inputAt: () => number;
    /** Assistive programs are in use: they press a button without any input that could be seen. */
    readonly isAssisted: () => boolean;
    /** Where the question stands among those that wait together. */
    readonly place: () => PlaceInLine;
    readonly decide: (answer: WindowAnswer & By) => void;
    readonly onUnseen: () => void;
  },
): ConsentAnswers => {
  let settledAt = powers.monotonicNow() + inertMs;
  let answered = false;
  const nonce = nonceOf(asked);
  const answer = (given: WindowAnswer & By): void => {
    answered = true;
    powers.decide(given);
  };
  const take = (given: WindowAnswer): { accepted: boolean; why?: 'not-seen' } => {
    const now = powers.monotonicNow();
    if (answered || given.nonce !== nonce) return { accepted: false };
    const pressedAt = powers.inputAt();
    const isFresh = now - pressedAt <= freshMs;
    if (isRefusal(given)) {
      answer({ ...given, by: isFresh ? 'window' : 'page' });
      return { accepted: true };
    }
    if (now < settledAt) return { accepted: false };
    if (isFresh && pressedAt >= settledAt) {
      answer({ ...given, by: 'window' });
      return { accepted: true };
    }
    powers.onUnseen();
    // If somebody may have pressed it, they are told to press a key. It still does not count as a yes.
    if (!powers.isAssisted()) answer({ ...unansweredOf(asked), by: 'page' });
    return { accepted: false, why: 'not-seen' };
  };
  return Object.freeze<ConsentAnswers>({
    unsettle: () => {
      settledAt = powers.monotonicNow() + inertMs;
    },
    facet: {
      current: () => (answered ? {} : asked),
      place: () => powers.place(),
      answer: (given) => ('prompt' in asked ? take(given) : { accepted: false }),
      answerChange: (given) => ('change' in asked ? take(given) : { accepted: false }),
      answerElicitation: (given) => ('elicitation' in asked ? take(given) : { accepted: false }),
    },
  });
};
