import type { PlaceInLine } from '@valetkey/broker/contracts';
import { html, nothing, render, type TemplateResult } from 'lit';
import { button } from '../components/button.ts';
import { say } from '../say.ts';
import { followLine } from './follow-line.ts';
import { keepInert } from './keep-inert.ts';

export type Taken = { readonly accepted: boolean; readonly why?: 'not-seen' | undefined };

export type AnswerFrame = {
  draw(question: TemplateResult): void;
  /** What is asked is another thing now, and has to be read first. */
  inertAgain(): void;
};

/** A question with its buttons: those that allow are inert at first, and Deny has the focus. Escape denies. */
export function answerFrame(
  body: HTMLElement,
  {
    title,
    yes,
    no,
    deny,
    line,
  }: {
    /** For who hears it, where the question has no heading of its own. */
    readonly title: string | undefined;
    readonly yes: readonly {
      readonly label: string;
      readonly key: string;
      readonly send: () => Promise<Taken>;
    }[];
    readonly no: string;
    readonly deny: () => Promise<Taken>;
    /** Where requests wait together. */
    readonly line?:
      | { readonly place: () => Promise<PlaceInLine>; readonly denyRest: () => Promise<Taken> }
      | undefined;
  },
): AnswerFrame {
  const send = async (answer: () => Promise<Taken>): Promise<void> => {
    const { accepted, why } = await answer().catch((): Taken => ({ accepted: false }));
    if (accepted) return void body.classList.add('answered');
    inertAgain();
    if (why !== 'not-seen') return;
    wait.removeAttribute('aria-hidden');
    wait.classList.add('told');
    wait.textContent = say('Press Enter or Space on the button');
  };
  render(
    html`${title === undefined ? nothing : html`<header class="unseen"><h1>${title}</h1></header>`}
      <div class="line" role="status"></div>
      <main tabindex="0" aria-label=${say('The question')}></main>
      <footer>
        <p class="wait" role="status" aria-hidden="true">${say('Read first')}</p>
        ${yes.map(({ label, key, send: answer }) => button(label, () => send(answer), { key }))}
        ${button(no, () => send(deny), { key: 'deny' })}
      </footer>`,
    body,
  );
  const question = body.querySelector('main') as HTMLElement;
  const wait = body.querySelector('.wait') as HTMLElement;
  const allows = [...body.querySelectorAll<HTMLButtonElement>('footer button')];
  const denies = allows.pop();
  const inertAgain = keepInert((inert) => {
    body.classList.toggle('inert', inert);
    const lost = allows.some((one) => one === document.activeElement);
    for (const one of allows) one.disabled = inert;
    if (lost) denies?.focus();
  });
  window.addEventListener('keydown', (event) => {
    if (event.isTrusted && event.key === 'Escape') void send(deny);
  });
  denies?.focus();
  if (line !== undefined)
    followLine(body.querySelector('.line') as HTMLElement, line.place, () => send(line.denyRest));
  return { draw: (drawn) => render(drawn, question), inertAgain };
}
