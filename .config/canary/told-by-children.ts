import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One line of what watch-child.ts tells. */
export type Told =
  | { readonly secret: string }
  | { readonly leak: string }
  | { readonly messages: number; readonly bytes: number };

/**
 * Has every process that is started with this process's environment watched, and hands back what they told since the
 * last call. `preload` is watch-child.ts, bundled.
 */
export const watchChildren = (preload: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'canaries-'));
  const file = join(folder, 'told');
  writeFileSync(file, '');
  // Some of them run as another user.
  chmodSync(folder, 0o755);
  chmodSync(file, 0o666);
  Object.assign(process.env, { NODE_OPTIONS: `--require ${preload}`, VALETKEY_CANARIES: file });
  let read = 0;
  return {
    news: (): Told[] => {
      const all = readFileSync(file, 'utf8');
      const whole = all.slice(read, all.lastIndexOf('\n') + 1);
      read += whole.length;
      return whole
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Told);
    },
    stop: (): void => {
      rmSync(folder, { recursive: true });
    },
  };
};
