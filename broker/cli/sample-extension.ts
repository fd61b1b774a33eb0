import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConnectionProvider } from '@valetkey/api-contracts';
import { passingFolder } from '../prove/passing-folder.ts';
import { CommandError } from './command-powers.ts';
import { printable } from './printable.ts';
import { readRegistry } from './read-registry.ts';

/**
 * The folder of an extension that sends the test request of a service through a handle, to be removed after it ran. What
 * it does is the same each time, so that "Always allow" holds for the next.
 */
export async function sampleExtension(service: string): Promise<{ readonly folder: string; remove(): void }> {
  const registry = await readRegistry();
  const found = registry.list().find(({ providerId }) => providerId === service);
  if (found === undefined)
    throw new CommandError(
      `There is no service ${printable(JSON.stringify(service))}: see "providers list".`,
    );
  const target = readableTarget(found.provider);
  const { path: folder, remove } = passingFolder('valetkey-sample-');
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify(manifestOf(service, target.replace(/\?.*$/, ''))),
  );
  writeFileSync(join(folder, 'main.cjs'), scriptOf(service, target));
  return { folder, remove };
}

const readableTarget = ({ name, test }: ConnectionProvider): string => {
  if (test?.method !== 'GET' || test.path.includes('{'))
    throw new CommandError(`${name} describes no request that a sample could send. Try another service.`);
  return test.path;
};

const manifestOf = (provider: string, path: string): object => ({
  name: 'sample',
  publisher: 'valetkey',
  version: '1.0.0',
  displayName: 'Valetkey sample',
  main: 'main.cjs',
  contributes: {
    connectionRequests: [
      {
        provider,
        reason: 'Shows that an extension gets answers, and never the secret.',
        access: { methods: ['GET'], paths: [path] },
      },
    ],
  },
});

const scriptOf = (provider: string, target: string): string => `
const { defineExtension } = require('@valetkey/extension-api');
exports.extension = defineExtension({
  async activate({ connections, log }) {
    const handle = await connections.request({ provider: ${JSON.stringify(provider)} });
    const service = connections.use(handle);
    const answer = await service.fetch(${JSON.stringify(target)});
    const text = await answer.text();
    log.info('GET ' + ${JSON.stringify(target)} + ' was answered with ' + answer.status + ': ' + text.slice(0, 400));
    service.dispose();
  },
});
`;
