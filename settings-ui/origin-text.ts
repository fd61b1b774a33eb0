import { asciiOrigin } from '@valetkey/api-contracts';
import { html, type TemplateResult } from 'lit';
import { getDomain } from 'tldts-icann';

/**
 * An origin with the part in bold by which its owner is known: what somebody has registered, by the Public Suffix List
 * of registries. Hosting services that let others use a name below theirs are not on it: of `shop.github.io`, `github.io`
 * is in bold, since that is who answers. Where there is no such part the whole host is.
 */
export function originText(origin: string): TemplateResult {
  const { before, bold, after } = splitOrigin(origin);
  return html`<span class="origin">${before}<strong>${bold}</strong>${after}</span>`;
}

export const splitOrigin = (origin: string): { before: string; bold: string; after: string } => {
  const shown = asciiOrigin(origin);
  const parts = /^([a-z][a-z0-9+.-]*:\/\/)(\[[^\]]*\]|[^:/]*)(.*)$/i.exec(shown);
  if (parts === null) return { before: shown, bold: '', after: '' };
  const [, scheme = '', host = '', after = ''] = parts;
  const bold = getDomain(host) ?? host;
  return { before: scheme + host.slice(0, host.length - bold.length), bold, after };
};
