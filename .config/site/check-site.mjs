import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a page loads by itself; a link that a reader follows may lead anywhere. */
const loaded = /<(?:script|link|img|iframe|source)\b[^>]*?\b(?:src|href)="((?:https?:)?\/\/[^"]+)"/g;

/**
 * What is wrong with the built site: a link to a page or heading that it does not have, or a page that loads something
 * from another host.
 *
 * @param {string} folder
 * @returns {string[]}
 */
export const checkSite = (folder) => {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const texts = new Map(
    names
      .filter((name) => /\.(?:html|css)$/.test(name))
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
  const idsOf = new Map(
    [...texts].map(([name, text]) => [
      name,
      new Set([...text.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id)),
    ]),
  );
  const problems = [];
  for (const [name, text] of texts) {
    for (const [, address] of text.matchAll(loaded)) problems.push(`${name} loads ${address}`);
    for (const [, address] of text.matchAll(/(?:url\(|@import )["']?((?:https?:)?\/\/[^"')]+)/g)) {
      problems.push(`${name} loads ${address}`);
    }
    for (const [, href = ''] of text.matchAll(/<a\b[^>]*?\bhref="([^"]+)"/g)) {
      const { origin, pathname, hash } = new URL(href.replaceAll('&amp;', '&'), `site:///${name}`);
      if (!href.startsWith('http') && origin === 'null') {
        const page = pathname.slice(1).replace(/(^|\/)$/, '$1index.html');
        const ids = idsOf.get(decodeURIComponent(page));
        if (ids === undefined) problems.push(`${name} links to ${href}: no such page`);
        else if (hash !== '' && !ids.has(decodeURIComponent(hash.slice(1)))) {
          problems.push(`${name} links to ${href}: no such heading`);
        }
      }
    }
  }
  return [...new Set(problems)];
};
