import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The folders of extensions, by name. One that cannot be looked into is among them: starting it says what is wrong, and
 * the others start anyway.
 */
export async function extensionFolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const entry of entries.filter((one) => one.isDirectory())) {
    const holdsNone = await stat(join(folder, entry.name, 'package.json')).then(
      () => false,
      ({ code }: NodeJS.ErrnoException) => code === 'ENOENT',
    );
    if (!holdsNone) found.push(join(folder, entry.name));
  }
  return found.toSorted();
}
