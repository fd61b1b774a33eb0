/** The two pages that there are; each is an origin of its own. */
export type PageName = 'settings' | 'consent';
export const isPage = (name: string): name is PageName => name === 'settings' || name === 'consent';

/**
 * No inline, no eval, no network, no frames. Trusted Types with the one policy of Lit, which makes templates of texts
 * that stand in our code; it can be made once, and Lit has made it before anything of a page runs.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html',
].join('; ');

const types = { html: 'text/html', js: 'text/javascript', css: 'text/css' } as const;

export type PageFile = { readonly name: string; readonly headers: Readonly<Record<string, string>> };

/** What is served to a page under `path`: from a list, never from the address, so that what is asked for names no file. */
export const pageFile = (page: PageName, path: string): PageFile | undefined => {
  if (path === '/') return fileOf(page, 'html');
  if (path === `/${page}.js`) return fileOf(page, 'js');
  if (page === 'settings' && path === '/settings-begin.js') return fileOf('settings-begin', 'js');
  if (path === '/public-suffixes.js') return fileOf('public-suffixes', 'js');
  if (path === '/look.css') return fileOf('look', 'css');
  return path === `/${page}.css` ? fileOf(page, 'css') : undefined;
};

const fileOf = (
  page: PageName | 'settings-begin' | 'public-suffixes' | 'look',
  type: keyof typeof types,
): PageFile => ({
  name: `${page}.${type}`,
  headers: {
    'content-type': `${types[type]}; charset=utf-8`,
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  },
});
