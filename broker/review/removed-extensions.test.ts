import type { ExtensionId } from '@valetkey/api-contracts';
import { expect, it } from 'vitest';
import { type AuditRow, lineOf, linkOf } from '../audit/chain.ts';
import { untouched } from '../audit/read-rows.ts';
import type { AuditEvent } from '../contracts/audit.ts';
import { removedExtensions } from './removed-extensions.ts';

const extension = 'acme.reader' as ExtensionId;
const logOf = (...kinds: AuditEvent['kind'][]) => {
  const rows: AuditRow[] = kinds.map((kind, at) => {
    const line = lineOf({ kind, extension } as AuditEvent, at + 1, (at + 1) * 1_000);
    return { seq: at + 1, line, link: linkOf('0'.repeat(64), line) };
  });
  return {
    newest: () => ({ seq: rows.length, link: '' }),
    checkpoint: () => untouched,
    after: (seq: number, through: number, limit: number) =>
      rows.filter((row) => row.seq > seq && row.seq <= through).slice(0, limit),
  };
};

it('an extension counts as removed until it is installed or started again', () => {
  const removed = (...kinds: AuditEvent['kind'][]) => [...removedExtensions(logOf(...kinds))];
  expect(removed('extension.removed')).toEqual([extension]);
  expect(removed('extension.removed', 'extension.installed')).toEqual([]);
  expect(removed('extension.removed', 'extension.started')).toEqual([]);
  expect(removed('extension.started', 'extension.removed')).toEqual([extension]);
});

it('what was removed later than the time that is asked about was there', () => {
  const log = logOf('extension.installed', 'extension.removed');
  expect([...removedExtensions(log, 1_500)]).toEqual([]);
  expect([...removedExtensions(log, 2_000)]).toEqual([extension]);
});
