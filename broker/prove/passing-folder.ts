import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type PassingFolder = { readonly path: string; remove(): void };

/**
 * A folder for as long as a demonstration. It goes with the process at the latest, also where that is ended before all was
 * put away: a busy machine may need longer for it than end-signals.ts waits.
 */
export function passingFolder(name: string): PassingFolder {
  const path = mkdtempSync(join(tmpdir(), name));
  const remove = (): void => {
    process.off('exit', remove);
    rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  };
  process.once('exit', remove);
  return Object.freeze<PassingFolder>({ path, remove });
}
