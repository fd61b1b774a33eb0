import { ValetkeyError } from '@valetkey/api-contracts';

export type PromptLimits = {
  /** Unanswered for so long is Deny. */
  readonly answerWithinMs: number;
  readonly perOwner: number;
  /** However fast they are answered: an embedder may answer some by itself. */
  readonly perMinute: number;
  readonly overall: number;
  /** After so many denials in a row, an owner's prompts are not shown for `quietMs`. */
  readonly denialsUntilQuiet: number;
  readonly quietMs: number;
};

export const defaultLimits: PromptLimits = {
  answerWithinMs: 120_000,
  perOwner: 4,
  perMinute: 60,
  overall: 32,
  denialsUntilQuiet: 3,
  quietMs: 10 * 60_000,
};

export type Question<Answer> = {
  /** Whose prompts are counted together: an extension's id, or all settings pages. */
  readonly owner: string;
  /** Two questions of which this is the same text are one. */
  readonly text: string;
  /** Shows it. What is no clear yes resolves as Deny; rejects when nobody can be asked. */
  readonly show: (signal: AbortSignal) => Promise<Answer>;
  readonly isDeny: (answer: Answer) => boolean;
  /** A yes that only its first asker has. */
  readonly isForOne: (answer: Answer) => boolean;
};
export type OneAtATime = {
  /** Throws `prompt-limit`, `port-closed`, or what `show` throws. */
  ask<Answer>(question: Question<Answer>, signal: AbortSignal): Promise<Answer>;
};

/**
 * One prompt is on the screen at a time, whoever asks. The same question of the same owner is asked once, whoever else
 * waits for the answer; an owner that was denied again and again is refused without a prompt for a while.
 */
export function makeOneAtATime(powers: {
  readonly now: () => number;
  readonly limits: PromptLimits;
}): OneAtATime {
  const { limits } = powers;
  const waiting = new Map<string, { answer: Promise<unknown>; signal: AbortSignal }>();
  const perOwner = new Map<string, number>();
  const denials = new Map<string, { inARow: number; quietUntil: number }>();
  const shownAt = new Map<string, readonly number[]>();
  let screen: Promise<unknown> = Promise.resolve();

  const show = async <Answer>(question: Question<Answer>, signal: AbortSignal): Promise<Answer> => {
    const { owner } = question;
    // Again here: it may have been denied while this prompt was waiting for the screen.
    refuseWhenQuiet(owner);
    countShown(owner);
    if (signal.aborted) throw new ValetkeyError({ code: 'port-closed' });
    const answer = await question.show(signal);
    if (!signal.aborted) remember(owner, question.isDeny(answer));
    return answer;
  };

  const remember = (owner: string, denied: boolean): void => {
    if (!denied) {
      denials.delete(owner);
      return;
    }
    const inARow = (denials.get(owner)?.inARow ?? 0) + 1;
    const quietUntil = inARow >= limits.denialsUntilQuiet ? powers.now() + limits.quietMs : 0;
    denials.set(owner, { inARow, quietUntil });
  };

  const countShown = (owner: string): void => {
    const now = powers.now();
    const recent = (shownAt.get(owner) ?? []).filter((at) => at > now - 60_000 && at <= now);
    const [oldest = now] = recent;
    if (recent.length >= limits.perMinute) {
      throw new ValetkeyError({
        code: 'prompt-limit',
        retryAfterMs: Math.max(0, Math.ceil(oldest + 60_000 - now)),
      });
    }
    shownAt.set(owner, [...recent, now]);
  };

  const refuseWhenQuiet = (owner: string): void => {
    const { quietUntil = 0 } = denials.get(owner) ?? {};
    const retryAfterMs = quietUntil - powers.now();
    // Longer than it can be: the clock was set back.
    const isOver = retryAfterMs <= 0 || retryAfterMs > limits.quietMs;
    if (!isOver) throw new ValetkeyError({ code: 'prompt-limit', retryAfterMs });
    if (quietUntil > 0) denials.delete(owner);
  };

  const ask = async <Answer>(question: Question<Answer>, signal: AbortSignal): Promise<Answer> => {
    const { owner, text } = question;
    refuseWhenQuiet(owner);
    const key = `${owner} ${text}`;
    const same = waiting.get(key);
    if (same !== undefined) {
      // Whoever asked first and has gone was not answered by anybody: that is no answer to the others.
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
    const answer = screen.then(() => show(question, signal));
    screen = answer.catch(() => undefined);
    waiting.set(key, { answer, signal });
    try {
      return await answer;
    } finally {
      waiting.delete(key);
      const left = (perOwner.get(owner) ?? 1) - 1;
      if (left === 0) perOwner.delete(owner);
      else perOwner.set(owner, left);
    }
  };
  return Object.freeze<OneAtATime>({ ask });
}
