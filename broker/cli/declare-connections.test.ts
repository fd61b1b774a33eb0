import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { declareConnections, writeDeclaredConnections } from './declare-connections.ts';
import { scaffold } from './scaffold.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

const newExtension = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-types-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [path, text] of Object.entries(scaffold({ publisher: 'acme', name: 'notes' }))) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
};

/** The compiler of another version, from the registry. Undefined where that cannot be reached. */
const installed = (version: string): string | undefined => {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-typescript-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'package.json'), '{}');
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--fetch-retries=0'];
  try {
    execFileSync('npm', ['install', ...quiet, `typescript@${version}`], { cwd: folder, stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return join(folder, 'node_modules/typescript/lib/tsc.js');
};

const compile = (compiler: string, folder: string, project = '.'): Promise<string> =>
  new Promise((resolve) => {
    execFile(process.execPath, [compiler, '-p', project], { cwd: folder }, (_error, out) => resolve(out));
  });

const inUse = join(root, 'node_modules/typescript/lib/tsc.js');
const compilers: readonly [version: string, find: () => string | undefined][] = [
  ['of this repository', () => inUse],
  ['5.4', () => installed('5.4.5')],
];

const access = { methods: ['GET', 'POST'], paths: ['/issues', '/v1/*/items', '/files/**'] } as const;
const uses = (line: string): string => `
  import { defineExtension } from '@valetkey/extension-api';
  export const extension = defineExtension({ async activate({ connections, log }) {
    const service = connections.use(await connections.request({ provider: 'acme.notes/api' }));
    const word: string = log.toString();
    ${line.replaceAll('$[word]', () => '$' + '{word}')}
  } });`;

describe.each(compilers)('with TypeScript %s,', (_, find) => {
  it('a new extension and its test compile', async ({ skip }) => {
    const compiler = find() ?? skip('the npm registry cannot be reached');
    const folder = newExtension();
    expect([await compile(compiler, folder), await compile(compiler, folder, 'test')]).toEqual(['', '']);
  });

  it('a use that the manifest declares compiles, and one that it does not is refused', async ({ skip }) => {
    const compiler = find() ?? skip('the npm registry cannot be reached');
    const folder = newExtension();
    rmSync(join(folder, 'test'), { recursive: true });
    writeFileSync(
      join(folder, 'valetkey.d.ts'),
      declareConnections([
        { provider: 'acme.notes/api', access },
        { provider: 'acme.notes/mcp', access: { methods: [], paths: [] } },
      ]),
    );
    const right = [
      "await service.fetch('/issues');",
      "await service.fetch('/issues?open=1');",
      'await service.fetch(`/v1/$[word]/items`);',
      "await service.fetch('/files');",
      'await service.fetch(`/files/$[word]/x`);',
      'await service.fetch(word);',
      "await service.fetch(new URL('https://api.example/issues'));",
      "await service.fetch('https://api.example/issues', { method: 'POST', body: 'x' });",
      "await connections.request({ provider: 'acme.notes/api', access: { methods: ['GET'], paths: ['/v1/*/items'] } });",
    ];
    const wrong: readonly [line: string, told: string][] = [
      ["await service.fetch('/issues/5');", '"/issues/5"'],
      ['await service.fetch(`/v2/$[word]`);', '`/v2/$'],
      ["await connections.request({ provider: 'acme.notes/apo' });", `Did you mean '"acme.notes/api"'?`],
      [
        "await connections.request({ provider: 'acme.notes/api', access: { methods: ['DELETE'] } });",
        '"DELETE"',
      ],
      [
        "await connections.request({ provider: 'acme.notes/api', access: { paths: ['/isues'] } });",
        `Did you mean '"/issues"'?`,
      ],
      [
        "connections.use(await connections.request({ provider: 'acme.notes/mcp' })).fetch('/issues');",
        '"/issues"',
      ],
      ["await fetch('https://api.example');", "Cannot find name 'fetch'"],
      ["localStorage.setItem('a', 'b');", "Cannot find name 'localStorage'"],
    ];
    writeFileSync(join(folder, 'src/extension.ts'), uses(right.join('\n')));
    for (const [at, [line]] of wrong.entries()) writeFileSync(join(folder, `src/wrong-${at}.ts`), uses(line));
    const told = await compile(compiler, folder);
    expect(told).not.toContain('src/extension.ts');
    for (const [at, [, words]] of wrong.entries()) {
      const lines = told.split('\n').filter((line) => line.startsWith(`src/wrong-${at}.ts`));
      expect(lines).toEqual([expect.stringContaining(words)]);
    }
  });
});

describe('valetkey.d.ts', () => {
  const declaredIn = (folder: string): string => readFileSync(join(folder, 'valetkey.d.ts'), 'utf8');
  const edit = (folder: string, from: string, to: string): void => {
    const file = join(folder, 'package.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
  };

  it('valetkey.d.ts of a new extension says what its manifest says', () => {
    const folder = newExtension();
    const before = declaredIn(folder);
    writeDeclaredConnections(folder);
    expect(declaredIn(folder)).toBe(before);
    edit(folder, '"/**"', '"/v1/*"');
    writeDeclaredConnections(folder);
    expect(declaredIn(folder)).toBe(before.replace('/**', '/v1/*'));
  });

  it('a manifest that cannot be read leaves valetkey.d.ts as it is', () => {
    const folder = newExtension();
    const before = declaredIn(folder);
    edit(folder, '{', '[');
    writeDeclaredConnections(folder);
    rmSync(join(folder, 'package.json'));
    writeDeclaredConnections(folder);
    expect(declaredIn(folder)).toBe(before);
  });

  it('a valetkey.d.ts that its author wrote stays', () => {
    const folder = newExtension();
    writeFileSync(join(folder, 'valetkey.d.ts'), '// mine\n');
    writeDeclaredConnections(folder);
    expect(declaredIn(folder)).toBe('// mine\n');
  });
});
