import {
  askingByDefault,
  type Client,
  type ConsentAnswer,
  type ConsentContract,
  type ConsentPrompt,
  type McpCallback,
} from '@valetkey/api-contracts';
import { html, nothing, render } from 'lit';
import { button } from '../components/button.ts';
import type { AskingChoice } from '../tool-list.ts';
import { callContent } from './call-content.ts';
import { callbackChoices } from './callback-choices.ts';
import type { Choice } from './changes.ts';
import { connectionPicker } from './connection-picker.ts';
import { consentContent } from './consent-content.ts';
import { keepInert } from './keep-inert.ts';

/** Shows the one prompt that this window was made for. Main closes the window when it is answered. */
export const showConsent = async (body: HTMLElement, client: Client<ConsentContract>): Promise<void> => {
  const { prompt } = await client.current();
  const [first] = prompt?.choices ?? [];
  if (prompt === undefined || first === undefined) return window.close();
  ask(body, client, prompt, first);
};

const ask = (
  body: HTMLElement,
  client: Client<ConsentContract>,
  prompt: ConsentPrompt,
  first: Choice,
): void => {
  const { nonce } = prompt;
  let chosen = first;
  const withheld = new Set<McpCallback>();
  let asking = askingByDefault;
  const send = async (answer: ConsentAnswer): Promise<void> => {
    const { accepted } = await client.answer(answer).catch(() => ({ accepted: false }));
    if (!accepted) inertAgain();
  };
  const allow = (decision: 'once' | 'always') => () =>
    send({
      ...{ nonce, decision, connectionId: chosen.connectionId },
      ...(withheld.size === 0 ? {} : { withheldCallbacks: [...withheld] }),
      ...(decision === 'once' || asking === askingByDefault ? {} : { mcpAsking: asking }),
    });
  const { call } = prompt;
  const askingChoice = (): AskingChoice => ({
    value: asking,
    set: (next) => {
      asking = next;
      show();
    },
  });
  const show = (): void => {
    if (call !== undefined) {
      render(callContent(prompt, call, chosen), question);
      return;
    }
    const picker = connectionPicker(prompt.choices, chosen, (choice) => {
      if (choice === chosen) return show();
      chosen = choice;
      show();
      // It goes somewhere else now, and that has to be read first.
      inertAgain();
    });
    render(
      consentContent(prompt, chosen, picker, callbackChoices(prompt, withheld), askingChoice()),
      question,
    );
  };
  render(
    html`<header class="unseen"><h1>${call === undefined ? 'An extension asks to use a connection' : 'An extension asks to call an MCP tool'}</h1></header>
      <main tabindex="0" aria-label="The question"></main>
      <footer>
        <p class="wait" aria-hidden="true">Read first</p>
        ${button(call === undefined ? 'Allow once' : 'Allow this call', allow('once'), { key: 'once' })}
        ${call === undefined ? button('Always allow', allow('always'), { key: 'always' }) : nothing}
        ${button('Deny', () => send({ nonce, decision: 'deny' }), { kind: 'primary', key: 'deny' })}
      </footer>`,
    body,
  );
  const question = body.querySelector('main') as HTMLElement;
  const allows = [...body.querySelectorAll<HTMLButtonElement>('footer button')];
  const deny = allows.pop();
  show();
  const inertAgain = keepInert((inert) => {
    body.classList.toggle('inert', inert);
    const lost = allows.some((one) => one === document.activeElement);
    for (const one of allows) one.disabled = inert;
    if (lost) deny?.focus();
  });
  window.addEventListener('keydown', (event) => {
    if (event.isTrusted && event.key === 'Escape') void send({ nonce, decision: 'deny' });
  });
  deny?.focus();
};
