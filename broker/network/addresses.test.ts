import type { lookup as dnsLookup } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { admitsAddress, guardedLookup } from './addresses.ts';
import { codeOf, get, openCourier, savedOrigin, serve, serveRaw } from './fixtures/serving.ts';
import type { Origin } from './origin.ts';

const open = savedOrigin('https://api.example.com');
const local = savedOrigin('http://localhost:1');
const literal = savedOrigin('https://10.0.0.7');
const intranet: Origin = { ...savedOrigin('https://wiki.corp.example'), reach: 'private' };

/** A resolver that answers as told, in both of dns.lookup's ways. */
const answering = (...rounds: string[][]): typeof dnsLookup => {
  let round = 0;
  const resolve = (_name: string, _options: unknown, callback: (...answer: unknown[]) => void): void => {
    const found = rounds[Math.min(round, rounds.length - 1)] ?? [];
    round += 1;
    callback(
      null,
      found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return resolve as typeof dnsLookup;
};

const looked = (origin: Origin, addresses: string[], all = true): Promise<unknown> =>
  new Promise((resolve) => {
    guardedLookup(origin, answering(addresses))('name', { all }, (error, found) =>
      resolve(error === null ? found : error.code),
    );
  });

describe('an address', () => {
  it.each([
    ['1.1.1.1', true],
    ['2606:4700::1111', true],
    ['::ffff:1.1.1.1', true],
    ['127.0.0.1', false],
    ['127.8.8.8', false],
    ['::1', false],
    ['::ffff:127.0.0.1', false],
    ['::127.0.0.1', false],
    ['::7f00:1', false],
    ['4000::1', false],
    ['0.0.0.0', false],
    ['0.1.2.3', false],
    ['::', false],
    ['10.0.0.1', false],
    ['172.16.0.1', false],
    ['192.168.1.1', false],
    ['100.64.0.1', false],
    ['169.254.169.254', false],
    ['::ffff:169.254.169.254', false],
    ['fe80::1', false],
    ['fe80::1%eth0', false],
    ['fd00:ec2::254', false],
    ['fec0::1', false],
    ['64:ff9b::7f00:1', false],
    ['64:ff9b:1::a00:1', false],
    ['2002:7f00:1::', false],
    ['2001::1', false],
    ['192.0.0.192', false],
    ['198.18.0.1', false],
    ['224.0.0.1', false],
    ['255.255.255.255', false],
    ['240.0.0.1', false],
    ['ff02::1', false],
    ['', false],
    ['localhost', false],
    ['0x7f.1', false],
  ])('the address %s for a public origin: %s', (address, expected) => {
    expect(admitsAddress(open, address)).toBe(expected);
  });

  it('the address for a loopback origin is loopback and nothing else', () => {
    expect(
      ['127.0.0.1', '::1', '127.9.9.9', '10.0.0.1', '1.1.1.1', '169.254.169.254'].map((a) =>
        admitsAddress(local, a),
      ),
    ).toEqual([true, true, true, false, false, false]);
  });

  it('the address for a literal is that literal and nothing else', () => {
    expect(
      ['10.0.0.7', '::ffff:10.0.0.7', '10.0.0.8', '127.0.0.1', '1.1.1.1'].map((a) =>
        admitsAddress(literal, a),
      ),
    ).toEqual([true, true, false, false, false]);
    const loopback = savedOrigin('http://127.0.0.1');
    expect(['127.0.0.1', '127.0.0.2', '::1'].map((a) => admitsAddress(loopback, a))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('the address for a name flagged as intranet is private and nothing else', () => {
    expect(
      ['10.0.0.1', 'fd00::1', '1.1.1.1', '127.0.0.1', '169.254.169.254'].map((a) =>
        admitsAddress(intranet, a),
      ),
    ).toEqual([true, true, false, false, false]);
  });
});

describe('the guarded lookup', () => {
  it('the lookup passes on allowed addresses', async () => {
    const both = [
      { address: '1.1.1.1', family: 4 },
      { address: '2606:4700::1111', family: 6 },
    ];
    expect(await looked(open, ['1.1.1.1', '2606:4700::1111'])).toEqual(both);
    expect(await looked(open, ['1.1.1.1'], false)).toBe('1.1.1.1');
  });

  it('the lookup refuses everything if one address is foreign', async () => {
    expect(await looked(open, ['1.1.1.1', '127.0.0.1'])).toBe('VALETKEY_ADDRESS_REFUSED');
    expect(await looked(open, ['1.1.1.1', '10.0.0.1'], false)).toBe('VALETKEY_ADDRESS_REFUSED');
    expect(await looked(local, ['127.0.0.1', '1.1.1.1'])).toBe('VALETKEY_ADDRESS_REFUSED');
    expect(await looked(open, [])).toBe('VALETKEY_ADDRESS_REFUSED');
  });
});

describe('sending', () => {
  it.each(['127.0.0.1', '::1', '10.0.0.1', '169.254.169.254', '0.0.0.0'])(
    'a request to a public name that resolves to %s opens no socket',
    async (address) => {
      let asked = 0;
      const served = await serve((_request, response) => {
        asked += 1;
        response.end('secret');
      });
      const origin = savedOrigin(`https://rebind.example:${served.port}`);
      const courier = openCourier({ lookup: answering([address]) });
      expect(await codeOf(get(courier, { origin }, '/'))).toBe('address-refused');
      expect(asked).toBe(0);
    },
  );

  it('every lookup is checked, not only the first', async () => {
    let asked = 0;
    const served = await serve((_request, response) => {
      asked += 1;
      response.setHeader('connection', 'close');
      response.end('ok');
    });
    const origin = savedOrigin(`http://localhost:${served.port}`);
    const courier = openCourier({
      lookup: answering(['127.0.0.1'], ['93.184.215.14'], ['127.0.0.1', '93.184.215.14']),
    });
    expect(await codeOf(get(courier, { origin }, '/'))).toBe('nothing was refused');
    expect(await codeOf(get(courier, { origin }, '/'))).toBe('address-refused');
    expect(await codeOf(get(courier, { origin }, '/'))).toBe('address-refused');
    expect(asked).toBe(1);
  });

  it('a request to a literal, which skips the lookup, is still checked', async () => {
    let connections = 0;
    const served = await serveRaw(() => {
      connections += 1;
    });
    const courier = openCourier();
    // What no saved origin can be, but a mistake elsewhere could make.
    const forged: Origin = { ...served.origin, reach: 'public' };
    expect(await codeOf(get(courier, { origin: forged }, '/'))).toBe('address-refused');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(connections).toBe(0);
  });

  it('the socket’s actual address is checked', async () => {
    const served = await serve((_request, response) => response.end('secret'));
    // Passes the check, then turns into another object's answer: what a lying resolver could do at best.
    let calls = 0;
    const lying = ((_name: string, _options: unknown, callback: (...answer: unknown[]) => void) => {
      callback(null, [
        {
          get address() {
            calls += 1;
            return calls === 1 ? '1.1.1.1' : '127.0.0.1';
          },
          family: 4,
        },
      ]);
    }) as typeof dnsLookup;
    const origin: Origin = {
      protocol: 'http:',
      host: 'api.example.com',
      port: String(served.port),
      reach: 'public',
    };
    expect(await codeOf(get(openCourier({ lookup: lying }), { origin }, '/'))).toBe('address-refused');
  });
});
