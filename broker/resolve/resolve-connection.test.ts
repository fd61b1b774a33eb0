import type { ConnectionId } from '@valetkey/api-contracts';
import { expect, it } from 'vitest';
import { makeResolver } from './resolve-connection.ts';

const gone = 'c_gone' as ConnectionId;
const notFound = expect.objectContaining({ code: 'not-found' });

it('a change by another process that cannot be taken notice of fails each use until it can', () => {
  let changed = true;
  let failing = true;
  let noticed = 0;
  const resolver = makeResolver({
    connections: { get: () => undefined, list: () => [] },
    providers: { get: () => undefined },
    changedElsewhere: () => {
      const answer = changed;
      changed = false;
      return answer;
    },
    isHere: () => true,
  });
  resolver.onChangedElsewhere(() => {
    // As listeners do: they are not called again for it.
    expect(() => resolver.resolve(gone)).toThrow(notFound);
    if (failing) throw new Error('disk I/O error');
    noticed += 1;
  });
  for (let use = 0; use < 3; use += 1) expect(() => resolver.resolve(gone)).toThrow('disk I/O error');
  failing = false;
  for (let use = 0; use < 3; use += 1) expect(() => resolver.resolve(gone)).toThrow(notFound);
  expect(noticed).toBe(1);
});
