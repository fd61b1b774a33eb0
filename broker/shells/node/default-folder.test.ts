import { expect, it } from 'vitest';
import { defaultFolder, desktopFolder } from './default-folder.ts';

it.each<[NodeJS.Platform, Record<string, string>, string]>([
  ['linux', { HOME: '/home/ada' }, '/home/ada/.local/share/valetkey'],
  ['linux', { HOME: '/home/ada', XDG_DATA_HOME: '/data' }, '/data/valetkey'],
  ['linux', { HOME: '/home/ada', XDG_DATA_HOME: 'relative' }, '/home/ada/.local/share/valetkey'],
  ['darwin', { HOME: '/Users/ada' }, '/Users/ada/Library/Application Support/Valetkey/terminal'],
])('the default folder is where %s keeps such data (%j)', (platform, env, expected) => {
  expect(defaultFolder(env, platform)).toBe(expected);
});

it('the default folder is under APPDATA on Windows', () => {
  expect(defaultFolder({ APPDATA: 'C:\\Roaming' }, 'win32')).toMatch(
    /^C:\\Roaming[\\/]Valetkey[\\/]terminal$/,
  );
});

it.each<[NodeJS.Platform, Record<string, string>, string]>([
  ['linux', { HOME: '/home/ada' }, '/home/ada/.config/Valetkey/broker'],
  ['linux', { HOME: '/home/ada', XDG_CONFIG_HOME: '/config' }, '/config/Valetkey/broker'],
  ['darwin', { HOME: '/Users/ada' }, '/Users/ada/Library/Application Support/Valetkey/broker'],
])('the folder of the desktop application is where %s keeps such data (%j)', (platform, env, expected) => {
  expect(desktopFolder(env, platform)).toBe(expected);
});
