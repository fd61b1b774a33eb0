import { MessageChannel } from 'node:worker_threads';
import {
  type Contract,
  capabilityContract,
  controlContract,
  type Facet,
  mcpSessionContract,
  methodNames,
} from '@valetkey/api-contracts';
import { describe, expect, it } from 'vitest';
import { consentContract } from '../../contracts/consent.ts';
import { settingsContract } from '../../contracts/settings.ts';
import { largestInputs } from '../../port/fixtures/largest-inputs.ts';
import { openGate } from '../../port/gate.ts';
import { messagePortTransport } from '../../shells/node/message-port-transport.ts';
import { leastHold } from '../fixtures/held-main.ts';

const contracts: Readonly<Record<string, Contract>> = {
  controlContract,
  capabilityContract,
  mcpSessionContract,
  settingsContract,
  consentContract,
};
/** Milliseconds. */
const mostAtOnce = 25;

/** A gate whose facet does nothing, at a real channel: taking a message out of it is part of the price. */
const openGateOf = (contract: Contract) => {
  const { port1, port2 } = new MessageChannel();
  const violations: string[] = [];
  let arrived: (() => void) | undefined;
  const told = (): Record<string, never> => {
    arrived?.();
    return {};
  };
  const facet = Object.fromEntries(methodNames(contract).map((name) => [name, told])) as Facet<Contract>;
  const gate = openGate({
    contract,
    facet,
    transport: messagePortTransport(port1),
    onViolation: (why) => {
      violations.push(why);
      arrived?.();
    },
    onClosed: () => undefined,
    onInternalError: () => undefined,
  });
  let id = 0;
  return {
    violations,
    gate,
    send: (name: string, value: unknown) =>
      new Promise<void>((resolve) => {
        arrived = resolve;
        id += 1;
        port2.postMessage({
          id: `${id}`,
          type: 'APPLY',
          path: [name],
          argumentList: [{ type: 'RAW', value }],
        });
      }),
  };
};

const each = Object.entries(contracts).flatMap(([contract, methods]) =>
  Object.entries(methods).map(
    ([name, method]) => [`${contract}.${name}`, { contract, name, method }] as const,
  ),
);

describe('A5: the largest message that a gate admits', () => {
  it.each(each)(
    '%s holds main for at most 25 ms, whatever the message is made of',
    async (_title, { contract, name, method }) => {
      const inputs = largestInputs(method);
      expect(inputs.size).toBeGreaterThan(0);
      const open = openGateOf(contracts[contract] as Contract);
      const held: string[] = [];
      for (const [kind, value] of inputs) {
        const ms = await leastHold(() => open.send(name, value), mostAtOnce, 12);
        if (ms > mostAtOnce) held.push(`${kind}: ${ms} ms`);
      }
      open.gate.close('port-closed');
      expect(open.violations).toEqual([]);
      expect(held).toEqual([]);
    },
  );
});
