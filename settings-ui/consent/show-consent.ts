import {
  askingByDefault,
  type ChangePrompt,
  type Client,
  type ConsentContract,
  type ConsentPrompt,
  type McpCallback,
} from '@valetkey/api-contracts';
import type { AskingChoice } from '../tool-list.ts';
import { answerFrame } from './answer-frame.ts';
import { callContent } from './call-content.ts';
import { callbackChoices } from './callback-choices.ts';
import { changeContent } from './change-content.ts';
import type { Choice } from './changes.ts';
import { connectionPicker } from './connection-picker.ts';
import { consentContent } from './consent-content.ts';

type ConsentClient = Client<ConsentContract>;

/** Shows the one question that this window was made for. Main closes the window when it is answered. */
export const showConsent = async (body: HTMLElement, client: ConsentClient): Promise<void> => {
  const { prompt, change } = await client.current();
  const [first] = prompt?.choices ?? [];
  if (change !== undefined) askAboutChange(body, client, change);
  else if (prompt !== undefined && first !== undefined) ask(body, client, prompt, first);
  else window.close();
};

const askAboutChange = (body: HTMLElement, client: ConsentClient, change: ChangePrompt): void => {
  const { nonce } = change;
  const answer = (decision: 'allow' | 'deny') => () => client.answerChange({ nonce, decision });
  answerFrame(body, {
    title: 'Settings asks for a change',
    yes: [{ label: change.yes, key: 'allow', send: answer('allow') }],
    no: 'Cancel',
    deny: answer('deny'),
  }).draw(changeContent(change));
};

const ask = (body: HTMLElement, client: ConsentClient, prompt: ConsentPrompt, first: Choice): void => {
  const { nonce, call } = prompt;
  let chosen = first;
  const withheld = new Set<McpCallback>();
  let asking = askingByDefault;
  const allow = (decision: 'once' | 'always') => () =>
    client.answer({
      nonce,
      decision,
      connectionId: chosen.connectionId,
      ...(withheld.size === 0 ? {} : { withheldCallbacks: [...withheld] }),
      ...(decision === 'once' || asking === askingByDefault ? {} : { mcpAsking: asking }),
    });
  const once = {
    label: call === undefined ? 'Allow once' : 'Allow this call',
    key: 'once',
    send: allow('once'),
  };
  const { draw, inertAgain } = answerFrame(body, {
    title:
      call === undefined ? 'An extension asks to use a connection' : 'An extension asks to call an MCP tool',
    yes:
      call === undefined ? [once, { label: 'Always allow', key: 'always', send: allow('always') }] : [once],
    no: 'Deny',
    deny: () => client.answer({ nonce, decision: 'deny' }),
  });
  const askingChoice = (): AskingChoice => ({
    value: asking,
    set: (next) => {
      asking = next;
      show();
    },
  });
  const show = (): void => {
    if (call !== undefined) return draw(callContent(prompt, call, chosen));
    const picker = connectionPicker(prompt.choices, chosen, (choice) => {
      if (choice === chosen) return show();
      chosen = choice;
      show();
      // It goes somewhere else now, and that has to be read first.
      inertAgain();
    });
    draw(consentContent(prompt, chosen, picker, callbackChoices(prompt, withheld), askingChoice()));
  };
  show();
};
