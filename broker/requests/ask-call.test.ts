import { expect, it } from 'vitest';
import { askAboutCall } from './ask-call.ts';

type Arguments = Parameters<typeof askAboutCall>;

it('a call that the person allows takes nothing from the allowance of lines, and a denied one does', async () => {
  const left: string[] = [];
  const { signal } = new AbortController();
  const ask = (decision: string) => {
    const powers = {
      extensionOf: () => ({
        id: 'acme.user',
        manifest: { name: 'user', publisher: 'acme', version: '1.0.0' },
      }),
      halt: { stopped: () => false, signal: () => signal },
      lines: { take: () => left.push(`${decision} taken`), giveBack: () => left.push(`${decision} back`) },
      resolver: {
        resolve: () => ({
          record: { id: 'con_a', providerId: 'acme.user/api', displayName: 'Work', scope: 'user' },
          provider: { name: 'API' },
          contributedBy: '',
          origins: [],
          authority: {},
          inUse: {},
          grantDigestFor: () => 'd',
        }),
      },
      grants: { ofExtension: () => [] },
      standingOf: () => ({ state: 'ready', stateReason: undefined, lastUsedAt: undefined }),
      accountOf: () => ({}),
      makePromptId: () => 'p',
      audit: { append: () => undefined },
      prompts: { ask: async () => ({ decision, by: 'window' }) },
    } as unknown as Arguments[3];
    const levels = [{ methods: ['DELETE'], paths: ['/**'], mcpTools: [] }];
    const live = {
      principal: { id: 'acme.user' },
      connectionId: 'con_a',
      levels,
      signal,
      reason: 'r',
    } as never;
    const call = { method: 'DELETE', origin: 'https://a.example', target: '/a' } as never;
    return askAboutCall(live, call, signal, powers);
  };
  await ask('once');
  await expect(ask('deny')).rejects.toMatchObject({ code: 'denied' });
  expect(left).toEqual(['once taken', 'once back', 'deny taken']);
});
