import {
  type Contract,
  capabilityContract,
  controlContract,
  type Facet,
  mcpSessionContract,
} from '@valetkey/api-contracts';
import { describe, expect, it } from 'vitest';
import { countProof } from '../checks/fixtures/proof-counts.ts';
import { rounds } from '../checks/fixtures/rounds.ts';
import { consentContract } from '../contracts/consent.ts';
import { settingsContract } from '../contracts/settings.ts';
import { mutate, pickFrom, type Random, randomFrom, valuesOf } from './fixtures/values-of-schema.ts';
import { openGate } from './gate.ts';
import type { Transport } from './transport.ts';

const contracts: Readonly<Record<string, Contract>> = {
  controlContract,
  capabilityContract,
  settingsContract,
  consentContract,
  mcpSessionContract,
};
const framesEach = rounds(200_000);

type Reached = { readonly name: string; readonly input: unknown };

/** A facet of the whole contract that remembers what reached it. Its result fits no schema, and is not looked at. */
const recording = (contract: Contract, reached: Reached[]): Facet<Contract> =>
  Object.fromEntries(
    Object.keys(contract).map((name) => [
      name,
      (input: unknown) => {
        reached.push({ name, input });
        return {};
      },
    ]),
  );

/** A transport without a channel: a million structured clones would be measured instead of the gate. */
const openHere = (contract: Contract, facet: Facet<Contract>) => {
  let events: Parameters<Transport['start']>[0] | undefined;
  const violations: string[] = [];
  const transport: Transport = {
    post: () => undefined,
    start: (given) => {
      events = given;
    },
    close: () => undefined,
  };
  const gate = openGate({
    contract,
    facet,
    transport,
    onViolation: (why) => violations.push(why),
    onClosed: () => undefined,
    onInternalError: () => undefined,
  });
  return { gate, violations, send: (frame: unknown) => events?.message(frame) };
};

const makeFrame = (
  contract: Contract,
  makers: Readonly<Record<string, () => unknown>>,
  random: Random,
  id: number,
) => {
  const name = pickFrom(random, Object.keys(contract));
  const frame = {
    id: `f${id}`,
    type: 'APPLY',
    path: [name],
    argumentList: [{ type: 'RAW', value: makers[name]?.() }],
  };
  const kind = random();
  if (kind < 0.4) return frame;
  if (kind < 0.8) {
    const [argument] = frame.argumentList;
    return { ...frame, argumentList: [{ ...argument, value: mutate(argument?.value, random) }] };
  }
  return mutate(frame, random);
};

describe(`the gate, with ${framesEach.toLocaleString('en')} sound and mutated frames from each contract’s own schemas`, () => {
  it.each(Object.entries(contracts))(
    '%s gives its facet only what its schema makes of the message, and closes the port for everything else',
    async (name, contract) => {
      const random = randomFrom(name.length * 7919);
      const makers = Object.fromEntries(
        Object.entries(contract).map(([method, { input }]) => [method, valuesOf(input, random)]),
      );
      const before = Object.getOwnPropertyNames(Object.prototype).join();
      const reached: Reached[] = [];
      const counts = { called: 0, closed: 0 };
      const facet = recording(contract, reached);
      let open = openHere(contract, facet);
      for (let at = 0; at < framesEach; at += 1) {
        const frame = makeFrame(contract, makers, random, at) as {
          path?: unknown[];
          argumentList?: { value?: unknown }[];
        };
        open.send(frame);
        // Comlink calls in this very turn; then a port that is still open has called exactly once.
        const call = reached.pop();
        if (open.gate.closed) {
          counts.closed += 1;
          if (call !== undefined || open.violations.length > 1)
            expect.fail(`frame ${at}: closed, and called`);
          open = openHere(contract, facet);
          continue;
        }
        const method = contract[String(call?.name)];
        const sent = frame.argumentList?.[0]?.value;
        const parsed = method?.input.safeParse(sent);
        if (
          call === undefined ||
          reached.length > 0 ||
          frame.path?.[0] !== call.name ||
          parsed?.success !== true
        ) {
          expect.fail(`frame ${at}: ${JSON.stringify(frame)} reached ${call?.name}`);
        }
        // One in a hundred: a deep comparison costs ten times what the gate does.
        if (at % 100 === 0) expect(call.input).toStrictEqual(parsed.data);
        if (typeof sent === 'object' && call.input === sent) expect.fail(`frame ${at}: handed on as it came`);
        counts.called += 1;
        if (at % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(before);
      // Otherwise the test would look at one side only.
      expect(counts.called).toBeGreaterThan(framesEach / 10);
      expect(counts.closed).toBeGreaterThan(framesEach / 10);
      countProof({ frames: framesEach });
    },
  );
});
