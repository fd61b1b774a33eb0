import { version } from '../version.ts';
import { declareConnections } from './declare-connections.ts';

export type ScaffoldNames = { readonly publisher: string; readonly name: string };

/** What a new extension's folder holds, by path: it bundles, passes its test, and reads one page when it runs. */
export function scaffold({ publisher, name }: ScaffoldNames): Readonly<Record<string, string>> {
  const provider = `${publisher}.${name}/api`;
  return {
    'package.json': `${JSON.stringify(manifestOf({ publisher, name }), undefined, 2)}\n`,
    'tsconfig.json': `${JSON.stringify(compilerOptions, undefined, 2)}\n`,
    'valetkey.d.ts': declareConnections([requestOf({ publisher, name })]),
    '.gitignore': 'node_modules/\ndist/\n.valetkey/\n',
    'src/extension.ts': entryOf(provider),
    'test/tsconfig.json': `${JSON.stringify(testCompilerOptions, undefined, 2)}\n`,
    'test/extension.test.ts': testOf(provider),
    '.vscode/launch.json': `${JSON.stringify({ version: '0.2.0', configurations: [attaching] }, undefined, 2)}\n`,
    'README.md': readmeOf({ publisher, name }),
  };
}

const bundled = 'src/extension.ts --bundle --format=cjs --platform=neutral --main-fields=module,main';

const manifestOf = ({ publisher, name }: ScaffoldNames): object => ({
  $schema: './node_modules/@valetkey/api-contracts/manifest.schema.json',
  name,
  publisher,
  version: '0.1.0',
  private: true,
  type: 'module',
  displayName: titleOf(name),
  description: 'Reads a page of a service.',
  main: 'dist/extension.cjs',
  scripts: {
    dev: 'valetkey dev .',
    debug: 'valetkey dev . --inspect',
    build: `esbuild ${bundled} --target=es2022 --external:@valetkey/extension-api --sourcemap=inline --sources-content=false --outfile=dist/extension.cjs`,
    types: 'tsc && tsc -p test',
    test: 'esbuild test/extension.test.ts --bundle --format=esm --platform=node --packages=external --outfile=dist/extension.test.js && node --test dist/extension.test.js',
  },
  contributes: {
    connectionProviders: [
      {
        id: 'api',
        version: 1,
        name: `${titleOf(name)} API`,
        description: 'The service that this extension reads.',
        fields: [
          { id: 'url', type: 'url', label: 'Address', placeholder: 'https://api.example.com' },
          { id: 'token', type: 'secret', label: 'Access token' },
        ],
        origins: ['{url}'],
        auth: { kind: 'bearer', secret: 'token' },
        test: { path: '/' },
      },
    ],
    connectionRequests: [requestOf({ publisher, name })],
  },
  devDependencies: {
    '@valetkey/api-contracts': version,
    '@valetkey/broker': version,
    '@valetkey/extension-api': version,
    '@types/node': '^20.19.0',
    esbuild: '^0.28.0',
    typescript: '>=5.4',
  },
});

/** To what `npm run debug` waits with, after each edit again. */
const attaching = {
  name: 'Debug the extension',
  type: 'node',
  request: 'attach',
  port: 9229,
  restart: true,
};

const requestOf = ({ publisher, name }: ScaffoldNames) => ({
  provider: `${publisher}.${name}/api`,
  reason: 'Reads the first page.',
  access: { methods: ['GET'] as const, paths: ['/**'] },
});

const titleOf = (name: string): string =>
  name
    .split('-')
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join(' ');

const compilerOptions = {
  extends: '@valetkey/extension-api/tsconfig.extension.json',
  include: ['src', 'valetkey.d.ts'],
};

/** A test runs in Node, and has all of it. */
const testCompilerOptions = {
  extends: '../tsconfig.json',
  compilerOptions: { lib: ['es2023'], types: ['node'] },
  include: ['.', '../valetkey.d.ts'],
};

const entryOf = (
  provider: string,
): string => `import { defineExtension, ValetkeyError } from '@valetkey/extension-api';

export const extension = defineExtension({
  async activate({ connections, log }) {
    try {
      const handle = await connections.request({ provider: '${provider}' });
      const service = connections.use(handle);
      const answer = await service.fetch('/');
      log.info(\`The service answered \${answer.status}: \${(await answer.text()).slice(0, 200)}\`);
      service.dispose();
    } catch (error) {
      // The user's to change. Anything else is a mistake here, and \`dev\` names its line.
      if (!(error instanceof ValetkeyError && ['denied', 'no-connection'].includes(error.code))) throw error;
      log.warn(\`There is nothing to read. \${error.message}\`);
    }
  },
});
`;

const testOf = (provider: string): string => `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testConnections } from '@valetkey/extension-api/testing';
import { extension } from '../src/extension.ts';

test('the extension reads the first page and says what it got', async () => {
  const kit = testConnections({ provider: '${provider}', respond: () => new Response('hello') });
  await extension.activate(kit.context);
  assert.deepEqual(kit.requests.map(({ method, target }) => \`\${method} \${target}\`), ['GET /']);
  assert.deepEqual(kit.logs.map(({ text }) => text), ['The service answered 200: hello']);
  await kit.stop(extension);
});

test('the extension continues when the user denies', async () => {
  const kit = testConnections({ deny: 'denied' });
  await extension.activate(kit.context);
  assert.equal(kit.requests.length, 0);
  await kit.stop(extension);
});
`;

const readmeOf = ({ publisher, name }: ScaffoldNames): string => `# ${titleOf(name)}

A Valetkey extension. It never holds a secret: it asks for a connection, and the broker sends what it asks.

    npm install
    npm run dev     # runs it, asks at this terminal, and starts it again after each edit
    npm run debug   # the same, and waits for a debugger: in VS Code, press F5
    npm test        # without a broker, a network or a secret
    npm run types

\`package.json\` describes the service (\`connectionProviders\`) and what this extension asks for
(\`connectionRequests\`). \`npm run dev\` prints the command that sets up the connection to \`${publisher}.${name}/api\`.
What it keeps is in \`.valetkey/\`, for development alone.
`;
