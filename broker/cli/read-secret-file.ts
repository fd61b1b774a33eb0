import { readFileSync } from 'node:fs';
import { cannotRead } from './cannot-read.ts';
import { CommandError } from './command-powers.ts';

/** Beside a connection that was made without its secret. */
export const enterSecret = 'enter its secret in Settings, or with "connections replace-secret"';

/** One line end at its end is the editor's and not the secret's. Secrets come in files: command lines are public. */
export function readSecretFile(file: string): string {
  return secretIn(read(file), `The file ${file}`);
}

export const secretIn = (text: string, whence: string): string => {
  const secret = text.replace(/\r?\n$/, '');
  if (secret === '') throw new CommandError(`${whence} is empty.`);
  return secret;
};

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw cannotRead(file, error);
  }
};
