import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import * as host from './host/index.ts';
import * as api from './index.ts';
import * as testing from './testing/index.ts';

const textOf = (path: string): string => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8');

/** Names that a file exports, types too. */
const namesIn = (path: string): readonly string[] =>
  [...textOf(path).matchAll(/^export (?:type )?\{([^}]*)\}/gm)]
    .flatMap(([, list = '']) => list.split(','))
    .map((name) => name.trim().replace(/^type /, ''))
    .filter((name) => name !== '')
    .sort();

/** Modules that are reached from a file, ours by their path and others by their name. */
const reachedFrom = (entry: string): readonly string[] => {
  const seen = new Set<string>();
  const visit = (url: URL): void => {
    if (seen.has(url.href)) return;
    seen.add(url.href);
    for (const [, from = ''] of readFileSync(url, 'utf8').matchAll(
      /\bfrom '([^']+)'|\bimport\('([^']+)'\)/g,
    )) {
      if (from.startsWith('.')) visit(new URL(from, url));
      else seen.add(from);
    }
  };
  visit(new URL(entry, import.meta.url));
  return [...seen].filter((name) => !name.startsWith('file:')).sort();
};

it('exports to extension authors this and nothing else', () => {
  expect(namesIn('./index.ts')).toEqual([
    ...['Access', 'Attenuation', 'CapabilityDescription', 'CapabilityHandle', 'ConnectionClient'],
    ...[
      'ConnectionFetchInit',
      'ConnectionRequestInput',
      'Connections',
      'ErrorCode',
      'Extension',
      'ExtensionContext',
    ],
    ...['HttpMethod', 'Json', 'JsonObject', 'McpCallOptions', 'McpCallback', 'McpCallbacks', 'McpLogLevel'],
    ...['McpReference', 'McpRoot', 'McpServerInfo', 'McpSession', 'McpTool', 'McpToolResult', 'McpTransport'],
    ...['ValetkeyError', 'defineExtension', 'textOf'],
  ]);
  expect(Object.keys(api).sort()).toEqual(['ValetkeyError', 'defineExtension', 'textOf']);
});

it('exports to hosts this and nothing else', () => {
  expect(namesIn('./host/index.ts')).toEqual([
    ...['Connected', 'Connections', 'Port', 'connectPort', 'makeConnections', 'runExtension'],
  ]);
  expect(Object.keys(host).sort()).toEqual(['connectPort', 'makeConnections', 'runExtension']);
});

it('exports to tests this and nothing else', () => {
  expect(namesIn('./testing/index.ts')).toEqual([
    ...['RecordedAsk', 'RecordedRequest', 'RecordedToolCall', 'TestConnections', 'TestConnectionsOptions'],
    ...['TestMcpServer', 'TestTool', 'testConnections'],
  ]);
  expect(Object.keys(testing)).toEqual(['testConnections']);
});

it.each(['./index.ts', './host/index.ts', './testing/index.ts'])(
  '%s reaches the contracts, zod and comlink alone',
  (entry) => {
    const allowed = ['@valetkey/api-contracts', 'comlink', 'zod'];
    const reached = reachedFrom(entry);
    expect(reached).toContain('@valetkey/api-contracts');
    expect(reached.filter((name) => !allowed.includes(name))).toEqual([]);
  },
);

it('re-exports by name: no star', () => {
  for (const path of ['./index.ts', './host/index.ts', './testing/index.ts'])
    expect(textOf(path)).not.toMatch(/export \*/);
});

it('depends on what it reaches, and on nothing more', () => {
  const { dependencies } = JSON.parse(textOf('./package.json')) as { dependencies: object };
  expect(Object.keys(dependencies)).toEqual(['@valetkey/api-contracts', 'comlink', 'zod']);
});
