import type { Client, McpCallback } from '@valetkey/api-contracts';
import {
  askingByDefault,
  type ChangePrompt,
  type ConsentContract,
  type ConsentPrompt,
  consentWords,
  limitsOf,
  narrows,
  takenBefore,
} from '@valetkey/broker/contracts';
import { html } from 'lit';
import { asksChoice, budgetChoices, lastsChoice, limitChoices } from '../limit-choices.ts';
import { say } from '../say.ts';
import type { AskingChoice } from '../tool-list.ts';
import { answerFrame } from './answer-frame.ts';
import { askElicitation } from './ask-elicitation.ts';
import { callContent } from './call-content.ts';
import { callbackChoices } from './callback-choices.ts';
import { changeContent } from './change-content.ts';
import type { Choice } from './changes.ts';
import { connectionPicker } from './connection-picker.ts';
import { consentContent } from './consent-content.ts';
import { requestContent } from './request-content.ts';

type ConsentClient = Client<ConsentContract>;

/** Shows the one question that this window was made for. Main closes the window when it is answered. */
export async function showConsent(body: HTMLElement, client: ConsentClient): Promise<void> {
  const { prompt, change, elicitation } = await client.current();
  const [first] = prompt?.choices ?? [];
  if (change !== undefined) askAboutChange(body, client, change);
  else if (elicitation !== undefined) askElicitation(body, client, elicitation);
  else if (prompt !== undefined && first !== undefined) ask(body, client, prompt, first);
  else window.close();
}

const askAboutChange = (body: HTMLElement, client: ConsentClient, change: ChangePrompt): void => {
  const { nonce } = change;
  const answer = (decision: 'allow' | 'deny') => () => client.answerChange({ nonce, decision });
  answerFrame(body, {
    title: say('Settings asks for a change'),
    yes: [{ label: change.yes, key: 'allow', send: answer('allow') }],
    no: say('Cancel'),
    deny: answer('deny'),
  }).draw(changeContent(change));
};

const ask = (body: HTMLElement, client: ConsentClient, prompt: ConsentPrompt, first: Choice): void => {
  const { nonce, call } = prompt;
  const isRequest = call !== undefined && 'target' in call;
  let chosen = first;
  const withheld = new Set<McpCallback>();
  let taken = takenBefore(prompt.access, first.limits, first.also);
  let asking = askingByDefault;
  let search = '';
  const allow = (decision: 'once' | 'always') => () =>
    client.answer({
      nonce,
      decision,
      connectionId: chosen.connectionId,
      withheldCallbacks: withheld.size === 0 ? undefined : [...withheld],
      limits: call === undefined ? limitsOf(prompt.access, taken, new Date(), decision) : undefined,
      mcpAsking: decision === 'once' || asking === askingByDefault ? undefined : asking,
    });
  const once = {
    label:
      call === undefined ? say('Allow once') : isRequest ? say('Allow this request') : say('Allow this call'),
    key: 'once',
    send: allow('once'),
  };
  const { draw, inertAgain } = answerFrame(body, {
    title:
      call === undefined
        ? undefined
        : isRequest
          ? say('An extension asks to send a request')
          : say('An extension asks to call an MCP tool'),
    yes:
      call === undefined
        ? [once, { label: say('Always allow'), key: 'always', send: allow('always') }]
        : [once],
    no: say('Deny'),
    deny: () => client.answer({ nonce, decision: 'deny' }),
    line:
      call === undefined
        ? { place: client.place, denyRest: () => client.answer({ nonce, decision: 'deny', rest: true }) }
        : undefined,
  });
  const askingChoice = (): AskingChoice => ({
    value: asking,
    set: (next) => {
      asking = next;
      show();
    },
  });
  const show = (): void => {
    if (call !== undefined)
      return draw(
        'target' in call ? requestContent(prompt, call, chosen) : callContent(prompt, call, chosen),
      );
    const picker = connectionPicker(prompt.choices, {
      chosen,
      search,
      choose: (choice) => {
        if (choice === chosen) return show();
        chosen = choice;
        taken = takenBefore(prompt.access, choice.limits, choice.also);
        show();
        // It goes somewhere else now, and that has to be read first.
        inertAgain();
      },
      look: (text) => {
        search = text;
        show();
      },
    });
    const what = html`${callbackChoices(prompt, withheld)}${limitChoices(prompt.access, taken, show, narrows(chosen.limits))}`;
    const long = html`${lastsChoice(taken)} ${budgetChoices(prompt.access, taken, chosen.costUnit)} ${asksChoice(prompt.access, taken, show)}
      <p class="quiet-text">${say(consentWords.once)} ${say(consentWords.always)}</p>`;
    draw(consentContent(prompt, chosen, picker, { what, long }, askingChoice()));
  };
  show();
};
