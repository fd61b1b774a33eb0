import { expect, it } from 'vitest';
import { thrownCode } from '../checks/fixtures/thrown-code.ts';
import { checkConnection } from './check-connection.ts';

const well = { here: true, sealedForThis: true, grantDigestFor: () => 'd', inUse: { id: 'con_a' } };
const setUp = () => {
  let now: object = well;
  const controller = new AbortController();
  let onLook = (): void => undefined;
  const touched: unknown[] = [];
  const check = checkConnection({
    resolver: {
      resolve: () => {
        onLook();
        return now as never;
      },
    },
    connections: { touch: (id) => void touched.push(id) },
    now: () => 1,
  });
  const live = { connectionId: 'con_a', principal: {}, grantDigest: 'd', signal: controller.signal } as never;
  return {
    touched,
    use: () => thrownCode(() => check(live)),
    become: (change: object) => {
      now = { ...well, ...change };
    },
    endAtLook: () => {
      onLook = () => controller.abort();
    },
  };
};

it.each([
  ['is of another workspace', { here: false }, 'workspace-closed'],
  ['leads elsewhere than the person agreed to', { grantDigestFor: () => 'other' }, 'connection-suspended'],
  ['has secrets that were saved for another place', { sealedForThis: false }, 'connection-suspended'],
])('a use of a connection that %s by now is refused, also after one that was not', (_what, change, code) => {
  const t = setUp();
  expect(t.use()).toBe('nothing was thrown');
  t.become(change);
  expect([t.use(), t.touched]).toEqual([code, ['con_a']]);
});

it('a use whose handle ends by this very look goes no further', () => {
  const t = setUp();
  t.endAtLook();
  expect([t.use(), t.touched]).toEqual(['capability-closed', []]);
});
