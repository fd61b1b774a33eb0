import { beforeAll, beforeEach, expect, it } from 'vitest';
import { whyNoElectron } from '../fixtures/launch-electron.ts';
import { runHost } from './fixtures/run-host.ts';

type Said = Readonly<Record<string, unknown>> & { readonly name: string };

const why = whyNoElectron();
const said = new Map<string, Said>();
beforeAll(async () => {
  if (why !== undefined) return;
  for (const one of await runHost<Said>(new URL('./fixtures/run-sessions.ts', import.meta.url)))
    said.set(one.name, one);
});
beforeEach((ctx) => {
  if (why !== undefined) ctx.skip(why);
});

it('twenty restarts use one session, and a crash uses no other', () => {
  expect(said.get('sessions')).toMatchObject({ restarts: 1, crashed: 0 });
});

it('another extension, or a second run beside the first, gets its own session', () => {
  expect(said.get('sessions')).toMatchObject({ another: 1, beside: 1 });
});

it('a returned session loads nothing and holds nothing of its run', () => {
  expect(said.get('left')).toMatchObject({
    before: { databases: ['kept'], local: ['kept'] },
    closed: expect.stringMatching(/^not loaded/),
    after: { databases: [], local: [] },
  });
});
