import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PathReader, PathReaders } from '../checks/fixtures/servers/path-readers/path-reader.ts';
import { startApache } from '../checks/fixtures/servers/path-readers/start-apache.ts';
import { startCaddy } from '../checks/fixtures/servers/path-readers/start-caddy.ts';
import { startHaproxy } from '../checks/fixtures/servers/path-readers/start-haproxy.ts';
import { startLighttpd } from '../checks/fixtures/servers/path-readers/start-lighttpd.ts';
import { startNginx } from '../checks/fixtures/servers/path-readers/start-nginx.ts';
import { startNode } from '../checks/fixtures/servers/path-readers/start-node.ts';
import { startPython } from '../checks/fixtures/servers/path-readers/start-python.ts';
import { startTomcat } from '../checks/fixtures/servers/path-readers/start-tomcat.ts';
import { startedBefore } from '../checks/fixtures/servers/started-before.ts';
import { decideDestination } from './destination.ts';
import { isWithin, nastyCaveats, nastyPath } from './fixtures/nasty-paths.ts';
import { savedOrigin } from './fixtures/serving.ts';

const origins = [savedOrigin('http://localhost:1')];
const admitted = (target: string): string[] => {
  const decided = decideDestination({ origins, target, paths: [nastyCaveats] });
  return decided.ok ? [decided.destination.url.pathname] : [];
};

/** Each with paths that are refused, and what it makes of them: so the readers are known to tell servers apart. */
const servers: readonly {
  readonly name: string;
  readonly needs: Parameters<typeof startedBefore>[0];
  readonly start: () => Promise<PathReaders>;
  readonly differs: readonly (readonly [reader: string, path: string, reading: string])[];
}[] = [
  {
    name: 'nginx',
    needs: ['nginx'],
    start: startNginx,
    differs: [
      ['nginx, $uri', '/v1/..%2Fx/public', '/x/public'],
      ['nginx, files', '/v1//public', '/v1/public'],
      ['nginx, proxy_pass', '/v1/a%2Fb/public', '/v1/a/b/public'],
      ['nginx, proxy_pass with a path', '/v1/files/..%2F..%2Fx', '/x'],
    ],
  },
  {
    name: 'Apache',
    needs: ['apache2-bin'],
    start: startApache,
    differs: [
      ['Apache, files, AllowEncodedSlashes On', '/v1/a%2Fpublic', '/v1/a/public'],
      ['Apache, RewriteRule, AllowEncodedSlashes On', '/v1/a%2Fb/public', '/v1/a/b/public'],
    ],
  },
  {
    name: 'Tomcat',
    needs: ['default-jre-headless', 'libtomcat10-java'],
    start: startTomcat,
    differs: [
      ['Tomcat, application', '/v1/;x/public', '/v1/public'],
      ['Tomcat, application', '/v1/items/;x', '/v1/items/'],
      ['Tomcat, application, decoded slashes', '/v1/a%2F..%2F..%2Fx', '/x'],
      ['Tomcat, files', '/v1/;x/public', '/v1/public'],
    ],
  },
  {
    name: 'lighttpd',
    needs: ['lighttpd'],
    start: startLighttpd,
    differs: [['lighttpd, files', '/v1/a%2Fpublic', '/v1/a/public']],
  },
  {
    name: 'HAProxy',
    needs: ['haproxy'],
    start: startHaproxy,
    differs: [['HAProxy, normalize-uri', '/v1/%2E%2E/x', '/x']],
  },
  {
    name: 'Caddy',
    needs: ['caddy'],
    start: startCaddy,
    differs: [['Caddy, files', '/v1/a%2Fpublic', '/v1/a/public']],
  },
  {
    name: 'Python',
    needs: ['python3-flask'],
    start: startPython,
    differs: [
      ['http.server, files', '/v1/a%2F..%2F..%2Fx', '/x'],
      ['http.server, files', '/v1/items/;/..%2Fx', '/v1/items/x'],
    ],
  },
  { name: 'Node', needs: [], start: startNode, differs: [['URL of Node', '/v1/%2e%2e/x', '/x']] },
];

describe.each(servers)('$name', ({ needs, start, differs }) => {
  let readers: readonly PathReader[] = [];
  startedBefore(needs, async () => {
    const running = await start();
    ({ readers } = running);
    return [running];
  });

  it('the server reads the refused paths differently from others', async () => {
    for (const [name, path, reading] of differs) {
      expect(admitted(path)).toEqual([]);
      const reader = readers.find((one) => one.name === name);
      expect([name, path, await reader?.read(path)]).toEqual([name, path, reading]);
    }
  });

  it('the server reads each admitted path within the caveat', async () => {
    const read = new Map(readers.map(({ name }) => [name, 0]));
    await fc.assert(
      fc.asyncProperty(fc.array(nastyPath, { minLength: 200, maxLength: 400 }), async (targets) => {
        const paths = targets.flatMap(admitted);
        const escaped = await Promise.all(
          paths.flatMap((path) =>
            readers.map(async ({ name, read: readIn }) => {
              const reading = await readIn(path);
              if (reading === undefined) return [];
              read.set(name, (read.get(name) ?? 0) + 1);
              return isWithin(reading) ? [] : [[name, path, reading]];
            }),
          ),
        );
        expect(escaped.flat()).toEqual([]);
      }),
      { numRuns: 8 },
    );
    expect(Math.min(...read.values())).toBeGreaterThan(5);
  });
});
