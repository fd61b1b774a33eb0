import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { echoPaths } from './echoing-server.ts';

export const witnessProvider = 'valetkey.witness/echo';

/**
 * An extension that looks for the secret with all that it is given, and says in its log what it got. Written out here,
 * so that the proof needs nothing but what is installed.
 */
export const writeWitness = (parent: string): string => {
  const folder = join(parent, 'witness');
  mkdirSync(folder);
  const access = { methods: ['GET'], paths: echoPaths };
  const manifest = {
    name: 'witness',
    publisher: 'valetkey',
    version: '1.0.0',
    main: 'extension.cjs',
    displayName: 'Witness',
    contributes: {
      connectionProviders: [
        {
          id: 'echo',
          name: 'Echo',
          description: 'A server on this machine that sends back what it is sent.',
          fields: [
            { id: 'url', type: 'url', label: 'Address' },
            { id: 'token', type: 'secret', label: 'Token' },
          ],
          origins: ['{url}'],
          auth: { kind: 'bearer', secret: 'token' },
        },
      ],
      connectionRequests: [{ provider: witnessProvider, reason: 'To look for the secret.', access }],
    },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'extension.cjs'), source);
  return folder;
};

const source = `
exports.extension = {
  async activate({ connections, log }) {
    const handle = await connections.request({ provider: '${witnessProvider}', reason: 'To look for the secret.', wait: true });
    log.info('handle ' + Object.getOwnPropertyNames(handle) + ' ' + String(handle));
    const client = connections.use(handle);
    for (const path of ${JSON.stringify(echoPaths)}) {
      const answer = await client.fetch(path);
      log.info('got ' + path + ' ' + answer.status + ' ' + JSON.stringify([...answer.headers]) + ' ' + (await answer.text()));
    }
    try {
      await client.fetch('https://example.com/');
      log.info('got elsewhere');
    } catch (error) {
      log.info('refused elsewhere ' + error.code + ' ' + error.message);
    }
    client.dispose();
    log.info('done');
  },
};
`;
