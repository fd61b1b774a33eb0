import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
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

const esbuild = createRequire(import.meta.url).resolve('esbuild/bin/esbuild');

it('the official MCP SDK, bundled as extension-api/README.md says, runs in a locked-down extension', async () => {
  const page = readFileSync(new URL('../../../../extension-api/README.md', import.meta.url), 'utf8');
  const command = /npx esbuild FOLDER\/extension\.ts ([\s\S]*?) --outfile=/.exec(page)?.[1] ?? '';
  const bundle = execFileSync(esbuild, command.split(/[\s\\]+/), { input: source, cwd: import.meta.dirname });
  const { worker, ended, lines } = startScript(String(bundle));
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
});
