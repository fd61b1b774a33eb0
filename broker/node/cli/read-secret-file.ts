import { readFileSync } from 'node:fs';
import { CommandError } from './command-powers.ts';

/** One line end at its end is the editor's and not the secret's. Secrets come in files: command lines are public. */
export const readSecretFile = (file: string): string => {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw new CommandError(`The file ${file} cannot be read.`, error);
  }
};
