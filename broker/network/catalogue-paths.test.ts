import type { ConnectionProvider } from '@valetkey/api-contracts';
import { describe, expect, it } from 'vitest';
import { builtIn } from '../providers/built-in.ts';
import { decideDestination } from './destination.ts';
import { savedOrigin } from './fixtures/serving.ts';

const origins = [savedOrigin('https://api.good.example')];
const outcome = (target: string, paths: readonly string[]): string => {
  const decided = decideDestination({ origins, target, paths: [paths] });
  return decided.ok ? decided.destination.url.pathname : decided.why;
};

/** Paths of its test, of the lists that its fields offer, and of its MCP server. */
const ownPaths = (provider: ConnectionProvider): string[] =>
  declaredPaths(provider).map((path) =>
    path.startsWith('{') ? '/v1/mcp/typed' : path.replace(/\{[a-z]\w*\}/gi, 'typed-1.2'),
  );
const declaredPaths = ({ test, fields, mcp }: ConnectionProvider): string[] => [
  ...(test === undefined ? [] : [test.path]),
  ...fields.flatMap((field) => ('options' in field && 'path' in field.options ? [field.options.path] : [])),
  ...(mcp === undefined || mcp.transport === 'stdio' ? [] : [mcp.path]),
];
const providers = builtIn.map(({ id, read }) => [id, read()] as const);

describe('what the catalogue names', () => {
  it('paths of the catalogue pass as literals, with `*` for each segment, and below each part', () => {
    let tried = 0;
    for (const [id, provider] of providers) {
      for (const target of ownPaths(provider)) {
        const [path = ''] = target.split('?');
        const segments = path.slice(1).split('/');
        const below = segments.map((_, count) => `/${[...segments.slice(0, count), '**'].join('/')}`);
        const anything = `/${segments.map((segment) => (segment === '' ? '' : '*')).join('/')}`;
        for (const pattern of [path, anything, ...below]) {
          tried += 1;
          expect([id, pattern, outcome(target, [pattern])]).toEqual([id, pattern, path]);
        }
      }
    }
    expect(tried).toBeGreaterThan(120);
  });

  it('patterns of the catalogue admit what they suggest', () => {
    let tried = 0;
    for (const [id, { suggestedPaths }] of providers) {
      for (const pattern of suggestedPaths) {
        const path = pattern.replace(/\*\*$/, 'a/b.c/@me').replaceAll('*', 'name');
        tried += 1;
        expect([id, pattern, outcome(path, [pattern])]).toEqual([id, pattern, path]);
      }
    }
    expect(tried).toBeGreaterThan(40);
  });

  // From the services' own documentation: what a rule of ours would break first.
  it.each([
    ['gitlab', '/api/v4/projects/group%2Fproject/repository/files/app%2Fmodels%2Fkey.rb/raw'],
    ['github', '/repos/ada/engine/contents/docs/read%20me%20(1).md'],
    ['github', '/repos/ada/engine/compare/v1.0...v1.1'],
    ['github', '/repos/ada/engine/issues/1/labels/%F0%9F%90%9B%20bug'],
    ['discord', '/api/v10/channels/1/messages/2/reactions/%F0%9F%94%A5/@me'],
    ['google', '/calendar/v3/calendars/ada%40example.com/events'],
    ['microsoft-graph', '/v1.0/me/drive/root:/R%C3%A9sum%C3%A9s/ada.pdf:/content'],
    ['microsoft-graph', "/v1.0/me/messages('AAMk=')/attachments"],
    ['google', '/drive/v3/files/1a_B-c/export'],
    ['telegram', '/getMe'],
    ['slack', '/api/chat.postMessage'],
    ['docker-registry', '/v2/library/alpine/blobs/sha256:9c6f07244728'],
    ['bitbucket', '/2.0/repositories/ada/%7B1f2e-3d%7D/src'],
    ['airtable', '/v0/app1/Table%20one/rec1'],
    ['npm', '/@scope%2fname'],
    ['npm', '/@scope/name/-/name-1.0.0.tgz'],
    ['aws-s3', '/bucket/a%2Fb;c/100%25//x'],
  ])('the provider %s admits %s under its suggested paths', (id, path) => {
    const [, provider] = providers.find(([known]) => known === id) ?? [];
    expect(outcome(path, provider?.suggestedPaths ?? [])).toBe(path);
  });
});
