import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { anchorOf } from '../anchor-of.mjs';
import { pageOf } from '../collect-pages.mjs';
import { contents } from '../contents.mjs';

const pages = new URL('../.cache/pages/', import.meta.url);

/** Markdown's marks do not show in the list. */
const headingOf = (page) =>
  /^# (.+)$/m.exec(readFileSync(new URL(page, pages), 'utf8'))?.[1].replace(/[`\\]/g, '') ?? page;

const entryOf = ({ file, title, folder }) => {
  const page = pageOf(file);
  const below = folder ? readdirSync(new URL(dirname(page), pages), { recursive: true }) : [];
  const items = below
    .filter((name) => name.endsWith('.md') && name !== 'index.md')
    .sort()
    .map((name) => entryOf({ file: `${dirname(page)}/${name}` }));
  const entry = { text: title ?? headingOf(page), link: `/${page.replace(/(?:index)?\.md$/, '')}` };
  return items.length === 0 ? entry : { ...entry, collapsed: true, items };
};

/** VitePress writes its first scripts and styles, and its icons, into the page. */
const policy =
  "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";

export default {
  title: 'Valetkey',
  description: 'A capability broker for extension hosts',
  srcDir: '.cache/pages',
  outDir: 'dist',
  cacheDir: '.cache/vitepress',
  // A browser enforces what the check of the built site looks for: nothing comes from another host.
  head: [
    ['meta', { 'http-equiv': 'Content-Security-Policy', content: policy }],
    ['link', { rel: 'icon', href: '/icon.svg', type: 'image/svg+xml' }],
  ],
  // The search's index is one script, which is fetched when somebody searches.
  vite: { build: { chunkSizeWarningLimit: 2_000 } },
  markdown: { anchor: { slugify: anchorOf } },
  themeConfig: {
    sidebar: contents.map(({ reader, pages: own }) => ({ text: reader, items: own.map(entryOf) })),
    outline: [2, 3],
    search: { provider: 'local' },
  },
};
