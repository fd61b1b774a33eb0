import { expect, it } from 'vitest';
import { askElicitation } from './ask-elicitation.ts';

type Arguments = Parameters<typeof askElicitation>;

it('a question of an MCP server is canceled without a prompt where its extension has no allowance of lines left', async () => {
  const asked: string[] = [];
  const powers = {
    extensionOf: () => ({ id: 'acme.user', manifest: {} }),
    halt: { stopped: () => false },
    lines: { take: () => false },
    resolver: { resolve: () => asked.push('resolved') },
    audit: { append: () => asked.push('line') },
    prompts: { askElicitation: () => asked.push('prompt') },
  } as unknown as Arguments[3];
  const live = { principal: { id: 'acme.user' } } as Arguments[0];
  const question = { server: 'Server', elicitation: {} } as Arguments[1];
  const { signal } = new AbortController();
  expect(await askElicitation(live, question, signal, powers)).toEqual({ action: 'cancel' });
  expect(asked).toEqual([]);
});
