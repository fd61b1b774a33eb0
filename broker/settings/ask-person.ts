import { ValetkeyError } from '@valetkey/api-contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Prompts } from '../consent/prompts.ts';
import type { AuditEvent } from '../contracts/audit.ts';
import type { ChangeKind } from '../contracts/change.ts';
import type { Say } from '../contracts/texts/say.ts';
import { type Abortable, offAbort, onAbort } from '../network/on-abort.ts';
import type { Change } from './plan.ts';

/** Resolves when the person said yes. Throws `denied`, `prompt-limit`, `consent-unavailable`, `port-closed`. */
export type AskPerson = (change: Change, page: Abortable) => Promise<void>;

export type WaitingChange = { readonly kind: ChangeKind; readonly since: number };

export type PersonAsked = {
  readonly ask: AskPerson;
  /** What is asked about now, oldest first. */
  readonly waiting: () => readonly WaitingChange[];
};

/** Main's own prompt for what settings pages ask for. Question and answer are in the audit log, and who gave it. */
export function makePersonAsked(powers: {
  readonly say: Say;
  readonly prompts: Pick<Prompts, 'askChange'>;
  readonly audit: Pick<AuditLog, 'append' | 'appendDurably'>;
  readonly makeId: () => string;
  readonly now: () => number;
}): PersonAsked {
  const { prompts, audit } = powers;
  const waiting = new Map<string, WaitingChange>();

  const ask: AskPerson = async ({ shown, about }, page) => {
    const draft = shown(powers.say);
    const { kind } = draft;
    const prompt = powers.makeId();
    const line: Omit<AuditEvent, 'kind'> = { ...about, prompt, detail: kind };
    waiting.set(prompt, { kind, since: powers.now() });
    const gone = new AbortController();
    const leaving = onAbort(page, () => gone.abort());
    if (page.aborted) gone.abort();
    try {
      audit.append({ kind: 'change.asked', ...line });
      const { decision, by } = await prompts.askChange(draft, gone.signal).catch((error: unknown) => {
        const code = error instanceof ValetkeyError ? error.code : 'internal';
        waiting.delete(prompt);
        audit.append({ kind: 'change.answered', ...line, outcome: 'refused', code });
        throw error;
      });
      waiting.delete(prompt);
      const allowed = decision === 'allow' && !gone.signal.aborted;
      audit.appendDurably({ kind: 'change.answered', ...line, outcome: allowed ? 'ok' : 'deny', by });
      if (!allowed) throw new ValetkeyError({ code: 'denied' });
    } finally {
      waiting.delete(prompt);
      offAbort(page, leaving);
    }
  };
  return Object.freeze<PersonAsked>({ ask, waiting: () => [...waiting.values()] });
}
