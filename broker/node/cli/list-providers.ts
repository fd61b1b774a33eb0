import { providerId } from '@valetkey/api-contracts';
import { makeProviderRegistry } from '../../providers/provider-registry.ts';
import { CommandError, type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { table } from './table.ts';
import { writeLines } from './write-lines.ts';

/** What comes with the application. Extensions bring their own; those are in their package.json. */
export const listProviders = async (
  { json }: { readonly json: boolean },
  { stdout }: Pick<CommandPowers, 'stdout'>,
): Promise<ExitCode> => {
  const providers = makeProviderRegistry()
    .list()
    .map(({ provider }) => provider);
  await writeLines(
    stdout,
    json
      ? providers.map((provider) => JSON.stringify(provider))
      : table(
          ['id', 'name', 'signs in by', 'goes to'],
          providers.map(({ id, name, auth, origins }) => [id, name, auth.kind, origins.join(' ')]),
        ),
  );
  return exitCodes.ok;
};

/** As its author wrote it: what can be copied into an extension's package.json and changed there. */
export const showProvider = async (
  id: string,
  { stdout }: Pick<CommandPowers, 'stdout'>,
): Promise<ExitCode> => {
  const parsed = providerId.safeParse(id);
  const found = parsed.success ? makeProviderRegistry().get(parsed.data) : undefined;
  if (found === undefined)
    throw new CommandError(
      `There is no built-in provider ${JSON.stringify(id)}. See: valetkey providers list`,
    );
  await writeLines(stdout, JSON.stringify(found.provider, null, 2).split('\n'));
  return exitCodes.ok;
};
