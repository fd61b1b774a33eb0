import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the broker keeps its files unless it is told another place: each system's own place for such data. */
export function defaultFolder(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): string {
  const home = env['HOME'] || env['USERPROFILE'] || homedir();
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Valetkey');
  if (platform === 'win32') return join(env['APPDATA'] || join(home, 'AppData', 'Roaming'), 'Valetkey');
  const dataHome = env['XDG_DATA_HOME'];
  // A relative path is to be ignored (XDG Base Directory Specification 0.8, "Environment variables").
  const base = dataHome?.startsWith('/') === true ? dataHome : join(home, '.local', 'share');
  return join(base, 'valetkey');
}
