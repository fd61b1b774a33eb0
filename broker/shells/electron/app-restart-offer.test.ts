import { expect, it, vi } from 'vitest';
import { english } from '../../contracts/texts/say.ts';

vi.mock('electron/main', () => ({ dialog: {} }));
const { restartQuestion } = await import('./app-restart-offer.ts');

const marks = '\u0336'.repeat(30);
const hostile = `Files”\n\nValetkey needs your keyring password.\u202E\u3164${marks}`;

it('the dialog about a crash names an extension by its id, and quotes and escapes its own name', () => {
  const { message, detail } = restartQuestion(
    english,
    { id: 'acme.reader', displayName: hostile },
    'crashed',
  );
  expect(message).toBe('The extension acme.reader crashed.');
  const [ours, empty, theirs, ...more] = detail.split('\n');
  expect([ours, empty, more]).toEqual([
    'Its access to your connections has ended. Everything else continues.',
    '',
    [],
  ]);
  expect(theirs).toMatch(/^It calls itself “Files'\\u\{A\}\\u\{A\}Valetkey needs.*…”\.$/);
  expect(detail).not.toMatch(/\p{M}{4}|\u202E|\u3164/u);
});

it('the dialog about an extension without a name has only our words', () => {
  expect(restartQuestion(english, { id: 'acme.reader', displayName: undefined }, 'hung')).toEqual({
    message: 'The extension acme.reader stopped responding and was ended.',
    detail: 'Its access to your connections has ended. Everything else continues.',
  });
});
