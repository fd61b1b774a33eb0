import type { AuditEntry } from '@valetkey/broker/contracts';
import { expect, it } from 'vitest';
import { kindWord, outcomeTone, outcomeWord } from './audit-words.ts';

it('an intent line does not claim that the request was sent, because it may have been abandoned', () => {
  expect((['use.intended', 'use.hop', 'sign-in.request'] as const).map(kindWord)).toEqual([
    'Request started',
    'Follow-up request started',
    'Sign-in request started',
  ]);
});

it('a row says the result in words, and the details have the codes and digests', () => {
  const row = (entry: object): string => outcomeWord({ kind: 'use.finished', ...entry } as AuditEntry);
  expect(row({ outcome: 'ok', status: 200 })).toBe('OK: 200');
  expect(row({ outcome: 'ok', status: 404 })).toBe('Answered: 404');
  expect(outcomeTone({ kind: 'use.finished', outcome: 'ok', status: 404 } as AuditEntry)).toBe('warn');
  expect(row({ outcome: 'refused', code: 'no-connection' })).toBe('Refused: no connection');
  expect(row({ outcome: 'deny' })).toBe('Denied');
  expect(row({ detail: `1.0.0-beta.1 ${'0'.repeat(64)}` })).toBe('1.0.0-beta.1');
  expect(row({ detail: 'out-of-memory' })).toBe('out of memory');
  expect(row({ detail: 'disposed' })).toBe('given back');
  const flooded = {
    kind: 'extension.flooded',
    outcome: 'refused',
    detail: '700 more, not listed one by one',
  };
  expect(row(flooded)).toBe('Refused: 700 more, not listed one by one');
});
