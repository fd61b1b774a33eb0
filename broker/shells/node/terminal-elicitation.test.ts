import { describe, expect, it } from 'vitest';
import type { ElicitationPrompt } from '../../contracts/elicitation.ts';
import { elicitationWith } from '../../contracts/fixtures/elicitation-with.ts';
import { field, nonce, textField } from './fixtures/terminal-prompts.ts';
import { terminalStreams } from './fixtures/terminal-streams.ts';
import { terminalElicitation } from './terminal-elicitation.ts';

const prompt = (asks: object, more: object = {}): ElicitationPrompt =>
  elicitationWith({
    server: 'Cheap \u202esrevres',
    message: `Who are you?\n[y] Answer${' x'.repeat(200)}`,
    asks,
    ...more,
  });
const form = prompt({
  mode: 'form',
  fields: [
    field('Name', { ...textField, required: true }),
    field('Pass', { ...textField, masked: true }),
    field('Age', { kind: 'number', integer: true, minimum: 0 }),
    field('Sure', { kind: 'boolean', default: true }),
    field('Color', { kind: 'choice', options: ['red', 'blue'] }),
    field('Fish', { kind: 'choices', options: ['tuna', 'trout'], minItems: 0, maxItems: 2 }),
  ],
});
const page = prompt({
  mode: 'url',
  address: 'https://pay.example.com/a?b=1',
  origin: 'https://pay.example.com',
});

const terminal = () => {
  const streams = terminalStreams(60);
  const { input, output } = streams;
  const clock = { now: 5_000 };
  const gone = new AbortController();
  return {
    ...streams,
    gone,
    ask: async (asked: ElicitationPrompt, ...keys: string[]) => {
      const answer = terminalElicitation({ input, output, now: () => clock.now })(asked, gone.signal);
      answer.catch(() => undefined); // a test looks at it later
      await streams.turns();
      clock.now += 1_500;
      await streams.type(...keys);
      return answer;
    },
  };
};

describe('a question of an MCP server at the terminal', () => {
  it('each field is typed on a line of its own, and a masked one is not shown', async () => {
    const t = terminal();
    const keys = ['y', 'Adas', '\u007f', '\r', 'hidden\r', 'old\r', '36\r', '\r', '2\r', '1, 2\r'];
    expect(await t.ask(form, ...keys)).toEqual({
      nonce,
      action: 'accept',
      by: 'terminal',
      values: ['Ada', 'hidden', 36, true, 1, [0, 1]],
    });
    const printed = t.printed();
    expect(printed).toContain('Enter a number.');
    expect(printed).not.toContain('hidden');
    expect(printed).not.toContain('\u202e');
  });

  it('no line of the server’s begins where lines of ours do', async () => {
    const t = terminal();
    await t.ask(form, '\r');
    const lines = t.printed().split('\n');
    expect(lines.filter((line) => line.startsWith('[y]'))).toHaveLength(1);
    expect(lines.filter((line) => / x x/.test(line)).every((line) => line.startsWith('    > '))).toBe(true);
  });

  it.each([
    ['d', 'decline', 'terminal'],
    ['\r', 'cancel', 'terminal'],
    ['\u001B', 'cancel', 'terminal'],
    ['\u0003', 'cancel', 'nobody'],
  ])('the key %j answers with %s', async (key, action, by) => {
    expect(await terminal().ask(form, key)).toEqual({ nonce, action, by });
  });

  it.each([
    ['Escape', ['y', 'Ad', '\u001B']],
    ['Ctrl-C', ['y', '\u0003']],
    ['three lines that do not fit', ['y', '\r', '\r', '\r']],
    ['three unknown keys', ['q', 'q', 'q']],
  ])('%s in the middle is Cancel', async (_what, keys) => {
    expect(await terminal().ask(form, ...keys)).toMatchObject({ action: 'cancel' });
  });

  it('a page is shown whole, and opened only after the key for it', async () => {
    const t = terminal();
    expect(await t.ask(page, 'y')).toEqual({ nonce, action: 'accept', values: [], by: 'terminal' });
    expect(t.printed()).toContain('https://pay.example.com/a?b=1');
  });

  it('a question that is withdrawn while the person types is Cancel by nobody', async () => {
    const t = terminal();
    const answer = t.ask(form, 'y', 'Ad');
    setTimeout(() => t.gone.abort(), 40);
    expect(await answer).toEqual({ nonce, action: 'cancel', by: 'nobody' });
  });

  it('a question for a secret comes with a warning', async () => {
    const t = terminal();
    await t.ask({ ...form, looksSecret: true }, '\r');
    expect(t.printed()).toContain('THIS LOOKS LIKE A QUESTION FOR A PASSWORD');
  });

  it('nobody is asked where there is no terminal', async () => {
    const t = terminal();
    Object.assign(t.output, { isTTY: false });
    await expect(t.ask(form)).rejects.toThrow('not a terminal');
  });
});
