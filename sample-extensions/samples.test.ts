import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { extensionManifest } from '@valetkey/api-contracts';
import { beforeAll, describe, expect, it } from 'vitest';

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const samples = readdirSync(folder('.')).filter((name) => existsSync(folder(`./${name}/extension.ts`)));
const manifestOf = (name: string) =>
  extensionManifest.parse(JSON.parse(readFileSync(folder(`./${name}/package.json`), 'utf8')));
const bundleOf = (name: string): string => folder(`./${name}/${manifestOf(name).main}`);

beforeAll(() => {
  execFileSync(process.execPath, [folder('../.config/build-samples.mjs')]);
});

it('the folder has four samples', () => {
  expect(samples.sort()).toEqual(['hostile', 'mcp-tools', 'openid-profile', 'registry-reader']);
});

describe.each(samples)('%s', (name) => {
  it('the sample declares each request for a provider that it contributes', () => {
    const { publisher, contributes } = manifestOf(name);
    const own = contributes.connectionProviders.map(({ id }) => `${publisher}.${name}/${id}`);
    expect(contributes.connectionRequests.length).toBeGreaterThan(0);
    for (const { provider } of contributes.connectionRequests) expect(own).toContain(provider);
  });

  it('the sample asks in its code for what its manifest declares', () => {
    const source = readFileSync(folder(`./${name}/extension.ts`), 'utf8');
    const { access } = manifestOf(name).contributes.connectionRequests[0] ?? {};
    const lists = [...source.matchAll(/(methods|paths|mcpTools): (\[[^\]]*\])/g)];
    expect(lists.length).toBeGreaterThan(0);
    for (const [, list, text = ''] of lists) {
      expect(JSON.parse(text.replaceAll("'", '"'))).toEqual(access?.[list as keyof typeof access]);
    }
  });

  it('the sample is bundled into a script that needs only the API', () => {
    const text = readFileSync(bundleOf(name), 'utf8');
    const required = [...text.matchAll(/require\(([^)]*)\)/g)].map(([, what]) => what);
    expect(new Set(required)).toEqual(new Set(['"@valetkey/extension-api"']));
    expect(text).not.toMatch(/^\s*(import|export)\s/m);
  });

  it('the sample exports an extension when it is evaluated with only the API', () => {
    const module: { exports: { extension?: { activate?: unknown } } } = { exports: {} };
    class ValetkeyError extends Error {}
    const api = { ValetkeyError, defineExtension: (extension: object) => extension };
    const run = new Function('require', 'module', 'exports', readFileSync(bundleOf(name), 'utf8'));
    run(() => api, module, module.exports);
    expect(typeof module.exports.extension?.activate).toBe('function');
  });
});
