import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What the pages and the desktop's guest are bundled from; the contracts as tsc compiled them. */
export const bundled = [
  ...['settings-ui', 'extension-api', 'broker/dist/contracts', 'broker/shells/electron/extension-host/guest'],
  ...['broker/shells/electron/page', 'broker/shells/node/guest'],
  ...[
    ...['check-fields', 'compile-pattern', 'fill-path', 'nearest-word', 'read-origin'],
    ...['resolve-origins', 'url-rules'],
  ].map((name) => `broker/providers/${name}.ts`),
];

const changedAt = (path: string): number => {
  const found = statSync(join(root, path));
  if (!found.isDirectory()) return found.mtimeMs;
  const inside = readdirSync(join(root, path)).filter((name) => name !== 'node_modules');
  return Math.max(0, ...inside.map((name) => changedAt(join(path, name))));
};
const isOlder = (built: string, at: number): boolean => {
  try {
    return changedAt(built) < at;
  } catch {
    return true; // there is none yet
  }
};

/**
 * Before all tests, some of which run what was bundled: the threads of extensions, pages. It would be of some time ago
 * where vitest is started by itself. The pages take their time, so only where something of theirs is newer.
 */
export default (): void => {
  // Both of the projects come here.
  if (isOlder('broker/dist/shells/node/guest/bundles/worker.js', performance.timeOrigin))
    build('build-guest.mjs');
  const newest = Math.max(...bundled.map(changedAt));
  if (isOlder('broker/dist/shells/electron/pages/settings.js', newest)) build('build-electron.mjs');
};

/** In a process of its own: of what vitest sets (NODE_ENV) Vite would make what nobody ships. */
const build = (script: string): void => {
  const { NODE_ENV, ...env } = process.env;
  const { status } = spawnSync(process.execPath, [join(root, '.config', script)], { env, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${script} failed, and the tests would run what was built before it.`);
};
