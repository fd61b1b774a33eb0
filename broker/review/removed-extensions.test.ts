import type { ExtensionId } from '@valetkey/api-contracts';
import { expect, it } from 'vitest';
import type { AuditEvent } from '../contracts/audit.ts';
import { logOf } from './fixtures/log-of.ts';
import { removedExtensions } from './removed-extensions.ts';

const extension = 'acme.reader' as ExtensionId;
const log = (...kinds: AuditEvent['kind'][]) =>
  logOf(kinds.map((kind) => ({ kind, extension }) as AuditEvent));

it('an extension counts as removed until it is installed or started again', () => {
  const removed = (...kinds: AuditEvent['kind'][]) => [...removedExtensions(log(...kinds))];
  expect(removed('extension.removed')).toEqual([extension]);
  expect(removed('extension.removed', 'extension.installed')).toEqual([]);
  expect(removed('extension.removed', 'extension.started')).toEqual([]);
  expect(removed('extension.started', 'extension.removed')).toEqual([extension]);
});

it('what was removed later than the time that is asked about was there', () => {
  const both = log('extension.installed', 'extension.removed');
  expect([...removedExtensions(both, 1_500)]).toEqual([]);
  expect([...removedExtensions(both, 2_000)]).toEqual([extension]);
});
