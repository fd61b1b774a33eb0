import type { ChangeKind } from '@valetkey/api-contracts';
import { html, type TemplateResult } from 'lit';

/** What the person is asked to confirm, after "Valetkey asks you". */
const asks: Readonly<Record<ChangeKind, string>> = {
  contact: 'before it contacts a host for the first time',
  'confirm-grant': 'before it allows access again',
  'ask-less': 'before it asks you less',
  resume: 'before extensions may use connections again',
  'shorten-log': 'before it removes activity',
  'move-connection': 'before it moves a connection that is in use',
  'move-scope': 'before it moves a connection that is in use',
  'replace-secret': 'before it replaces a secret that is in use',
  'sign-in': 'before it signs in',
  'undo-delete': 'before it brings a connection back',
  'set-secrets-aside': 'before it gives up the key of the secrets',
};

/** This page can ask for a change that loosens something, and can neither show the question nor answer it. */
export const waitingBanner = (waiting: readonly { readonly kind: ChangeKind }[]): TemplateResult => {
  const [first] = waiting;
  return html`<div class="waiting" popover="manual" role="status">${
    first === undefined
      ? ''
      : `Waiting for your confirmation: Valetkey asks you in its own window ${asks[first.kind]}.`
  }</div>`;
};

/** In the top layer: a dialog of the page that waits for the same answer does not cover it. */
export const showWaiting = (page: HTMLElement, on: boolean): void => {
  const banner = page.querySelector<HTMLElement>('.waiting');
  if (banner === null || banner.matches(':popover-open') === on) return;
  if (on) banner.showPopover();
  else banner.hidePopover();
};
