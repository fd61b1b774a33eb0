import { html, render, type TemplateResult } from 'lit';
import { say } from '../say.ts';
import { type ButtonLooks, button } from './button.ts';

let made = 0;

/** A modal dialog with `draw` inside it; Escape closes it with `undefined`. The focus goes back to where it was. */
export const openDialog = <Answer>(
  title: string,
  draw: (close: (answer?: Answer) => void) => TemplateResult,
): Promise<Answer | undefined> =>
  new Promise((resolve) => {
    const opener = document.activeElement;
    const dialog = document.createElement('dialog');
    const name = `dialog-${++made}`;
    dialog.setAttribute('aria-labelledby', name);
    let answered: Answer | undefined;
    dialog.addEventListener('close', () => {
      dialog.remove();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
      resolve(answered);
    });
    const close = (answer?: Answer): void => {
      answered = answer;
      dialog.close();
    };
    render(html`<h2 id=${name}>${title}</h2>${draw(close)}`, dialog);
    document.body.append(dialog);
    dialog.showModal();
  });

/** Ends a dialog: Cancel, which has the focus where nothing comes before it, and what the dialog is for. */
export const cancelOr = (
  close: () => void,
  label: string,
  /** Absent: it submits the form around it. */
  press?: () => void,
  kind: ButtonLooks['kind'] = 'primary',
): TemplateResult => html`<div class="buttons end">
    ${button(say('Cancel'), () => close())} ${button(label, () => press?.(), { kind, submit: press === undefined })}
  </div>`;

/** A question whose safe answer has the focus. */
export const confirm = async (options: {
  readonly title: string;
  readonly about: TemplateResult;
  readonly yes: string;
  /** Absent: the yes takes something away. */
  readonly kind?: 'primary';
}): Promise<boolean> => {
  const { title, about, yes, kind = 'danger' } = options;
  const answer = await openDialog<'yes'>(
    title,
    (close) => html`<div class="about">${about}</div>${cancelOr(close, yes, () => close('yes'), kind)}`,
  );
  return answer === 'yes';
};
