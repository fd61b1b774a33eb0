import type { ConsentPrompt } from '@valetkey/api-contracts';
import { authorityChanges } from '../authority-changes.ts';
import { element } from '../element.ts';

export type Choice = ConsentPrompt['choices'][number];

/** Only when something was agreed before: what it was, beside what it is now. */
export const changesOf = ({ before, authority }: Choice): HTMLElement[] => {
  if (before === undefined) return [];
  const head = element('h2', {}, 'Changed since you allowed it');
  const changes = authorityChanges(before, authority);
  const nothing = element('p', {}, 'The place is the same; the extension itself is another one now.');
  return [element('section', { class: 'changes' }, head, changes ?? nothing)];
};
