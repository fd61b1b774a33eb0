import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What the pages and the desktop's guest are bundled from; the contracts as tsc compiled them. */
const bundled = [
  ...['settings-ui', 'extension-api', 'broker/electron/extension-host/guest'],
  'broker/providers/check-fields.ts',
];

const changedAt = (path: string): number => {
  const found = statSync(join(root, path));
  if (!found.isDirectory()) return found.mtimeMs;
  const inside = readdirSync(join(root, path)).filter((name) => name !== 'node_modules');
  return Math.max(0, ...inside.map((name) => changedAt(join(path, name))));
};
const isStale = (): boolean => {
  try {
    return Math.max(...bundled.map(changedAt)) > changedAt('broker/dist/electron/pages/settings.js');
  } catch {
    return true; // there is none yet
  }
};

/**
 * Before all tests, some of which run what was bundled: the threads of extensions, pages. It would be of some time ago
 * where vitest is started by itself. The pages take their time, so only where something of theirs is newer.
 */
export default async (): Promise<void> => {
  await import('./build-guest.mjs');
  if (isStale()) await import('./build-electron.mjs');
};
