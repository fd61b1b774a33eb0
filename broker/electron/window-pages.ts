import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CustomScheme, type Session, session } from 'electron/main';
import { confineSession } from './window-hygiene.ts';

/** The two pages that there are; each is an origin of its own. */
export type PageName = 'settings' | 'consent';

/**
 * For protocol.registerSchemesAsPrivileged, before the application is ready. Electron takes that call once, so whoever
 * embeds the broker passes this together with schemes of their own.
 */
export const uiScheme: CustomScheme = {
  scheme: 'valetkey-ui',
  privileges: { standard: true, secure: true },
};
export const originOf = (page: PageName): string => `${uiScheme.scheme}://${page}`;
export const addressOf = (page: PageName): string => `${originOf(page)}/`;

/** No inline, no eval, no network, no frames; `trusted-types 'none'` so that no code can make markup of a text. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const types = { html: 'text/html', js: 'text/javascript', css: 'text/css' } as const;
const refused = (): Response => new Response(null, { status: 404 });

/** A session in memory for our pages alone, in which the pages of `folder` are what there is to load. */
export const pageSession = (folder: string): Session => {
  // One name for each folder: two brokers with pages of their own can be in one process.
  const own = session.fromPartition(`valetkey-ui:${folder}`);
  if (own.protocol.isProtocolHandled(uiScheme.scheme)) return own;
  confineSession(own, uiScheme.scheme);
  own.protocol.handle(uiScheme.scheme, async ({ url, method }) => {
    const file = method === 'GET' ? fileFor(new URL(url)) : undefined;
    if (file === undefined) return refused();
    const headers = {
      'content-type': `${types[file.type]}; charset=utf-8`,
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    };
    return new Response(new Uint8Array(await readFile(join(folder, file.name))), { headers });
  });
  return own;
};

/** From a list, never from the address: what is asked for names no file. */
const fileFor = ({ host, pathname }: URL): { name: string; type: keyof typeof types } | undefined => {
  if (host !== 'settings' && host !== 'consent') return undefined;
  if (pathname === '/') return { name: `${host}.html`, type: 'html' };
  if (pathname === `/${host}.js`) return { name: `${host}.js`, type: 'js' };
  return pathname === `/${host}.css` ? { name: `${host}.css`, type: 'css' } : undefined;
};
