import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { startScript } from './fixtures/start-extension.ts';

/** As an author writes it: the official SDK is bundled into the extension's one script. */
const source = `
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { defineExtension } from '@valetkey/extension-api';
export const extension = defineExtension({
  async activate({ connections, log }) {
    const handle = await connections.request({ provider: 'local', reason: 'to test' });
    const client = new Client({ name: 'an-extension', version: '1.0.0' });
    await client.connect(connections.use(handle).mcpTransport());
    log.info(client.getServerVersion().name);
    log.info((await client.listTools()).tools.map(({ name }) => name).join());
    log.info(JSON.stringify((await client.callTool({ name: 'echo', arguments: { type: 'text', text: 'hi' } })).content));
    await client.close();
  },
});`;

it('the official MCP SDK runs in an extension, locked down as it is, over a handle’s transport', async () => {
  const bundle = await build({
    stdin: { contents: source, resolveDir: import.meta.dirname },
    ...{ bundle: true, format: 'cjs', platform: 'neutral', mainFields: ['module', 'main'], target: 'es2022' },
    ...{ external: ['@valetkey/extension-api'], write: false, logLevel: 'error' },
  });
  const { worker, ended, lines } = startScript(bundle.outputFiles[0]?.text ?? '');
  try {
    expect(await ended).toEqual({ state: 'activated' });
    expect(lines).toEqual(
      ['info local', 'info echo', 'info [{"type":"text","text":"hi"}]'].map((line) =>
        line.replace('local', 'scripted'),
      ),
    );
  } finally {
    await worker.stop();
  }
}, 30_000);
