import { expect, it } from 'vitest';
import { makeOpenWorkspace } from '../connections/open-workspace.ts';
import { changeWorkspace } from './change-workspace.ts';

const here = { kind: 'host', id: 'here', name: 'Here' } as const;

it('another workspace is in the log once, and ends what is not there or cannot be read', () => {
  const lines: unknown[] = [];
  const ended: string[] = [];
  const live = ['con_user', 'con_broken'].map((connectionId) => ({ connectionId }));
  const powers = {
    workspace: makeOpenWorkspace(undefined),
    resolver: { forget: () => undefined },
    connections: {
      get: (id: string) => {
        if (id === 'con_broken') throw new Error('disk I/O error');
        return { scope: 'user' };
      },
    },
    ledger: {
      endWhere: (matches: (one: (typeof live)[number]) => boolean) =>
        ended.push(...live.filter(matches).map(({ connectionId }) => connectionId)),
    },
    oauth: { giveUpWhere: () => undefined },
    note: (line: { kind: string }) => lines.push(line.kind),
  } as unknown as Parameters<typeof changeWorkspace>[1];
  for (const next of [here, { ...here, name: 'Renamed' }, undefined, undefined])
    changeWorkspace(next, powers);
  expect(lines).toEqual(['workspace.opened', 'workspace.closed']);
  expect(ended).toEqual(['con_broken', 'con_broken']);
});
