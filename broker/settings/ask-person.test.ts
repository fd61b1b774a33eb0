import { expect, it } from 'vitest';
import { english } from '../contracts/texts/say.ts';
import { cancel, makeCancellation } from '../network/on-abort.ts';
import { makePersonAsked } from './ask-person.ts';

it('a yes that comes when its page has left is none, and the log says so', async () => {
  const page = makeCancellation();
  const lines: unknown[] = [];
  const { ask } = makePersonAsked({
    say: english,
    prompts: {
      askChange: async () => {
        cancel(page);
        return { nonce: 'n', decision: 'allow', by: 'terminal' } as never;
      },
    },
    audit: {
      append: () => 1,
      appendDurably: ({ kind, outcome }) => lines.push([kind, outcome]),
    },
    makeId: () => 'prompt',
    now: () => 0,
  });
  const change = { shown: () => ({ kind: 'resume' }) as never, about: {} };
  await expect(ask(change, page)).rejects.toMatchObject({ code: 'denied' });
  expect(lines).toEqual([['change.answered', 'deny']]);
});
