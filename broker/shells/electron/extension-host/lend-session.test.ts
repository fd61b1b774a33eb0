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
}, 100_000);
beforeEach((ctx) => {
  if (why !== undefined) ctx.skip(why);
});

it('twenty restarts take one session, and a crash takes no other', () => {
  expect(said.get('sessions')).toMatchObject({ restarts: 1, crashed: 0 });
});

it('another extension, or a second run beside the first, has a session of its own', () => {
  expect(said.get('sessions')).toMatchObject({ another: 1, beside: 1 });
});

it('a session that is given back loads nothing, and holds nothing of its run', () => {
  expect(said.get('left')).toMatchObject({
    before: { databases: ['kept'], local: ['kept'] },
    closed: expect.stringMatching(/^not loaded/),
    after: { databases: [], local: [] },
  });
});
