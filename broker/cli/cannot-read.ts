import { CommandError } from './command-powers.ts';

/** What to say of a file that the person named and that could not be read. */
export function cannotRead(file: string, error: unknown): CommandError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const sentence = sentences.get(code)?.(file) ?? `The file ${file} cannot be read.`;
  return new CommandError(sentence, error);
}

const absent = (file: string): string => `There is no file ${file}.`;
const guarded = (file: string): string => `The file ${file} may not be read; check its permissions.`;

const sentences = new Map<unknown, (file: string) => string>([
  ['ENOENT', absent],
  ['ENOTDIR', absent],
  ['EACCES', guarded],
  ['EPERM', guarded],
  ['EISDIR', (file) => `${file} is a folder: name the file in it.`],
]);
