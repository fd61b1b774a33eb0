import type { ExtensionId } from '@valetkey/api-contracts';
import { expect, it } from 'vitest';
import type { AuditEvent } from '../contracts/audit.ts';
import { noteGone } from './note-gone.ts';

it('an extension that came back and is gone again has a line of that again', () => {
  const seqs: Record<string, number> = { 'extension.removed': 3, 'extension.started': 5 };
  const noted: AuditEvent[] = [];
  const noteNow = (): void =>
    noteGone(
      {
        grants: {
          countsByExtension: () => new Map([['acme.reader' as ExtensionId, { active: 1, suspended: 0 }]]),
        },
        connections: { list: () => [] },
        audit: {
          list: ({ kind = '' }) =>
            ({ entries: kind in seqs ? [{ seq: seqs[kind] }] : [], unreadable: [] }) as never,
        },
        note: (event) => void noted.push(event),
      },
      () => true,
    );
  noteNow();
  expect(noted).toMatchObject([{ kind: 'extension.removed', extension: 'acme.reader' }]);
  seqs['extension.removed'] = 6;
  noteNow();
  expect(noted).toHaveLength(1);
});
