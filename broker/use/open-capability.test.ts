import type { CapabilityId } from '@valetkey/api-contracts';
import { expect, it } from 'vitest';
import { makeLedger } from '../grants/ledger.ts';
import { unlimited } from '../port/share.ts';
import { makeMessageChannel } from '../shells/node/message-port-transport.ts';
import { type CapabilityPowers, openCapability } from './open-capability.ts';
import { makeSessions } from './session.ts';

it('a handle whose connection cannot be read during opening leaves neither a session nor itself behind', () => {
  const closed: string[] = [];
  const ledger = makeLedger({
    now: () => 0,
    makeId: () => 'cap_x' as CapabilityId,
    after: () => () => undefined,
    onEnded: () => undefined,
  });
  const live = ledger.issue({ principal: { id: 'acme.reader' }, levels: [], caveats: {} } as never);
  const powers = {
    ledger,
    sessions: makeSessions(() => ({ close: () => closed.push('session') }) as never),
    makeChannel: makeMessageChannel,
    shareOf: () => unlimited,
    providerOf: () => {
      throw new Error('the disk fails');
    },
  };
  const port = openCapability(live, powers as unknown as CapabilityPowers);
  ledger.end(live, 'disposed');
  expect([closed, ledger.list()]).toEqual([['session'], []]);
  expect(port).toBeDefined();
});
