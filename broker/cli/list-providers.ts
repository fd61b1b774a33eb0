import { providerId } from '@valetkey/api-contracts';
import { contributorOf } from '../contracts/contributor-of.ts';
import type { ProviderRegistry } from '../providers/provider-registry.ts';
import { CommandError, type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { printable } from './printable.ts';
import { readRegistry } from './read-registry.ts';
import { table } from './table.ts';
import type { BrokerOptions } from './with-broker.ts';
import { writeLines } from './write-lines.ts';

type Named = Pick<BrokerOptions, 'extension' | 'folder'>;

/** What comes with the application, then what the named extensions describe and what the user added, each by the id that `connect` takes. */
export async function listProviders(
  { json, ...named }: Named & { readonly json: boolean },
  { stdout, stderr }: Pick<CommandPowers, 'stdout' | 'stderr'>,
): Promise<ExitCode> {
  const providers = (await readRegistry(named, stderr))
    .list()
    .map(({ providerId, provider }) => ({ ...provider, id: providerId }));
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
}

/**
 * As the broker reads it, with all that its author may leave out, and under the id that its author gave it: what can be
 * copied into an extension's package.json and changed there.
 */
export const showProvider = async (
  id: string,
  named: Named,
  { stdout, stderr }: Pick<CommandPowers, 'stdout' | 'stderr'>,
): Promise<ExitCode> => {
  const registry = await readRegistry(named, stderr);
  const wanted = providerId.safeParse(id).data;
  const found = wanted === undefined ? undefined : registry.get(wanted);
  if (found === undefined) throw new CommandError(notThere(id, registry, named.extension !== undefined));
  // Where the schema is depends on where it is copied to: the path from our own folder leads nowhere there.
  const { $schema: _, ...provider } = found.provider;
  await writeLines(stdout, JSON.stringify(provider, null, 2).split('\n'));
  return exitCodes.ok;
};

/** A manifest holds no more than 32 providers, so naming them all is no long sentence. */
const notThere = (id: string, registry: ProviderRegistry, extensionGiven: boolean): string => {
  const described = registry.list().filter(({ providerId }) => contributorOf(providerId) !== undefined);
  const quoted = printable(JSON.stringify(id));
  if (described.length === 0 && extensionGiven)
    return `There is no built-in provider ${quoted}, and the extension of --extension describes none under contributes.connectionProviders.`;
  if (described.length === 0)
    return `There is no built-in provider ${quoted}: see "providers list", or use --extension for an extension that describes it.`;
  const ids = described.map(({ providerId }) => providerId).join(', ');
  return `There is no provider ${quoted}. Described by --extension: ${ids}. See "providers list" for others.`;
};
