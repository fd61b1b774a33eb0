import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemLookup } from '../../network/system-lookup.ts';
import { attackingServerBefore } from '../fixtures/attacking-server/started-before.ts';
import { answering, type TestExtension } from '../fixtures/broker-in-folder.ts';
import {
  type Client,
  codeOf,
  newCanary,
  requestOf,
  type WatchedBroker,
  watchedBroker,
} from '../fixtures/watched-broker.ts';

const server = attackingServerBefore();

type Lookup = [hostname: string, options: object, callback: (error: null, found: object[]) => void];
let w: WatchedBroker;
let extension: TestExtension;
const bySystem = systemLookup as (...args: Lookup) => void;
let resolve = bySystem;
const canary = newCanary();
beforeEach(async () => {
  resolve = bySystem;
  const lookup = ((...args: Lookup) => resolve(...args)) as unknown as typeof systemLookup;
  w = await watchedBroker(canary, { network: { lookup } });
  w.inner.answer = answering('always');
  extension = w.attachNamed();
});
afterEach(async () => {
  expect(await w.closeAndLook()).toEqual([]);
});

const clientFor = async (): Promise<Client> =>
  extension.connections.use(await extension.connections.request(requestOf('bearer')));

describe('B5: a host that turns out to be another machine', () => {
  const create = (url: string) => codeOf(w.connect('bearer', url));

  it('odd address forms, metadata services and plain http cannot be saved', async () => {
    const refused = [
      ...[
        'http://0x7f.1',
        'http://2130706433',
        'http://127.1',
        'http://0',
        'http://[::ffff:127.0.0.1]',
        'http://0.0.0.0',
      ],
      ...[
        'https://169.254.169.254',
        'https://[fe80::1]',
        'https://[::]',
        'https://224.0.0.1',
        'https://255.255.255.255',
      ],
      ...[
        'https://[::ffff:169.254.169.254]',
        'http://10.0.0.1',
        'http://example.com',
        'https://example.com.',
      ],
      ...[
        'https://user@example.com',
        'https://example.com/path',
        'https://example.com?x',
        'file:///x',
        'https://１.1.1.1',
      ],
    ];
    expect(await Promise.all(refused.map(create))).toEqual(refused.map(() => 'invalid-input'));
    expect(
      await Promise.all(['https://10.1.2.3', 'https://192.168.0.1:8443', 'http://127.0.0.1:1'].map(create)),
    ).toEqual(['no error', 'no error', 'no error']);
  });

  const answerWith =
    (...addresses: readonly (readonly [string, 4 | 6])[]) =>
    (...[, , callback]: Lookup): void => {
      callback(
        null,
        addresses.map(([address, family]) => ({ address, family })),
      );
    };
  const names: Readonly<Record<string, readonly (readonly [string, 4 | 6])[]>> = {
    'a public name that resolves to loopback': [['127.0.0.1', 4]],
    'to a private address': [['10.0.0.1', 4]],
    'to a metadata service': [['169.254.169.254', 4]],
    'to loopback beside a public address': [...([['93.184.216.34', 4]] as const), ['127.0.0.1', 4]],
    'to IPv4 in IPv6': [['::ffff:127.0.0.1', 6]],
  };
  it.each(Object.entries(names))('%s is refused at the socket', async (_name, addresses) => {
    resolve = answerWith(...addresses);
    await w.connect('bearer', `https://rebinding.test:${new URL(server.url).port}`);
    const before = (await server.report()).connections;
    expect(await codeOf((await clientFor()).fetch('/hello'))).toBe('address-refused');
    expect((await server.report()).connections).toBe(before);
    const [line] = await w.audit({ kind: 'use.finished' });
    expect(line).toMatchObject({ outcome: 'failed', code: 'address-refused' });
  });

  it('localhost that resolves to a public address is refused', async () => {
    resolve = answerWith(['93.184.216.34', 4]);
    await w.connect('bearer', `http://localhost:${new URL(server.url).port}`);
    expect(await codeOf((await clientFor()).fetch('/hello'))).toBe('address-refused');
  });

  it('a name that resolves to loopback at the second look-up is refused', async () => {
    let asked = 0;
    resolve = (...args) => {
      asked += 1;
      return answerWith(asked === 1 ? ['192.0.2.1', 4] : ['127.0.0.1', 4])(...args);
    };
    await w.connect('bearer', `https://rebinding.test:${new URL(server.url).port}`);
    const client = await clientFor();
    const before = (await server.report()).connections;
    for (let time = 0; time < 3; time += 1)
      expect(await codeOf(client.fetch('/hello'))).toBe('address-refused');
    expect((await server.report()).connections).toBe(before);
  });
});
