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

it('the entry for authors exports exactly this list', () => {
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
    ...['HostHandler', 'HttpMethod', 'Json', 'JsonObject', 'McpCallOptions', 'McpCallback', 'McpCallbacks'],
    ...['McpEventMap', 'McpEvents', 'McpLogLevel', 'McpReference', 'McpRoot', 'McpServerInfo', 'McpSession'],
    ...['McpTask', 'McpTool', 'McpToolResult', 'McpTransport', 'MethodOf', 'PathOf', 'ProviderName'],
    ...['ReadonlyDeep', 'TargetOf', 'ValetkeyError', 'defineExtension', 'textOf'],
  ]);
  expect(Object.keys(api).sort()).toEqual(['ValetkeyError', 'defineExtension', 'textOf']);
});

it('the entry for hosts exports exactly this list', () => {
  expect(namesIn('./host/index.ts')).toEqual([
    ...['Connected', 'Connections', 'Port', 'connectPort', 'makeConnections', 'runExtension'],
  ]);
  expect(Object.keys(host).sort()).toEqual(['connectPort', 'makeConnections', 'runExtension']);
});

it('the entry for tests exports exactly this list', () => {
  expect(namesIn('./testing/index.ts')).toEqual([
    ...['RecordedAsk', 'RecordedRequest', 'RecordedToolCall', 'TestConnections', 'TestConnectionsOptions'],
    ...['TestMcpServer', 'TestService', 'TestTool', 'testConnections'],
  ]);
  expect(Object.keys(testing)).toEqual(['testConnections']);
});

it.each(['./index.ts', './host/index.ts', './testing/index.ts'])(
  '%s reaches only the contracts, zod and comlink',
  (entry) => {
    const allowed = ['@valetkey/api-contracts', 'comlink', 'zod'];
    const reached = reachedFrom(entry);
    expect(reached).toContain('@valetkey/api-contracts');
    expect(reached.filter((name) => !allowed.includes(name))).toEqual([]);
  },
);

it('every entry re-exports by name, without a star', () => {
  for (const path of ['./index.ts', './host/index.ts', './testing/index.ts'])
    expect(textOf(path)).not.toMatch(/export \*/);
});

it('the package depends on exactly what it reaches', () => {
  const { dependencies } = JSON.parse(textOf('./package.json')) as { dependencies: object };
  expect(Object.keys(dependencies)).toEqual(['@valetkey/api-contracts', 'comlink', 'zod']);
});
