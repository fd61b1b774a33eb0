import type { Client } from '@valetkey/api-contracts';
import {
  type ConsentContract,
  type ElicitationPrompt,
  type ElicitedValue,
  misfitOfElicited,
} from '@valetkey/broker/contracts';
import { say } from '../say.ts';
import { type AnswerFrame, answerFrame, type Taken } from './answer-frame.ts';
import { elicitationContent } from './elicitation-content.ts';

/** Shows what an MCP server asks the person. Nothing that they typed leaves the window before they send it. */
export function askElicitation(
  body: HTMLElement,
  client: Pick<Client<ConsentContract>, 'answerElicitation'>,
  prompt: ElicitationPrompt,
): void {
  const { nonce, asks } = prompt;
  const fields = asks.mode === 'form' ? asks.fields : [];
  const values: ElicitedValue[] = fields.map((field) => field.default ?? null);
  let misfits: readonly (string | undefined)[] = [];
  const refuse = (action: 'decline' | 'cancel') => () => client.answerElicitation({ nonce, action });
  const send = async (): Promise<Taken> => {
    misfits = fields.map((field, at) => misfitOfElicited(say, field, values[at] ?? null));
    const first = misfits.findIndex((misfit) => misfit !== undefined);
    if (first === -1) return client.answerElicitation({ nonce, action: 'accept', values });
    show();
    body.querySelector<HTMLElement>(`[data-field="${first}"]`)?.focus();
    return { accepted: false };
  };
  const frame: AnswerFrame = answerFrame(body, {
    title: say('An MCP server asks you a question'),
    yes: [
      { label: say('Decline'), key: 'decline', send: refuse('decline') },
      { label: asks.mode === 'url' ? say('Open in browser') : say('Send answer'), key: 'accept', send },
    ],
    no: say('Cancel'),
    deny: refuse('cancel'),
  });
  const set = (at: number, value: ElicitedValue): void => {
    values[at] = value;
  };
  const show = (): void => frame.draw(elicitationContent(prompt, values, misfits, set));
  show();
}
