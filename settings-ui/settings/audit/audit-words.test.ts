import { expect, it } from 'vitest';
import { kindWord } from './audit-words.ts';

it('does not say of what is written down before it leaves that it was sent: it may have been given up', () => {
  expect((['use.intended', 'use.hop', 'sign-in.request'] as const).map(kindWord)).toEqual([
    'Use begun',
    'Further request begun',
    'Sign-in request begun',
  ]);
});
