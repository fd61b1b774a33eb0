import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Renamed into place: tests that run at the same time read a whole file, the old one or the new one.
 *
 * @param {string} path
 * @param {string | Uint8Array} contents
 */
export const put = (path, contents) => {
  mkdirSync(dirname(path), { recursive: true });
  const fresh = join(dirname(path), `.${basename(path)}.${process.pid}`);
  writeFileSync(fresh, contents);
  renameSync(fresh, path);
};
