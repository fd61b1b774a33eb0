import {
  type AnsweredBy,
  answeredBy,
  type ChangeAnswer,
  type ChangePrompt,
  type ConsentAnswer,
  type ConsentPrompt,
  changeAnswer,
  consentAnswer,
  ValetkeyError,
} from '@valetkey/api-contracts';
import { defaultLimits, makeOneAtATime, type PromptLimits } from './one-at-a-time.ts';

/** Who answered, in the shell's own words. Absent: `application`, the power of whoever embeds the broker. */
export type By = { readonly by?: AnsweredBy };

/** The shell's power to ask a person. Rejects when nobody can be asked; the signal takes the prompt away. */
export type AskConsent = (prompt: ConsentPrompt, signal: AbortSignal) => Promise<ConsentAnswer & By>;

/** The same, about what a settings page asked for and could loosen something. */
export type AskChange = (prompt: ChangePrompt, signal: AbortSignal) => Promise<ChangeAnswer & By>;

export type PromptPowers = {
  readonly ask: AskConsent;
  /** Absent: nobody can be asked, so nothing is loosened. */
  readonly askChange?: AskChange | undefined;
  readonly now: () => number;
  readonly makeNonce: () => string;
  /** For who wrote the shell: an answer that does not count looks like a person's Deny to everybody else. */
  readonly log: (level: 'warn', text: string) => void;
  readonly limits?: Partial<PromptLimits>;
};

export type PromptDraft = Omit<ConsentPrompt, 'nonce' | 'expiresAt'>;
export type ChangeDraft = Omit<ChangePrompt, 'nonce' | 'expiresAt'>;
export type Answered<Answer> = Answer & { readonly by: AnsweredBy };
export type Prompts = {
  ask(draft: PromptDraft, signal: AbortSignal): Promise<Answered<ConsentAnswer>>;
  askChange(draft: ChangeDraft, signal: AbortSignal): Promise<Answered<ChangeAnswer>>;
};

/** No extension's id: that has a dot. */
const settingsPages = 'settings';

/** Extensions' questions and those about a settings page's changes share the screen; each is bounded by itself. */
export const makePrompts = (powers: PromptPowers): Prompts => {
  const limits = { ...defaultLimits, ...powers.limits };
  const { now } = powers;
  const queue = makeOneAtATime({ now, limits });

  type Shown = { readonly nonce: string; readonly expiresAt: number };
  /** What does not come in time, or cannot be an answer to this prompt, is Deny. */
  const answerTo = async <Answer extends ChangeAnswer | ConsentAnswer>(
    signal: AbortSignal,
    asked: {
      readonly whose: string;
      readonly ask: (shown: Shown, over: AbortSignal) => Promise<unknown>;
      readonly read: (answer: unknown, shown: Shown) => Answer | string;
    },
  ): Promise<Answered<Answer | { nonce: string; decision: 'deny' }>> => {
    const shown = { nonce: powers.makeNonce(), expiresAt: now() + limits.answerWithinMs };
    const deny = { nonce: shown.nonce, decision: 'deny', by: 'nobody' } as const;
    const over = AbortSignal.any([signal, AbortSignal.timeout(limits.answerWithinMs)]);
    const ended = new Promise<typeof deny>((resolve) => {
      over.addEventListener('abort', () => resolve(deny), { once: true });
    });
    const given = asked.ask(shown, over).catch((cause: unknown) => {
      throw new ValetkeyError({ code: 'consent-unavailable' }, cause);
    });
    const { by, answer } = apart(await Promise.race([given, ended]));
    const read = asked.read(answer, shown);
    if (typeof read !== 'string') return { ...read, by };
    powers.log('warn', `an answer to a prompt of ${asked.whose} counts as Deny: ${read}`);
    return deny;
  };

  return Object.freeze<Prompts>({
    ask: (draft, signal) => {
      // All that is shown but for the reason: a connection that was moved, or has other tools by now, is another one.
      const { reason: _, ...asked } = draft;
      return queue.ask<Answered<ConsentAnswer>>(
        {
          owner: draft.extension.id,
          text: JSON.stringify(asked),
          isDeny: ({ decision }) => decision === 'deny',
          // Once is one handle, and the first asker has it.
          isForOne: ({ decision }) => decision === 'once',
          show: (gone) =>
            answerTo<ConsentAnswer>(gone, {
              whose: draft.extension.id,
              ask: (shown, over) => powers.ask({ ...draft, ...shown }, over),
              read: (answer, shown) => {
                const parsed = consentAnswer.safeParse(answer);
                if (!parsed.success) return noAnswer;
                return misfitOf(parsed.data, { ...draft, ...shown }) ?? parsed.data;
              },
            }),
        },
        signal,
      );
    },
    askChange: (draft, signal) => {
      const { askChange } = powers;
      if (askChange === undefined) return Promise.reject(new ValetkeyError({ code: 'consent-unavailable' }));
      return queue.ask<Answered<ChangeAnswer>>(
        {
          owner: settingsPages,
          text: JSON.stringify(draft),
          isDeny: ({ decision }) => decision === 'deny',
          // Each looks again at whether what was shown is still so. A secret is not shown: its yes is for one.
          isForOne: ({ decision }) => decision === 'allow' && draft.kind === 'replace-secret',
          show: (gone) =>
            answerTo<ChangeAnswer>(gone, {
              whose: 'a settings page',
              ask: (shown, over) => askChange({ ...draft, ...shown }, over),
              read: (answer, { nonce }) => {
                const parsed = changeAnswer.safeParse(answer);
                if (!parsed.success) return noAnswer;
                return parsed.data.nonce === nonce ? parsed.data : foreignNonce;
              },
            }),
        },
        signal,
      );
    },
  });
};

const noAnswer = 'it is not of the form of an answer';
const foreignNonce = 'its nonce is that of another prompt';

/** `by` is the shell's word and no part of what an answer may hold. */
const apart = (given: unknown): { readonly answer: unknown; readonly by: AnsweredBy } => {
  if (typeof given !== 'object' || given === null || !('by' in given))
    return { answer: given, by: 'application' };
  const { by, ...answer } = given;
  return { answer, by: answeredBy.safeParse(by).data ?? 'application' };
};

/** Why a yes is none: not to this prompt, about a connection that was not offered, or for more than was asked. */
const misfitOf = (answer: ConsentAnswer, { nonce, call, choices }: ConsentPrompt): string | undefined => {
  if (answer.nonce !== nonce) return foreignNonce;
  if (answer.decision === 'deny') return undefined;
  // A yes to one call is to this one.
  if (call !== undefined && answer.decision !== 'once') return 'a single call can be allowed once only';
  return choices.some(({ connectionId }) => connectionId === answer.connectionId)
    ? undefined
    : 'its connection is none of those that were offered';
};
