import type { ChangeKind, Message } from '@valetkey/broker/contracts';
import { html, type TemplateResult } from 'lit';
import { appName } from '../app-name.ts';
import { say } from '../say.ts';

/** What the person is asked to confirm. */
const asks = {
  contact:
    'Waiting for your confirmation: {app} asks you in its own window before contacting a host for the first time.',
  'confirm-grant':
    'Waiting for your confirmation: {app} asks you in its own window before allowing access again.',
  'ask-less': 'Waiting for your confirmation: {app} asks you in its own window before asking you less often.',
  'limit-less':
    'Waiting for your confirmation: {app} asks you in its own window before an extension may do more again.',
  resume: 'Waiting for your confirmation: {app} asks you in its own window before resuming connections.',
  'shorten-log': 'Waiting for your confirmation: {app} asks you in its own window before deleting activity.',
  'move-connection':
    'Waiting for your confirmation: {app} asks you in its own window before moving a connection in use.',
  'move-scope': 'Waiting for your confirmation: {app} asks you in its own window before moving a connection.',
  'replace-secret':
    'Waiting for your confirmation: {app} asks you in its own window before replacing a secret in use.',
  'sign-in': 'Waiting for your confirmation: {app} asks you in its own window before signing in.',
  'undo-delete':
    'Waiting for your confirmation: {app} asks you in its own window before restoring a connection.',
  'set-secrets-aside':
    'Waiting for your confirmation: {app} asks you in its own window before giving up the key to the secrets.',
  'choose-protection':
    'Waiting for your confirmation: {app} asks you in its own window before choosing how secrets are protected.',
  'install-extension':
    'Waiting for your confirmation: {app} asks you in its own window before installing an extension.',
  'read-address':
    'Waiting for your confirmation: {app} asks you in its own window before reading an address.',
  'add-service': 'Waiting for your confirmation: {app} asks you in its own window before adding a service.',
} as const satisfies Record<ChangeKind, Message>;

/** This page can ask for a change that loosens something, and can neither show the question nor answer it. */
export function waitingBanner(waiting: readonly { readonly kind: ChangeKind }[]): TemplateResult {
  const [first] = waiting;
  return html`<div class="waiting" popover="manual" role="status">${
    first === undefined ? '' : say(asks[first.kind], { app: appName })
  }</div>`;
}

/** In the top layer: a dialog of the page that waits for the same answer does not cover it. */
export const showWaiting = (page: HTMLElement, on: boolean): void => {
  const banner = page.querySelector<HTMLElement>('.waiting');
  if (banner === null || banner.matches(':popover-open') === on) return;
  if (on) banner.showPopover();
  else banner.hidePopover();
};
