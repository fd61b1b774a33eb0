import { randomUUID } from 'node:crypto';
import { chmod, readFile, rename, stat } from 'node:fs/promises';
import { z } from 'zod';
import { parseJson } from '../../json/parse-json.ts';
import type { LockedReason } from './keychain.ts';
import { createPrivateFile, isCode } from './private-file.ts';

/** What a shell keeps beside the databases so that the vault key can be had again: JSON that names its format. */
export type FoundKeyFile =
  | { readonly state: 'present'; readonly json: unknown }
  | { readonly state: 'absent' }
  | { readonly state: 'unusable'; readonly why: LockedReason };

const unreadable: FoundKeyFile = { state: 'unusable', why: 'key-file-unreadable' };

/** Version 1 of `format`, or why not. Whatever is in the file, it is left as it is. */
export const readKeyFile = async (file: string, format: string): Promise<FoundKeyFile> => {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
    if (process.platform !== 'win32' && ((await stat(file)).mode & 0o077) !== 0) await chmod(file, 0o600);
  } catch (error) {
    return isCode(error, 'ENOENT') ? { state: 'absent' } : unreadable;
  }
  const json = parseJson(text);
  const named = z.looseObject({ format: z.literal(format), version: z.int().min(1) }).safeParse(json);
  if (!named.success) return unreadable;
  return named.data.version > 1 ? { state: 'unusable', why: 'key-file-too-new' } : { state: 'present', json };
};

/** Under a name that nothing looks for. Nothing to do where there is none. */
export const setKeyFileAside = async (file: string): Promise<void> => {
  try {
    await rename(file, `${file}.set-aside-${randomUUID()}`);
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
  }
};

/** Never over a file that is there already. Undefined: it is kept. */
export const createKeyFile = async (file: string, text: string): Promise<LockedReason | undefined> => {
  try {
    if (!(await createPrivateFile(file, text))) return 'key-being-created';
    return (await readFile(file, 'utf8')) === text ? undefined : 'key-not-kept';
  } catch {
    return 'key-file-unwritable';
  }
};
