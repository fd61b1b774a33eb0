import { ValetkeyError } from '@valetkey/api-contracts';
import type { PlaceInLine } from '../contracts/consent.ts';
import { mostPerMinute } from '../time/most-per-minute.ts';
import { alone, makeLine, type Stand } from './line.ts';

export type PromptLimits = {
  /** Unanswered for so long is Deny. */
  readonly answerWithinMs: number;
  readonly perOwner: number;
  /** However fast they are answered: an embedder may answer some by itself. */
  readonly perMinute: number;
  readonly overall: number;
  /** After so many denials in a row, an owner's prompts are not shown for `quietMs`. */
  readonly denialsUntilQuiet: number;
  /** The same where who asks has taken back, in a row, what was on the screen. */
  readonly withdrawalsUntilQuiet: number;
  readonly quietMs: number;
};

export const defaultPromptLimits: PromptLimits = {
  answerWithinMs: 120_000,
  perOwner: 4,
  perMinute: 60,
  overall: 32,
  denialsUntilQuiet: 3,
  withdrawalsUntilQuiet: 10,
  quietMs: 10 * 60_000,
};

export type QueuedQuestion<Answer> = {
  /** Whose prompts are counted together: an extension's id, or all settings pages. */
  readonly owner: string;
  /** Two questions of which this is the same text are one. */
  readonly text: string;
  /** Shows it. What is no clear yes resolves as Deny; rejects when nobody can be asked. */
  readonly show: (signal: AbortSignal, place: () => PlaceInLine) => Promise<Answer>;
  readonly isDeny: (answer: Answer) => boolean;
  /** A yes that only its first asker has. */
  readonly isForOne: (answer: Answer) => boolean;
  /** Those of one line are numbered, and an answer can deny all that wait in it. Absent: it stands alone. */
  readonly inLine?: { readonly deniesRest: (answer: Answer) => boolean } | undefined;
};
export type OneAtATime = {
  /** Throws `prompt-limit`, `port-closed`, or what `show` throws. */
  ask<Answer>(question: QueuedQuestion<Answer>, signal: AbortSignal): Promise<Answer>;
};

/**
 * One prompt is on the screen at a time. The same question of the same owner is asked once, no matter who else
 * waits for the answer; an owner that was denied again and again is refused without a prompt for a while.
 */
export function makeOneAtATime(powers: {
  readonly now: () => number;
  readonly limits: PromptLimits;
}): OneAtATime {
  const { limits } = powers;
  const waiting = new Map<string, { answer: Promise<unknown>; signal: AbortSignal }>();
  const perOwner = new Map<string, number>();
  const denials = new Map<string, { inARow: number; withdrawn: number; quietUntil: number }>();
  /** By the answer that denied the rest: whose denial it has been counted as. */
  const countedFor = new WeakMap<object, Set<string>>();
  const waits = new Map<string, () => number | undefined>();
  let screen: Promise<unknown> = Promise.resolve();
  const line = makeLine();

  const show = async <Answer>(
    question: QueuedQuestion<Answer>,
    signal: AbortSignal,
    stand: Stand,
  ): Promise<Answer> => {
    const { owner, inLine } = question;
    const denied = stand.deniedWith();
    // Denied by a press on an earlier question: one denial of each who asked, however many of its questions it ends.
    if (denied !== undefined) {
      const counted = countedFor.get(denied as object);
      if (counted?.has(owner) === false) remember(owner, 'denied');
      counted?.add(owner);
      return denied as Answer;
    }
    // Again here: it may have been denied while this prompt was waiting for the screen.
    refuseWhenQuiet(owner);
    countShown(owner);
    if (signal.aborted) throw new ValetkeyError({ code: 'port-closed' });
    let what: 'allowed' | 'denied' | 'withdrawn' | undefined;
    try {
      const answer = await question.show(signal, stand.place);
      what = question.isDeny(answer) ? 'denied' : 'allowed';
      if (inLine?.deniesRest(answer) === true) {
        countedFor.set(answer as object, new Set([owner]));
        line.denyRest(answer);
      }
      return answer;
    } finally {
      // Who takes back what is on the screen leaves the person no time to deny it.
      if (signal.aborted) what = 'withdrawn';
      if (what !== undefined) remember(owner, what);
    }
  };

  const remember = (owner: string, what: 'allowed' | 'denied' | 'withdrawn'): void => {
    if (what === 'allowed') {
      denials.delete(owner);
      return;
    }
    const before = denials.get(owner) ?? { inARow: 0, withdrawn: 0 };
    const inARow = before.inARow + (what === 'denied' ? 1 : 0);
    const withdrawn = what === 'denied' ? 0 : before.withdrawn + 1;
    const isEnough = inARow >= limits.denialsUntilQuiet || withdrawn >= limits.withdrawalsUntilQuiet;
    denials.set(owner, { inARow, withdrawn, quietUntil: isEnough ? powers.now() + limits.quietMs : 0 });
  };

  const countShown = (owner: string): void => {
    const wait = waits.get(owner) ?? mostPerMinute(limits.perMinute, powers.now);
    waits.set(owner, wait);
    const retryAfterMs = wait();
    if (retryAfterMs !== undefined) throw new ValetkeyError({ code: 'prompt-limit', retryAfterMs });
  };

  const refuseWhenQuiet = (owner: string): void => {
    const { quietUntil = 0 } = denials.get(owner) ?? {};
    const retryAfterMs = quietUntil - powers.now();
    // Longer than it can be: the clock was set back.
    const isOver = retryAfterMs <= 0 || retryAfterMs > limits.quietMs;
    if (!isOver) throw new ValetkeyError({ code: 'prompt-limit', retryAfterMs });
    if (quietUntil > 0) denials.delete(owner);
  };

  const ask = async <Answer>(question: QueuedQuestion<Answer>, signal: AbortSignal): Promise<Answer> => {
    const { owner, text } = question;
    refuseWhenQuiet(owner);
    const key = `${owner} ${text}`;
    const same = waiting.get(key);
    if (same !== undefined) {
      // The first requester left without an answer, so the others have no answer either.
      const unanswered = (): boolean => same.signal.aborted && !signal.aborted;
      const shared = (await same.answer.catch((error: unknown) => {
        if (!unanswered()) throw error;
      })) as Answer | undefined;
      const again = shared === undefined || question.isForOne(shared) || unanswered();
      return again ? ask(question, signal) : shared;
    }

    const queued = perOwner.get(owner) ?? 0;
    if (queued >= limits.perOwner || waiting.size >= limits.overall) {
      throw new ValetkeyError({ code: 'prompt-limit' });
    }
    perOwner.set(owner, queued + 1);
    const stand = question.inLine === undefined ? alone : line.join();
    const answer = screen.then(() => show(question, signal, stand));
    screen = answer.catch(() => undefined);
    waiting.set(key, { answer, signal });
    try {
      return await answer;
    } finally {
      stand.leave();
      waiting.delete(key);
      const left = (perOwner.get(owner) ?? 1) - 1;
      if (left === 0) perOwner.delete(owner);
      else perOwner.set(owner, left);
    }
  };
  return Object.freeze<OneAtATime>({ ask });
}
