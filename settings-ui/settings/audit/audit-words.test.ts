import type { AuditEntry } from '@valetkey/api-contracts';
import { expect, it } from 'vitest';
import { kindWord, outcomeWord } from './audit-words.ts';

it('does not say of what is written down before it leaves that it was sent: it may have been given up', () => {
  expect((['use.intended', 'use.hop', 'sign-in.request'] as const).map(kindWord)).toEqual([
    'Use begun',
    'Further request begun',
    'Sign-in request begun',
  ]);
});

it('says in a row what came of it in words; codes and digests as they are stand in the details', () => {
  const row = (entry: object): string => outcomeWord({ kind: 'use.finished', ...entry } as AuditEntry);
  expect(row({ outcome: 'ok', status: 200 })).toBe('OK: 200');
  expect(row({ outcome: 'refused', code: 'no-connection' })).toBe('Refused: no connection');
  expect(row({ outcome: 'deny' })).toBe('Denied');
  expect(row({ detail: `1.0.0-beta.1 ${'0'.repeat(64)}` })).toBe('1.0.0-beta.1');
  expect(row({ detail: 'out-of-memory' })).toBe('out of memory');
  expect(row({ detail: 'disposed' })).toBe('given back');
});
