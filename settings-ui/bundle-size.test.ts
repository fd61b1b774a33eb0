import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

const pages = fileURLToPath(new URL('../broker/dist/shells/electron/pages/', import.meta.url));
const read = (name: string): Buffer => readFileSync(pages + name);

it.each(['settings', 'consent'])('the whole %s page is less than 180 KB gzipped', (page) => {
  const names = readdirSync(pages).filter(
    (name) =>
      /^[a-z-]+\.(?:html|js|css)$/.test(name) && (name.startsWith(page) || name === 'public-suffixes.js'),
  );
  expect(names.length).toBeGreaterThanOrEqual(3);
  const all = names.map((name) => gzipSync(read(name)).length);
  expect(all.reduce((sum, size) => sum + size)).toBeLessThan(180_000);
});

it('no page contains test code, or code that its policy would refuse', () => {
  for (const page of ['settings', 'consent']) {
    const script = read(`${page}.js`).toString();
    for (const foreign of ['testPortToBroker', 'eval(', 'new Function', '__proto__=', 'https://cdn']) {
      expect(script.includes(foreign), `${page}: ${foreign}`).toBe(false);
    }
    expect(read(`${page}.html`).toString()).not.toMatch(/<style|style=|onclick|<script>|https?:/);
  }
});
