import { capabilityContract, controlContract, frameLimits } from '@valetkey/api-contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { countProof } from '../checks/fixtures/proof-counts.ts';
import { consentContract } from '../contracts/consent.ts';
import { settingsContract } from '../contracts/settings.ts';
import { admitFrame } from './admit-frame.ts';
import { pickFrom, randomFrom } from './fixtures/values-of-schema.ts';

const contracts = { controlContract, capabilityContract, settingsContract, consentContract };

const atoms = [
  ...[undefined, null, true, 0, -1, 1.5, Number.NaN, 2 ** 53, '', 'x', '__proto__', 'constructor', 'then'],
  ...['GET', 'SET', 'APPLY', 'CONSTRUCT', 'ENDPOINT', 'RELEASE', 'RAW', 'HANDLER', 'throw', 'proxy', 'fetch'],
  ...[
    'request',
    'replaceSecret',
    'answer',
    '/v1/**',
    'https://evil.example',
    '\u202e',
    'con_aaaaaaaaaaaaaaaaaaaaa',
    1n,
  ],
  ...[new Date(0), new Map([['a', 1]]), new Uint8Array(3), new Error('x'), /x/],
];
const keys = [
  'id',
  'type',
  'path',
  'argumentList',
  'value',
  'name',
  '__proto__',
  'constructor',
  'then',
  'toString',
];

describe('admitFrame', () => {
  it('of 100,000 random and mutated frames, only calls of the contract’s own methods pass', () => {
    const random = randomFrom(20261124);
    const pick = <T>(from: readonly T[]): T => pickFrom(random, from);
    const grow = (depth: number): unknown => {
      const kind = random();
      if (depth === 0 || kind < 0.5) return pick(atoms);
      if (kind < 0.7) return Array.from({ length: Math.floor(random() * 3) }, () => grow(depth - 1));
      const object = {};
      for (let i = Math.floor(random() * 4); i > 0; i -= 1) {
        // As structured clone makes it: an own property, also for `__proto__`.
        Object.defineProperty(object, pick(keys), {
          value: grow(depth - 1),
          enumerable: true,
          configurable: true,
          writable: true,
        });
      }
      return object;
    };
    const sound = (name: string): Record<string, unknown> => ({
      id: 'i',
      type: 'APPLY',
      path: [name],
      argumentList: [{ type: 'RAW', value: {} }],
    });
    const before = Object.getOwnPropertyNames(Object.prototype).join();
    const names = Object.entries(contracts);
    let admitted = 0;
    for (let i = 0; i < 100_000; i += 1) {
      const [, contract] = pick(names);
      let frame: unknown = grow(4);
      if (random() < 0.7) {
        const mutated = sound(pick([...Object.keys(contract), ...keys]));
        const key = pick(Object.keys(mutated));
        if (random() < 0.8) mutated[key] = grow(3);
        else delete mutated[key];
        frame = mutated;
      }
      const admission = admitFrame(frame, contract, frameLimits);
      if (admission.kind !== 'call') continue;
      admitted += 1;
      if (!Object.hasOwn(contract, admission.name)) expect.fail(`frame ${i} reached ${admission.name}`);
    }
    expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(before);
    // Some mutations change nothing that matters: otherwise the test would look at refusals only.
    expect(admitted).toBeGreaterThan(500);
    countProof({ frames: 100_000 });
  });

  it('admitFrame never throws, whatever fast-check generates', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withMap: true, withBigInt: true }), (value) => {
        admitFrame(value, controlContract, frameLimits);
        admitFrame(
          { id: 'a', type: 'APPLY', path: ['request'], argumentList: [{ type: 'RAW', value }] },
          controlContract,
          frameLimits,
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'the inherited name %s is not a method of the contract',
    (name) => {
      const frame = { id: 'a', type: 'APPLY', path: [name], argumentList: [{ type: 'RAW', value: {} }] };
      expect(admitFrame(frame, controlContract, frameLimits)).toMatchObject({ why: 'unknown-method' });
    },
  );

  it('the admitted input is a copy, so changing the message later has no effect', () => {
    const value = { level: 'info', text: 'x' };
    const frame = { id: 'a', type: 'APPLY', path: ['log'], argumentList: [{ type: 'RAW', value }] };
    const admission = admitFrame(frame, controlContract, frameLimits);
    expect(admission).toMatchObject({ kind: 'call', input: { text: 'x' } });
    value.text = 'changed';
    expect(admission).toMatchObject({ kind: 'call', input: { text: 'x' } });
  });
});

const call = (value: unknown) => ({
  id: 'a',
  type: 'APPLY',
  path: ['log'],
  argumentList: [{ type: 'RAW', value }],
});

describe('a frame is measured before any schema reads it', () => {
  const ownProto = JSON.parse('{"level":"info","text":"x","__proto__":1}');
  it.each<[string, unknown]>([
    ['too-large', { level: 'info', text: 'x'.repeat(frameLimits.maxBytes) }],
    ['too-many-values', { level: 'info', text: new Array(frameLimits.maxNodes + 1) }],
    ['not-plain-data', { level: 'info', text: new Date(0) }],
    ['forbidden-key', ownProto],
  ])('%s is refused before its schema runs', (why, value) => {
    expect(admitFrame(call(value), controlContract, frameLimits)).toEqual({ kind: 'violation', why });
  });
});

describe('a frame whose schema throws', () => {
  it('a frame whose schema throws is refused, because its sender chose the text', () => {
    const call = { id: '1', type: 'APPLY', path: ['say'], argumentList: [{ type: 'RAW', value: 'x' }] };
    const input = z.string().refine(() => {
      throw new RangeError('Maximum call stack size exceeded');
    });
    const contract = { say: { input, result: z.unknown() } };
    expect(admitFrame(call, contract, frameLimits)).toEqual({
      kind: 'violation',
      why: 'invalid-input',
      id: '1',
    });
  });
});
