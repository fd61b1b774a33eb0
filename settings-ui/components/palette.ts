import { html, nothing, render, type TemplateResult } from 'lit';
import { say } from '../say.ts';

export type PaletteItem = {
  readonly key: string;
  readonly label: string;
  readonly about: string;
  readonly mark: TemplateResult;
};

/**
 * A search over what can be done, in a dialog: arrows move, Enter or a click chooses, Escape leaves. Resolves with what
 * was chosen, after the focus is back where it was.
 */
export const openPalette = <Item extends PaletteItem>(
  label: string,
  fitting: (text: string) => readonly Item[],
): Promise<Item | undefined> =>
  new Promise((resolve) => {
    const opener = document.activeElement;
    const dialog = document.createElement('dialog');
    dialog.className = 'palette';
    dialog.setAttribute('aria-label', label);
    let text = '';
    let at = 0;
    let chosen: Item | undefined;
    const choose = (item: Item | undefined): void => {
      if (item === undefined) return;
      chosen = item;
      dialog.close();
    };
    const typed = (event: Event): void => {
      text = (event.currentTarget as HTMLInputElement).value;
      at = 0;
      draw();
    };
    const pressed = (event: KeyboardEvent): void => {
      // An input method takes this key to end a character.
      if (event.isComposing) return;
      const items = fitting(text);
      const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1 };
      if (Object.hasOwn(steps, event.key)) {
        at = Math.max(0, Math.min(items.length - 1, steps[event.key] ?? 0));
        draw();
        dialog.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
      } else if (event.key === 'Enter') {
        // A page's script presses nothing.
        if (event.isTrusted) choose(items[at]);
      } else return;
      event.preventDefault();
    };
    const draw = (): void => {
      const items = fitting(text);
      render(
        html`<input
            class="palette-input"
            type="text"
            role="combobox"
            aria-expanded="true"
            aria-controls="palette-items"
            aria-activedescendant=${items.length === 0 ? nothing : `palette-${at}`}
            aria-label=${label}
            placeholder=${label}
            spellcheck="false"
            autocomplete="off"
            .value=${text}
            @input=${typed}
            @keydown=${pressed}
          />
          <div id="palette-items" class="palette-items" role="listbox" aria-label=${say('Results')}>
            ${items.map(
              (item, index) => html`<div
                id="palette-${index}"
                class="palette-item ${index === at ? 'selected' : ''}"
                role="option"
                aria-selected=${index === at}
                @click=${(event: Event) => {
                  if (event.isTrusted) choose(item);
                }}
              >${item.mark}<span class="one-line theirs">${item.label}</span><span class="palette-about small">${item.about}</span></div>`,
            )}
          </div>
          <p class="quiet-text small" role="status">${items.length === 0 ? say('No matches.') : ''}</p>`,
        dialog,
      );
    };
    dialog.addEventListener('close', () => {
      dialog.remove();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
      resolve(chosen);
    });
    draw();
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector('input')?.focus();
  });
