import type { ConsentAnswer, ConsentContract, ConsentPrompt, Facet } from '@valetkey/api-contracts';

/** How long Allow does nothing after the window appeared, gained focus or moved: nobody has read it before. */
export const inertMs = 1_000;

export type ConsentAnswers = {
  readonly facet: Facet<ConsentContract>;
  /** The window appeared, gained focus or moved under somebody's pointer. */
  unsettle(): void;
};

/**
 * What stands behind the consent window's port. The page keeps its buttons inert by itself, so that a person sees it;
 * here the same second is kept by a clock that no page can set.
 */
export const consentAnswers = (
  prompt: ConsentPrompt,
  powers: { readonly monotonicNow: () => number; readonly decide: (answer: ConsentAnswer) => void },
): ConsentAnswers => {
  let settledAt = powers.monotonicNow() + inertMs;
  let answered = false;
  return Object.freeze<ConsentAnswers>({
    unsettle: () => {
      settledAt = powers.monotonicNow() + inertMs;
    },
    facet: {
      current: () => (answered ? {} : { prompt }),
      answer: (answer) => {
        const early = answer.decision !== 'deny' && powers.monotonicNow() < settledAt;
        if (answered || early || answer.nonce !== prompt.nonce) return { accepted: false };
        answered = true;
        powers.decide(answer);
        return { accepted: true };
      },
    },
  });
};
