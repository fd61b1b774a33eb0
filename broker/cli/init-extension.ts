import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { localName } from '@valetkey/api-contracts';
import { CommandError, type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { printable } from './printable.ts';
import { scaffold } from './scaffold.ts';
import { shellWord } from './shell-word.ts';

/** A package has no tsconfig. */
const isCheckout = existsSync(new URL('../../tsconfig.json', import.meta.url));

/** Makes the folder of a new extension. What is there stays: a folder that holds something else is refused. */
export async function initExtension(
  folder: string,
  { publisher }: { readonly publisher: string },
  { stdout }: Pick<CommandPowers, 'stdout'>,
): Promise<ExitCode> {
  const name = basename(resolve(folder)).toLowerCase();
  for (const [what, word] of [
    ['The folder', name],
    ['--publisher', publisher],
  ] as const)
    if (!localName.safeParse(word).success)
      throw new CommandError(
        `${what} must be named with lower-case letters, digits and dashes, at most 64: ${printable(JSON.stringify(word))} is not.`,
      );
  if (existsSync(folder) && !statSync(folder).isDirectory())
    throw new CommandError(`${printable(folder, 600)} is a file. Name a folder that is new or empty.`);
  const kept = existsSync(folder) ? readdirSync(folder).filter((one) => one !== '.git') : [];
  if (kept.length > 0)
    throw new CommandError(
      `${printable(folder, 600)} holds ${printable(kept[0] ?? '')} already. Name a folder that is new or empty.`,
    );
  const files = Object.entries(scaffold({ publisher, name }));
  for (const [path, text] of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: 'wx' });
  }
  const where = relative(process.cwd(), resolve(folder)) || '.';
  stdout.write(`Made ${files.map(([path]) => path).join(', ')} in ${printable(where, 600)}. Next:\n`);
  stdout.write(`${where === '.' ? '' : `cd ${shellWord(where)} && `}npm install && npm run dev\n`);
  if (isCheckout)
    stdout.write(
      'The packages are not on npm yet: "npm run pack:packages -- DIRECTORY" in the repository makes them. Write "npm install DIRECTORY/*.tgz" instead.\n',
    );
  return exitCodes.ok;
}
