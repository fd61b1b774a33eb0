import { performance } from 'node:perf_hooks';
import { app } from 'electron/main';
import type { AskChange, AskConsent, AskElicitation, By } from '../../consent/prompts.ts';
import type { ChangeAnswer } from '../../contracts/change.ts';
import type { ConsentAnswer, PlaceInLine } from '../../contracts/consent.ts';
import type { ElicitationAnswer } from '../../contracts/elicitation.ts';
import { type AskingWindow, openAskingWindow } from './asking-window.ts';
import {
  type AskedPrompt,
  consentAnswers,
  unansweredOf,
  type WindowAnswer,
} from './consent-window-answers.ts';
import { checkLook } from './look.ts';
import { pagesFolder, type WindowPowers } from './open-page-window.ts';
import type { Typing } from './typing.ts';

export type ConsentWindowPowers = WindowPowers & {
  readonly typing: Pick<Typing, 'isGoingOn'>;
  /** Whether a screen reader or the like is in use. Absent: what Electron says. */
  readonly isAssisted?: () => boolean;
};

type Answer = WindowAnswer & By;

type AskedQuestion = {
  readonly asked: AskedPrompt;
  readonly signal: AbortSignal;
  readonly place: () => PlaceInLine;
};

const alone = (): PlaceInLine => ({ at: 1, of: 1 });

/**
 * Asks in a window of main. Whatever is not a clear yes is Deny: Escape, closing, a crash of the page, a message that the
 * port does not admit, an answer that no person gave. A window is gone after its question; only where others wait in the
 * same line it stays where it is, and its page is loaded again for the next one, with a port and a reading time of its own.
 */
export function consentWindow(given: ConsentWindowPowers): AskConsent {
  const powers = withPages(given);
  let kept: KeptWindow | undefined;
  return async (prompt, signal, place = alone) => {
    if (signal.aborted) return { nonce: prompt.nonce, decision: 'deny', by: 'nobody' };
    const window = kept?.take() ?? openAskingWindow(powers);
    kept = undefined;
    const answer = await answerIn(window, { asked: { prompt }, signal, place }, powers);
    const { at, of } = place();
    const comesNext = of > at && !('rest' in answer && answer.rest === true);
    // Only after a person's press: a page that ended or broke its rules asks nothing more.
    if (comesNext && answer.by === 'window' && !window.isGone()) kept = keepFor(window);
    else window.end();
    return answer as ConsentAnswer & By;
  };
}

/** The same for what a settings page wants and could loosen something: always a window of its own. */
export const changeWindow = (given: ConsentWindowPowers): AskChange => {
  const powers = withPages(given);
  return (change, signal) => inOwnWindow({ change }, signal, powers) as Promise<ChangeAnswer & By>;
};

/** The same for what an MCP server asks the person. Whatever is not a clear answer is Cancel. */
export const elicitationWindow = (given: ConsentWindowPowers): AskElicitation => {
  const powers = withPages(given);
  return (elicitation, signal) =>
    inOwnWindow({ elicitation }, signal, powers) as Promise<ElicitationAnswer & By>;
};

/** Throws when the application starts, and not at its first question. */
const withPages = (powers: ConsentWindowPowers): ConsentWindowPowers => ({
  ...powers,
  pages: pagesFolder(powers),
  look: checkLook(powers.look ?? {}),
});

const inOwnWindow = async (
  asked: AskedPrompt,
  signal: AbortSignal,
  powers: ConsentWindowPowers,
): Promise<Answer> => {
  if (signal.aborted) return { ...unansweredOf(asked), by: 'nobody' };
  const window = openAskingWindow(powers);
  try {
    return await answerIn(window, { asked, signal, place: alone }, powers);
  } finally {
    window.end();
  }
};

/** How long a window waits for the next question of its line. It is on its way already. */
const keptMs = 1_000;
type KeptWindow = { take(): AskingWindow | undefined };

const keepFor = (window: AskingWindow): KeptWindow => {
  const timer = setTimeout(window.end, keptMs);
  return {
    take: () => {
      clearTimeout(timer);
      return window.isGone() ? undefined : window;
    },
  };
};

/** The window's answers take one sort of answer: that of its question. */
const answerIn = async (
  window: AskingWindow,
  { asked, signal, place }: AskedQuestion,
  { log, isAssisted = () => app.isAccessibilitySupportEnabled() }: ConsentWindowPowers,
): Promise<Answer> => {
  const denied: Answer = { ...unansweredOf(asked), by: 'nobody' };
  let withdraw = (): void => undefined;
  try {
    return await new Promise<Answer>((resolve, reject) => {
      const { facet, unsettle } = consentAnswers(asked, {
        monotonicNow: () => performance.now(),
        inputAt: window.inputAt,
        isAssisted,
        place,
        decide: resolve,
        onUnseen: () => {
          const then = isAssisted() ? 'the page now asks for a key press' : 'that counts as Deny';
          log('warn', `the consent page answered without a press in its window: ${then}`);
        },
      });
      withdraw = () => resolve(denied);
      signal.addEventListener('abort', withdraw, { once: true });
      window.show({
        facet,
        unsettle,
        escaped: () => resolve({ ...denied, by: 'window' }),
        deny: () => resolve(denied),
        failed: reject,
      });
    });
  } catch (error) {
    window.end();
    throw error;
  } finally {
    signal.removeEventListener('abort', withdraw);
    window.answered();
  }
};
