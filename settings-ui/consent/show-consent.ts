import type { Client, ConsentAnswer, ConsentContract, ConsentPrompt } from '@valetkey/api-contracts';
import { button, element } from '../element.ts';
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
  const send = async (answer: ConsentAnswer): Promise<void> => {
    const { accepted } = await client.answer(answer).catch(() => ({ accepted: false }));
    if (!accepted) inertAgain();
  };
  const allow = (decision: 'once' | 'always') => () =>
    send({ nonce, decision, connectionId: chosen.connectionId });
  const deny = button('Deny', () => send({ nonce, decision: 'deny' }), { class: 'deny' });
  const allows = [button('Allow once', allow('once')), button('Always allow', allow('always'))];

  const question = element('main', { tabindex: '0', 'aria-label': 'The question' });
  const show = (): void => {
    const picker = connectionPicker(prompt.choices, chosen, (choice) => {
      chosen = choice;
      show();
      question.querySelector<HTMLElement>('input:checked')?.focus();
      // It goes somewhere else now, and that has to be read first.
      inertAgain();
    });
    question.replaceChildren(...consentContent(prompt, chosen, picker));
  };
  show();

  const wait = element('p', { class: 'wait', 'aria-hidden': 'true' }, 'Read first');
  body.replaceChildren(question, element('footer', {}, wait, ...allows, deny));
  const inertAgain = keepInert((inert) => {
    body.classList.toggle('inert', inert);
    const lost = allows.some((one) => one === document.activeElement);
    for (const one of allows) one.disabled = inert;
    if (lost) deny.focus();
  });
  window.addEventListener('keydown', (event) => {
    if (event.isTrusted && event.key === 'Escape') void send({ nonce, decision: 'deny' });
  });
  deny.focus();
};
