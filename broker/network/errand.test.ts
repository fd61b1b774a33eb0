import { describe, expect, it } from 'vitest';
import { type Errand, shareErrand, type TokenWaiter } from './errand.ts';
import { NetworkError } from './network-error.ts';
import { cancel, makeCancellation } from './on-abort.ts';

const hop = { method: 'POST', origin: 'https://tokens.example', path: '/token' };
const askerNamed = (name: string, told: string[]) => {
  const signal = makeCancellation();
  return { signal, onHop: () => void told.push(name) } satisfies TokenWaiter;
};
const begun = (first: TokenWaiter) => {
  let errand: Errand | undefined;
  let leave = (): void => undefined;
  const shared = shareErrand(first, (given) => {
    errand = given;
    return new Promise((resolve, reject) => {
      leave = () => (given.wanted() ? resolve() : reject(new NetworkError('aborted')));
    });
  });
  if (errand === undefined) throw new Error('it begins at once');
  return { shared, errand, leave: () => leave() };
};

describe('an errand', () => {
  it('an errand reports to one of those who still wait', () => {
    const told: string[] = [];
    const first = askerNamed('first', told);
    const { shared, errand } = begun(first);
    shared.join(askerNamed('second', told));
    errand.onHop(hop);
    cancel(first.signal);
    errand.onHop(hop);
    expect(told).toEqual(['first', 'second']);
  });

  it('an abandoned errand is joined by nobody and must start again', async () => {
    const first = askerNamed('first', []);
    const { shared, errand, leave } = begun(first);
    cancel(first.signal);
    leave();
    expect(errand.givenUp()).toBe(true);
    expect(shared.join(askerNamed('second', []))).toBeUndefined();
    await expect(shared.work).rejects.toMatchObject({ code: 'aborted' });
  });

  it('an errand without waiters can be joined until it is abandoned', async () => {
    const first = askerNamed('first', []);
    const { shared, leave } = begun(first);
    cancel(first.signal);
    const joined = shared.join(askerNamed('second', []));
    leave();
    await expect(joined).resolves.toBeUndefined();
  });

  it('an errand keeps nobody who was aborted, and nobody once it has ended', async () => {
    const [first, second] = [askerNamed('first', []), askerNamed('second', [])];
    const { shared, leave } = begun(first);
    shared.join(second);
    expect([first, second].map(({ signal }) => signal.waiters.length)).toEqual([1, 1]);
    cancel(first.signal);
    expect(first.signal.waiters).toEqual([]);
    leave();
    await shared.work;
    expect(second.signal.waiters).toEqual([]);
  });
});
