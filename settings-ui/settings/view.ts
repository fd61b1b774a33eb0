import type { Client, SettingsContract } from '@valetkey/api-contracts';

export type ViewPowers = {
  readonly client: Client<SettingsContract>;
  /** One line for the person, read aloud too. */
  readonly say: (text: string, kind?: 'done' | 'failed') => void;
};
export type View = { readonly element: HTMLElement; refresh(): Promise<void> };

/**
 * A part of the page that is drawn from data, and only when that changed: who is at a button or reads a row is not
 * disturbed. The focus goes back to what has the same `data-key`.
 */
export const drawn = <Data>(
  element: HTMLElement,
  load: () => Promise<Data>,
  draw: (data: Data) => readonly (HTMLElement | string)[],
  failed: (error: unknown) => void,
): View & { redraw(): Promise<void> } => {
  let last: string | undefined;
  const refresh = async (): Promise<void> => {
    try {
      const data = await load();
      const text = JSON.stringify(data);
      if (text === last) return;
      last = text;
      const key = (document.activeElement as HTMLElement | null)?.dataset['key'];
      element.replaceChildren(...draw(data));
      if (key === undefined) return;
      element.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
    } catch (error) {
      failed(error);
    }
  };
  const redraw = (): Promise<void> => {
    last = undefined;
    return refresh();
  };
  return { element, refresh, redraw };
};
