import { html, type TemplateResult } from 'lit';

/**
 * An origin with the part in bold by which its owner is known. Where that part begins only the Public Suffix List
 * knows; without it these are the last two labels, so `example.co.uk` is shown with `co.uk` in bold. What is shown is
 * always the whole origin.
 */
export const originText = (origin: string): TemplateResult => {
  const { before, bold, after } = splitOrigin(origin);
  return html`<span class="origin">${before}<strong>${bold}</strong>${after}</span>`;
};

export const splitOrigin = (origin: string): { before: string; bold: string; after: string } => {
  const shown = ascii(origin);
  const parts = /^([a-z][a-z0-9+.-]*:\/\/)(\[[^\]]*\]|[^:/]*)(.*)$/i.exec(shown);
  if (parts === null) return { before: shown, bold: '', after: '' };
  const [, scheme = '', host = '', after = ''] = parts;
  const bold = isAddress(host) ? host : host.split('.').slice(-2).join('.');
  return { before: scheme + host.slice(0, host.length - bold.length), bold, after };
};

const isAddress = (host: string): boolean => host.startsWith('[') || /^[\d.]+$/.test(host);

/** A letter of another script that looks like a Latin one would name another server. */
const ascii = (text: string): string =>
  text.replace(/[^\x21-\x7e]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
