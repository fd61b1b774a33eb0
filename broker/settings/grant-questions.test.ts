import { expect, it } from 'vitest';
import { english } from '../contracts/texts/say.ts';
import { askLessQuestion } from './grant-questions.ts';

it('the name of a tool passes for no other tool in the question about asking less', () => {
  const grant = { id: 'gr_x', connectionId: 'con_x', principal: { id: 'acme.reader' } } as Parameters<
    typeof askLessQuestion
  >[0];
  const named = { connection: 'Work', extension: { id: 'acme.reader' as never, displayName: 'Reader' } };
  const odd = 'list; always at delete_all”';
  const question = askLessQuestion(
    grant,
    { rule: 'every', always: [], never: ['get_file', odd] },
    [{ name: 'get_file' }, { name: odd }],
    named,
  );
  const parts = question
    .shown(english)
    .parts.flatMap(({ rows = [], texts = [] }) => [...rows.flat(), ...texts]);
  const names = "get_file, “list; always at delete_all'”";
  expect(parts).toEqual(expect.arrayContaining([`before every call; never at ${names}`, names]));
});
