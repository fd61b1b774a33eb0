import { type ConnectionClient, defineExtension, ValetkeyError } from '@valetkey/extension-api';

const packageName = 'hello-registry';

export const extension = defineExtension({
  async activate({ connections, log }) {
    try {
      const handle = await connections.request({
        provider: 'acme.registry-reader/registry',
        reason: `Reads who you are and which versions ${packageName} has.`,
        access: { methods: ['GET'], paths: ['/-/whoami', '/*'] },
        wait: true,
      });
      const registry = connections.use(handle);
      log.info(await whoAmI(registry));
      log.info(await versionsOf(registry, packageName));
      registry.dispose();
    } catch (error) {
      if (!(error instanceof ValetkeyError)) throw error;
      log.warn(`Without the registry there is nothing to read. ${error.message}`);
    }
  },
});

/** Some registries answer 200 without a name to a token that they do not know. */
const whoAmI = async (registry: ConnectionClient): Promise<string> => {
  const response = await registry.fetch('/-/whoami');
  if (!response.ok) return `The registry does not say who you are (status ${response.status}).`;
  const { username } = (await response.json()) as { username?: string };
  return username === undefined ? 'The registry does not know you.' : `You are ${username} at the registry.`;
};

type Packument = {
  readonly versions: Record<string, { readonly description?: string }>;
  readonly 'dist-tags': { readonly latest: string };
};

const versionsOf = async (registry: ConnectionClient, name: string): Promise<string> => {
  const response = await registry.fetch(`/${name}`);
  if (response.status === 404) return `The registry has no package ${name}.`;
  if (!response.ok) return `The registry does not show ${name} (status ${response.status}).`;
  const { versions, 'dist-tags': tags } = (await response.json()) as Packument;
  const { description = 'no description' } = versions[tags.latest] ?? {};
  return `${name} ${tags.latest} is the latest of ${Object.keys(versions).length} version(s): ${description}`;
};
