import {
  type ConsentAnswer,
  type ConsentPrompt,
  consentAnswer,
  ValetkeyError,
} from '@valetkey/api-contracts';

/** The shell's power to ask a person. Rejects when nobody can be asked; the signal takes the prompt away. */
export type AskConsent = (prompt: ConsentPrompt, signal: AbortSignal) => Promise<ConsentAnswer>;

export type PromptPowers = {
  readonly ask: AskConsent;
  readonly now: () => number;
  readonly makeNonce: () => string;
  /** For who wrote the shell: an answer that does not count looks like a person's Deny to everybody else. */
  readonly log: (level: 'warn', text: string) => void;
  readonly limits?: Partial<PromptLimits>;
};

export type PromptLimits = {
  /** Unanswered for so long is Deny. */
  readonly answerWithinMs: number;
  readonly perExtension: number;
  /** However fast they are answered: an embedder may answer some by itself. */
  readonly perMinute: number;
  readonly overall: number;
  /** After so many denials in a row, an extension's prompts are not shown for `quietMs`. */
  readonly denialsUntilQuiet: number;
  readonly quietMs: number;
};

const defaults: PromptLimits = {
  answerWithinMs: 120_000,
  perExtension: 4,
  perMinute: 60,
  overall: 32,
  denialsUntilQuiet: 3,
  quietMs: 10 * 60_000,
};

export type PromptDraft = Omit<ConsentPrompt, 'nonce' | 'expiresAt'>;
export type Prompts = { ask(draft: PromptDraft, signal: AbortSignal): Promise<ConsentAnswer> };

/**
 * One prompt is on the screen at a time. The same question of the same extension is asked once, whoever else waits
 * for the answer; an extension that was denied again and again is refused without a prompt for a while.
 */
export const makePrompts = (powers: PromptPowers): Prompts => {
  const limits = { ...defaults, ...powers.limits };
  const waiting = new Map<string, { answer: Promise<ConsentAnswer>; signal: AbortSignal }>();
  const perExtension = new Map<string, number>();
  const denials = new Map<string, { inARow: number; quietUntil: number }>();
  const shownAt = new Map<string, readonly number[]>();
  let screen: Promise<unknown> = Promise.resolve();

  const show = async (draft: PromptDraft, signal: AbortSignal): Promise<ConsentAnswer> => {
    const extension = draft.extension.id;
    // Again here: it may have been denied while this prompt was waiting for the screen.
    refuseWhenQuiet(extension);
    countShown(extension);
    if (signal.aborted) throw new ValetkeyError({ code: 'port-closed' });
    const nonce = powers.makeNonce();
    const prompt: ConsentPrompt = { ...draft, nonce, expiresAt: powers.now() + limits.answerWithinMs };
    const answer = await answerOrDeny(prompt, signal);
    if (!signal.aborted) remember(extension, answer.decision === 'deny');
    return answer;
  };

  const answerOrDeny = async (prompt: ConsentPrompt, signal: AbortSignal): Promise<ConsentAnswer> => {
    const deny: ConsentAnswer = { nonce: prompt.nonce, decision: 'deny' };
    const timeout = AbortSignal.timeout(limits.answerWithinMs);
    const over = AbortSignal.any([signal, timeout]);
    const ended = new Promise<ConsentAnswer>((resolve) => {
      over.addEventListener('abort', () => resolve(deny), { once: true });
    });
    const asked = powers.ask(prompt, over).catch((cause: unknown) => {
      throw new ValetkeyError({ code: 'consent-unavailable' }, cause);
    });
    const answer = consentAnswer.safeParse(await Promise.race([asked, ended]));
    const fault = answer.success ? misfitOf(answer.data, prompt) : 'it is not of the form of an answer';
    if (answer.success && fault === undefined) return answer.data;
    powers.log('warn', `an answer to a prompt of ${prompt.extension.id} counts as Deny: ${fault}`);
    return deny;
  };

  const remember = (extension: string, denied: boolean): void => {
    if (!denied) {
      denials.delete(extension);
      return;
    }
    const inARow = (denials.get(extension)?.inARow ?? 0) + 1;
    const quietUntil = inARow >= limits.denialsUntilQuiet ? powers.now() + limits.quietMs : 0;
    denials.set(extension, { inARow, quietUntil });
  };

  const countShown = (extension: string): void => {
    const now = powers.now();
    const recent = (shownAt.get(extension) ?? []).filter((at) => at > now - 60_000 && at <= now);
    const [oldest = now] = recent;
    if (recent.length >= limits.perMinute) {
      throw new ValetkeyError({
        code: 'prompt-limit',
        retryAfterMs: Math.max(0, Math.ceil(oldest + 60_000 - now)),
      });
    }
    shownAt.set(extension, [...recent, now]);
  };

  const refuseWhenQuiet = (extension: string): void => {
    const { quietUntil = 0 } = denials.get(extension) ?? {};
    const retryAfterMs = quietUntil - powers.now();
    // Longer than it can be: the clock was set back.
    const isOver = retryAfterMs <= 0 || retryAfterMs > limits.quietMs;
    if (!isOver) throw new ValetkeyError({ code: 'prompt-limit', retryAfterMs });
    if (quietUntil > 0) denials.delete(extension);
  };

  const prompts: Prompts = {
    ask: async (draft, signal) => {
      const extension = draft.extension.id;
      refuseWhenQuiet(extension);
      // All that is shown but for the reason: a connection that was moved, or has other tools by now, is another one.
      const { reason: _, ...shown } = draft;
      const question = JSON.stringify(shown);
      const same = waiting.get(question);
      if (same !== undefined) {
        // Whoever asked first and has gone was not answered by anybody: that is no answer to the others.
        const unanswered = (): boolean => same.signal.aborted && !signal.aborted;
        const shared = await same.answer.catch((error: unknown) => {
          if (!unanswered()) throw error;
        });
        // Once is one handle, and the first asker has it.
        const again = shared === undefined || shared.decision === 'once' || unanswered();
        return again ? prompts.ask(draft, signal) : shared;
      }

      const queued = perExtension.get(extension) ?? 0;
      if (queued >= limits.perExtension || waiting.size >= limits.overall) {
        throw new ValetkeyError({ code: 'prompt-limit' });
      }
      perExtension.set(extension, queued + 1);
      const answer = screen.then(() => show(draft, signal));
      screen = answer.catch(() => undefined);
      waiting.set(question, { answer, signal });
      try {
        return await answer;
      } finally {
        waiting.delete(question);
        const left = (perExtension.get(extension) ?? 1) - 1;
        if (left === 0) perExtension.delete(extension);
        else perExtension.set(extension, left);
      }
    },
  };
  return Object.freeze(prompts);
};

/** Why a yes is none: not to this prompt, about a connection that was not offered, or for more than was asked. */
const misfitOf = (answer: ConsentAnswer, { nonce, call, choices }: ConsentPrompt): string | undefined => {
  if (answer.nonce !== nonce) return 'its nonce is that of another prompt';
  if (answer.decision === 'deny') return undefined;
  // A yes to one call is to this one.
  if (call !== undefined && answer.decision !== 'once') return 'a single call can be allowed once only';
  return choices.some(({ connectionId }) => connectionId === answer.connectionId)
    ? undefined
    : 'its connection is none of those that were offered';
};
