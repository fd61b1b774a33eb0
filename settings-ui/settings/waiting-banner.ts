import type { ChangeKind } from '@valetkey/broker/contracts';
import { html, type TemplateResult } from 'lit';
import { appName } from '../app-name.ts';

/** What the person is asked to confirm, after "Valetkey asks you". */
const asks: Readonly<Record<ChangeKind, string>> = {
  contact: 'before contacting a host for the first time',
  'confirm-grant': 'before allowing access again',
  'ask-less': 'before asking you less often',
  'limit-less': 'before an extension may do more again',
  resume: 'before resuming connections',
  'shorten-log': 'before deleting activity',
  'move-connection': 'before moving a connection in use',
  'move-scope': 'before moving a connection',
  'replace-secret': 'before replacing a secret in use',
  'sign-in': 'before signing in',
  'undo-delete': 'before restoring a connection',
  'set-secrets-aside': 'before giving up the key to the secrets',
  'choose-protection': 'before choosing how secrets are protected',
  'install-extension': 'before installing an extension',
  'read-address': 'before reading an address',
  'add-service': 'before adding a service',
};

/** This page can ask for a change that loosens something, and can neither show the question nor answer it. */
export function waitingBanner(waiting: readonly { readonly kind: ChangeKind }[]): TemplateResult {
  const [first] = waiting;
  return html`<div class="waiting" popover="manual" role="status">${
    first === undefined
      ? ''
      : `Waiting for your confirmation: ${appName} asks you in its own window ${asks[first.kind]}.`
  }</div>`;
}

/** In the top layer: a dialog of the page that waits for the same answer does not cover it. */
export const showWaiting = (page: HTMLElement, on: boolean): void => {
  const banner = page.querySelector<HTMLElement>('.waiting');
  if (banner === null || banner.matches(':popover-open') === on) return;
  if (on) banner.showPopover();
  else banner.hidePopover();
};
