import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type ChangePrompt, changePrompt } from '../../contracts/change.ts';
import { terminalStreams } from './fixtures/terminal-streams.ts';
import { terminalChange } from './terminal-change.ts';

const nonce = 'n'.repeat(22);
const command = `"/bin/sh" "-c" "${'x'.repeat(4_000)}"`;
const prompt: ChangePrompt = changePrompt.parse({
  nonce,
  kind: 'move-connection',
  question: 'Move this connection to another place?',
  yes: 'Move',
  parts: [
    { head: 'It would go to', origins: ['https://git.acme.example'] },
    { head: 'What changes', rows: [['MCP server', '"/usr/bin/node"', command]] },
    { head: 'Connection', texts: ['“Work\u202e”'] },
  ],
  expiresAt: 0,
});

const terminal = (columns = 80) => {
  const streams = terminalStreams(columns);
  const clock = { now: 5_000 };
  const ask = terminalChange({ ...streams, now: () => clock.now });
  const { turns } = streams;
  return {
    ...streams,
    clock,
    ask,
    /** Shown, and longer than a second ago. */
    asked: async (signal = new AbortController().signal) => {
      const answer = ask(prompt, signal);
      await turns();
      clock.now += 1_500;
      return { answer };
    },
  };
};

describe('a change at the terminal', () => {
  it.each([
    ['y', 'allow', 'terminal'],
    ['Y', 'allow', 'terminal'],
    ['n', 'deny', 'terminal'],
    ['\r', 'deny', 'terminal'],
    ['\u001B', 'deny', 'terminal'],
    ['\u0003', 'deny', 'nobody'],
  ])('the key %j answers the change with %s, by %s', async (key, decision, by) => {
    const t = terminal();
    const { answer } = await t.asked();
    await t.type(key);
    expect(await answer).toEqual({ nonce, decision, by });
  });

  it('the change shows old and new in full, and hides nothing in a text', async () => {
    const t = terminal();
    const { answer } = await t.asked();
    const printed = t.printed();
    const whole = printed.replaceAll(/\n {4}/g, '').replaceAll(/\s/g, '');
    expect(whole).toContain(`now${command.replaceAll(' ', '')}`);
    expect(printed).toContain('before  "/usr/bin/node"');
    expect(printed).toContain('https://git.acme.example');
    expect(printed).toContain('“Work\\u{202E}”');
    expect(printed).toContain('[y] Move   [n] Cancel');
    for (const line of printed.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    await t.type('n');
    await answer;
  });

  it('a key that was typed ahead or in the first second does not answer the change', async () => {
    const t = terminal();
    t.input.write('y');
    const answer = t.ask(prompt, new AbortController().signal);
    await t.turns();
    t.clock.now += 999;
    await t.type('y');
    t.clock.now += 1;
    await t.type('n');
    expect(await answer).toEqual({ nonce, decision: 'deny', by: 'terminal' });
  });

  it('the change is canceled by three unknown keys, by the end of the input, and when it is withdrawn', async () => {
    const keys = terminal();
    const typing = await keys.asked();
    await keys.type('yes', 'o', 'a');
    expect(await typing.answer).toEqual({ nonce, decision: 'deny', by: 'terminal' });
    const ended = terminal();
    const ending = await ended.asked();
    ended.input.end();
    expect(await ending.answer).toEqual({ nonce, decision: 'deny', by: 'nobody' });
    const gone = new AbortController();
    const withdrawn = await terminal().asked(gone.signal);
    gone.abort();
    expect(await withdrawn.answer).toEqual({ nonce, decision: 'deny', by: 'nobody' });
  });

  it('the change rejects without a terminal, and prints nothing', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const ask = terminalChange({ input, output });
    await expect(ask(prompt, new AbortController().signal)).rejects.toThrow('Nobody can be asked');
    expect(output.read()).toBeNull();
  });

  it('the change shows what is confirmed in advance', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const ask = terminalChange({ input, output, answer: 'allow' });
    expect(await ask(prompt, new AbortController().signal)).toEqual({
      nonce,
      decision: 'allow',
      by: 'option',
    });
    expect(String(output.read())).toMatch(/https:\/\/git\.acme\.example[\s\S]*Confirmed in advance\.\n$/);
  });
});
