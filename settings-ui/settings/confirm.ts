import { button, type Child, element } from '../element.ts';

/** Asks in a dialog; Escape is no, and the focus is on no. */
export const confirm = (options: {
  readonly title: string;
  readonly about: readonly Child[];
  readonly yes: string;
}): Promise<boolean> =>
  new Promise((resolve) => {
    const dialog = element('dialog', { 'aria-labelledby': 'dialog-title' });
    const no = button('Cancel', () => dialog.close('no'), { autofocus: true });
    const yes = button(options.yes, () => dialog.close('yes'), { class: 'danger' });
    dialog.append(
      element('h2', { id: 'dialog-title' }, options.title),
      element('div', { class: 'about' }, ...options.about),
      element('div', { class: 'buttons end' }, no, yes),
    );
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
    document.body.append(dialog);
    dialog.showModal();
  });
