import { homedir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where the broker keeps its files unless it is told another place: each system's own place for such data, beside the
 * desktop application's and not in it.
 */
export function defaultFolder(env: Environment, platform: NodeJS.Platform): string {
  return platform === 'darwin' || platform === 'win32'
    ? join(applicationData(env, platform), 'Valetkey', 'terminal')
    : join(xdg(env['XDG_DATA_HOME']) ?? join(homeOf(env), '.local', 'share'), 'valetkey');
}

/** The desktop application's own, as Electron finds it. */
export const desktopFolder = (env: Environment, platform: NodeJS.Platform): string =>
  join(applicationData(env, platform), 'Valetkey', 'broker');

const applicationData = (env: Environment, platform: NodeJS.Platform): string => {
  const home = homeOf(env);
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  if (platform === 'win32') return env['APPDATA'] || join(home, 'AppData', 'Roaming');
  return xdg(env['XDG_CONFIG_HOME']) ?? join(home, '.config');
};

const homeOf = (env: Environment): string => env['HOME'] || env['USERPROFILE'] || homedir();

/** A relative path is to be ignored (XDG Base Directory Specification 0.8, "Environment variables"). */
const xdg = (path: string | undefined): string | undefined =>
  path?.startsWith('/') === true ? path : undefined;
