import type {
  ChangeAnswer,
  ChangePrompt,
  ConsentAnswer,
  ConsentContract,
  ConsentPrompt,
  Facet,
} from '@valetkey/api-contracts';
import type { By } from '../../consent/prompts.ts';

/** How long Allow does nothing after the window appeared, gained focus or moved: nobody has read it before. */
export const inertMs = 1_000;
/** How long after a press its answer may arrive. A page that waits longer is not passing on what a person did. */
export const freshMs = 5_000;

/** A window is made for one question. */
export type Asked = { readonly prompt: ConsentPrompt } | { readonly change: ChangePrompt };
type Answer = ConsentAnswer | ChangeAnswer;

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
  asked: Asked,
  powers: {
    readonly monotonicNow: () => number;
    /** When a person last pressed something in the window, by the same clock (persons-input.ts). */
    readonly inputAt: () => number;
    /** Assistive programs are in use: they press a button without any input that could be seen. */
    readonly isAssisted: () => boolean;
    readonly decide: (answer: Answer & By) => void;
    readonly onUnseen: () => void;
  },
): ConsentAnswers => {
  let settledAt = powers.monotonicNow() + inertMs;
  let answered = false;
  const { nonce } = 'prompt' in asked ? asked.prompt : asked.change;
  const answer = (given: Answer & By): void => {
    answered = true;
    powers.decide(given);
  };
  const take = (given: Answer): { accepted: boolean; why?: 'not-seen' } => {
    const now = powers.monotonicNow();
    if (answered || given.nonce !== nonce) return { accepted: false };
    const pressedAt = powers.inputAt();
    const isFresh = now - pressedAt <= freshMs;
    if (given.decision === 'deny') {
      answer({ ...given, by: isFresh ? 'window' : 'page' });
      return { accepted: true };
    }
    if (now < settledAt) return { accepted: false };
    if (isFresh && pressedAt >= settledAt) {
      answer({ ...given, by: 'window' });
      return { accepted: true };
    }
    powers.onUnseen();
    // Where somebody may have pressed it all the same, they are told to press a key; it stays no yes.
    if (!powers.isAssisted()) answer({ nonce, decision: 'deny', by: 'page' });
    return { accepted: false, why: 'not-seen' };
  };
  return Object.freeze<ConsentAnswers>({
    unsettle: () => {
      settledAt = powers.monotonicNow() + inertMs;
    },
    facet: {
      current: () => (answered ? {} : asked),
      answer: (given) => ('prompt' in asked ? take(given) : { accepted: false }),
      answerChange: (given) => ('change' in asked ? take(given) : { accepted: false }),
    },
  });
};
