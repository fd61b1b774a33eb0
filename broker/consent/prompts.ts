import { ValetkeyError } from '@valetkey/api-contracts';
import type { z } from 'zod';
import {
  type AnsweredBy,
  answeredBy,
  type ChangeAnswer,
  type ChangePrompt,
  changeAnswer,
} from '../contracts/change.ts';
import {
  type ConsentAnswer,
  type ConsentPrompt,
  consentAnswer,
  type PlaceInLine,
} from '../contracts/consent.ts';
import {
  type ElicitationAnswer,
  type ElicitationPrompt,
  elicitationAnswer,
} from '../contracts/elicitation.ts';
import { defaultPromptLimits, makeOneAtATime, type PromptLimits } from './one-at-a-time.ts';

/** Who answered, in the shell's own words. Absent: `application`, the embedder's own power. */
export type By = { readonly by?: AnsweredBy };

/** The shell's power to ask a person. Rejects when nobody can be asked; the signal takes the prompt away. */
export type AskConsent = (
  prompt: ConsentPrompt,
  signal: AbortSignal,
  /** Its number among the requests that wait together, for a shell that can show it. It changes while it is asked. */
  place?: () => PlaceInLine,
) => Promise<ConsentAnswer & By>;

/** The same, about what a settings page asked for and could loosen something. */
export type AskChange = (prompt: ChangePrompt, signal: AbortSignal) => Promise<ChangeAnswer & By>;

/** The same, about what an MCP server asks the person. */
export type AskElicitation = (
  prompt: ElicitationPrompt,
  signal: AbortSignal,
) => Promise<ElicitationAnswer & By>;

export type PromptPowers = {
  readonly ask: AskConsent;
  /** Absent: nobody can be asked, so nothing is loosened. */
  readonly askChange?: AskChange | undefined;
  /** Absent: MCP servers are told that nobody can be asked. */
  readonly askElicitation?: AskElicitation | undefined;
  readonly now: () => number;
  readonly makeNonce: () => string;
  /** For who wrote the shell: an answer that does not count looks like a person's Deny to everybody else. */
  readonly log: (level: 'warn', text: string) => void;
  readonly limits?: Partial<PromptLimits>;
};

export type PromptDraft = Omit<ConsentPrompt, 'nonce' | 'expiresAt'>;
export type ChangeDraft = Omit<ChangePrompt, 'nonce' | 'expiresAt'>;
export type ElicitationDraft = {
  readonly prompt: Omit<ElicitationPrompt, 'nonce' | 'expiresAt'>;
  readonly owner: string;
  /** Whether these values answer it. */
  readonly read: (answer: Extract<ElicitationAnswer, { action: 'accept' }>) => boolean;
};
export type Answered<Answer> = Answer & { readonly by: AnsweredBy };
export type Prompts = {
  ask(draft: PromptDraft, signal: AbortSignal): Promise<Answered<ConsentAnswer>>;
  askChange(draft: ChangeDraft, signal: AbortSignal): Promise<Answered<ChangeAnswer>>;
  askElicitation(draft: ElicitationDraft, signal: AbortSignal): Promise<Answered<ElicitationAnswer>>;
};

/** No extension's id: that has a dot. */
const settingsPages = 'settings';

/** Extensions' questions and those about a settings page's changes share the screen; each is bounded by itself. */
export function makePrompts(powers: PromptPowers): Prompts {
  const limits = { ...defaultPromptLimits, ...powers.limits };
  const { now } = powers;
  const queue = makeOneAtATime({ now, limits });

  type Shown = { readonly nonce: string; readonly expiresAt: number };
  /** What does not come in time, or cannot be an answer to this prompt, is `no`. */
  const answerTo = async <Answer, No>(
    signal: AbortSignal,
    asked: {
      readonly whose: string;
      readonly no: No;
      /** What `no` is called. */
      readonly named: 'Deny' | 'Cancel';
      readonly ask: (shown: Shown, over: AbortSignal) => Promise<unknown>;
      readonly read: (answer: unknown, shown: Shown) => Answer | string;
    },
  ): Promise<Answered<Answer | (No & { nonce: string })>> => {
    const shown = { nonce: powers.makeNonce(), expiresAt: now() + limits.answerWithinMs };
    const deny = { ...asked.no, nonce: shown.nonce, by: 'nobody' } as const;
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
    powers.log('warn', `an answer to a prompt of ${asked.whose} counts as ${asked.named}: ${read}`);
    return deny;
  };

  return Object.freeze<Prompts>({
    ask: (draft, signal) => {
      // All that is shown but for the reason: a connection that was moved, or has other tools by now, is another one.
      // How a connection stands changes while a question waits, and is no other question.
      const { reason: _, extension, choices, ...asked } = draft;
      const { icon: __, ...who } = extension;
      const offered = choices
        .map(({ state: _state, stateReason: _reason, lastUsedAt: _lastUsedAt, ...choice }) => choice)
        .toSorted((one, other) => (one.connectionId < other.connectionId ? -1 : 1));
      return queue.ask<Answered<ConsentAnswer>>(
        {
          owner: draft.extension.id,
          text: JSON.stringify([who, offered, asked]),
          isDeny: ({ decision }) => decision === 'deny',
          // Calls are under what was allowed before, and each is asked about by itself.
          inLine:
            draft.call === undefined
              ? { deniesRest: (answer) => answer.decision === 'deny' && answer.rest === true }
              : undefined,
          // Once is one handle, and the first asker has it.
          isForOne: ({ decision }) => decision === 'once',
          show: (gone, place) =>
            answerTo<ConsentAnswer, typeof denied>(gone, {
              whose: draft.extension.id,
              no: denied,
              named: 'Deny',
              ask: (shown, over) => powers.ask({ ...draft, ...shown }, over, place),
              read: (answer, shown) => {
                const given = answerFor(shown, consentAnswer, answer);
                if (typeof given === 'string') return given;
                return misfitOf(given, { ...draft, ...shown }) ?? given;
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
          // Each looks again at whether what was shown is still so. A secret or passphrase is not shown: its yes is for one.
          isForOne: ({ decision }) => decision === 'allow' && holdsSecret.has(draft.kind),
          show: (gone) =>
            answerTo<ChangeAnswer, typeof denied>(gone, {
              whose: 'a settings page',
              no: denied,
              named: 'Deny',
              ask: (shown, over) => askChange({ ...draft, ...shown }, over),
              read: (answer, shown) => answerFor(shown, changeAnswer, answer),
            }),
        },
        signal,
      );
    },
    askElicitation: ({ prompt, owner, read }, signal) => {
      const { askElicitation } = powers;
      if (askElicitation === undefined)
        return Promise.reject(new ValetkeyError({ code: 'consent-unavailable' }));
      return queue.ask<Answered<ElicitationAnswer>>(
        {
          owner,
          text: JSON.stringify(prompt),
          isDeny: ({ action }) => action !== 'accept',
          // What a person types is for the session that asked.
          isForOne: () => true,
          show: (gone) =>
            answerTo<ElicitationAnswer, typeof canceled>(gone, {
              whose: 'an MCP server',
              no: canceled,
              named: 'Cancel',
              ask: (shown, over) => askElicitation({ ...prompt, ...shown }, over),
              read: (answer, shown) => {
                const given = answerFor(shown, elicitationAnswer, answer);
                if (typeof given === 'string') return given;
                return given.action !== 'accept' || read(given) ? given : 'it does not fit';
              },
            }),
        },
        signal,
      );
    },
  });
}

const holdsSecret: ReadonlySet<string> = new Set(['replace-secret', 'choose-protection']);
const denied = { decision: 'deny' } as const;
const canceled = { action: 'cancel' } as const;

/** Or why it is none to this prompt. */
const answerFor = <Answer extends { readonly nonce: string }>(
  { nonce }: { readonly nonce: string },
  schema: z.ZodType<Answer>,
  answer: unknown,
): Answer | string => {
  const { data } = schema.safeParse(answer);
  if (data === undefined) return 'it is not of the form of an answer';
  return data.nonce === nonce ? data : 'its nonce is that of another prompt';
};

/** `by` is the shell's word and no part of what an answer may hold. */
const apart = (given: unknown): { readonly answer: unknown; readonly by: AnsweredBy } => {
  if (typeof given !== 'object' || given === null || !('by' in given))
    return { answer: given, by: 'application' };
  const { by, ...answer } = given;
  return { answer, by: answeredBy.safeParse(by).data ?? 'application' };
};

/** Why a yes is none: about a connection that was not offered, or for more than was asked. */
const misfitOf = (answer: ConsentAnswer, { call, choices }: ConsentPrompt): string | undefined => {
  if (answer.decision === 'deny') return undefined;
  // A yes to one call is to this one.
  if (call !== undefined && answer.decision !== 'once') return 'a single call can be allowed once only';
  return choices.some(({ connectionId }) => connectionId === answer.connectionId)
    ? undefined
    : 'its connection is none of those that were offered';
};
