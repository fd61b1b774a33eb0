import { CommandError } from './command-powers.ts';

export const fieldPairs = 'Write --field as id=value, such as url=https://gitlab.example.com.';
export const secretFiles =
  'Write --secret-file as id=file, such as token=/run/secrets/token, or token=- to type or pipe it.';

/** What was given is not said again: who took a file for its contents has just typed a secret. */
export const pairs = (given: readonly string[], form: string): Record<string, string> => {
  const read = new Map<string, string>();
  for (const text of given) {
    const at = text.indexOf('=');
    if (at < 1) throw new CommandError(form);
    const id = text.slice(0, at);
    if (read.has(id)) throw new CommandError(`${form} One id is given twice.`);
    read.set(id, text.slice(at + 1));
  }
  return Object.fromEntries(read);
};
