import { runLoop } from './loops.ts';

/** The extension that is measured: an ordinary one, but for the three names of bench-guest.ts. */
export const benchExtension = `
const { defineExtension } = require('@valetkey/extension-api');
const runLoop = ${runLoop.toString()};
exports.extension = defineExtension({
  activate: async ({ connections }) => {
    const handle = await connections.request({ provider: 'acme.bench/api', reason: 'To be measured.' });
    const client = connections.use(handle);
    const calls = {
      raw: () => raw(),
      describe: () => client.describe(),
      fetch: (target) => client.fetch(target).then((response) => response.arrayBuffer()),
    };
    const drain = async (target) => {
      const reader = (await client.fetch(target)).body.getReader();
      let bytes = 0;
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return bytes;
        bytes += value.byteLength;
      }
    };
    onOrder((order) =>
      order.call === 'drain' ? drain(order.target) : runLoop(() => calls[order.call](order.target), order, clock));
  },
});
`;

export const benchManifest = {
  name: 'bench',
  publisher: 'acme',
  version: '1.0.0',
  main: 'extension.cjs',
  contributes: {
    connectionProviders: [
      {
        id: 'api',
        name: 'Bench',
        description: 'What is measured.',
        fields: [
          { id: 'url', type: 'url', label: 'Address' },
          { id: 'token', type: 'secret', label: 'Token' },
        ],
        origins: ['{url}'],
        auth: { kind: 'bearer', secret: 'token' },
      },
    ],
    connectionRequests: [
      {
        provider: 'acme.bench/api',
        reason: 'To be measured.',
        access: { methods: ['GET'], paths: ['/public/**'] },
      },
    ],
  },
};
