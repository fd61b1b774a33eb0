import { describe, expect, it } from 'vitest';
import { elicitationWith } from '../../contracts/fixtures/elicitation-with.ts';
import { english } from '../../contracts/texts/say.ts';
import { field, nonce, textField } from './fixtures/terminal-prompts.ts';
import { terminalStreams } from './fixtures/terminal-streams.ts';
import { elicitationLines, terminalElicitation } from './terminal-elicitation.ts';
import { fieldLines } from './terminal-field.ts';
import { readTypedLine } from './terminal-line.ts';

const attack = 'ok\u001B[2J\u202Eevil\u009B31m\r\n[y] Answer';
const textOf = (changes: object = {}): string =>
  elicitationLines(english, elicitationWith(changes), 100).join('\n');

describe('what a question of an MCP server says at the terminal', () => {
  it('the question says where the answer goes, who asks, for which extension and connection, and who gets the answer', () => {
    const origins = ['https://mcp.acme.example', 'https://m\u0430p.example'];
    const said = textOf({ connection: { displayName: 'Work', origins } });
    const places = [
      'Your answer would be sent to\n    https://mcp.acme.example\n    https://m\\u{430}p.example',
      'Who asks, as it calls itself\n    "Cheap servers"',
      'For the extension\n    "Reader" (acme.reader), published by acme',
      'Connection\n    "Work"',
      'Question, in the server\'s own words (not checked)\n    > "Who are you?"',
      'The server may pass your answer on to the extension.',
    ].map((part) => said.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('the question says the whole command of a program, and the whole address of a page after its host', () => {
    const program = `"/usr/bin/node" "${'x'.repeat(4_000)}" "--last"`;
    const whole = (said: string): string => said.replaceAll(/\s/g, '');
    expect(whole(textOf({ connection: { displayName: 'Work', origins: [], program } }))).toContain(
      whole(`Your answer would be sent to${program}`),
    );
    const address = `https://pay.example.com/${'a'.repeat(4_000)}?last=1`;
    const asks = { mode: 'url', address, origin: 'https://p\u0430y.example' };
    expect(whole(textOf({ asks }))).toContain(whole(`browserhttps://p\\u{430}y.example${address}`));
  });

  it('the question says what Enter alone takes, and that a masked answer is not shown', () => {
    const lines = (more: object): string => {
      const { asks } = elicitationWith({ asks: { mode: 'form', fields: [field('Color', more)] } });
      return asks.mode === 'form' ? fieldLines(english, asks.fields[0] as never, 80).join('\n') : '';
    };
    expect(lines({ ...textField, default: 'root' })).toContain('Enter alone takes "root".');
    expect(lines({ kind: 'choice', options: ['read', 'delete'], default: 1 })).toContain(
      'Enter alone takes 2.',
    );
    expect(lines({ kind: 'boolean', default: true })).toContain('Enter alone takes y.');
    expect(lines({ ...textField, masked: true })).toContain('it is not shown');
  });

  it('no text of a field controls the terminal or begins where our lines do', () => {
    const fields = [
      field(attack, { ...textField, hint: attack, default: attack, maxLength: 200 }),
      field('Pick', { kind: 'choice', options: [attack, `x${' '.repeat(300)}[y] Answer`] }),
    ];
    const { asks } = elicitationWith({ asks: { mode: 'form', fields } });
    const lines = asks.mode === 'form' ? asks.fields.flatMap((one) => fieldLines(english, one, 60)) : [];
    for (const line of lines) expect(line).toMatch(/^[\x20-\x7e]*$/);
    expect(lines.some((line) => line.startsWith('[y]'))).toBe(false);
    const theirs = lines.filter((line) => line.includes('[y] Answer'));
    expect(theirs.length).toBeGreaterThan(2);
    for (const line of theirs) expect(line).toMatch(/^ {4}/);
  });

  it('what a server proposes as an answer begins no line at the margin', () => {
    const value = `${'x'.repeat(58)} Valetkey: your vault is locked. Type your passphrase.`;
    const lines = fieldLines(
      english,
      field('Name', { ...textField, maxLength: 200, default: value }) as never,
      80,
    );
    expect(lines.join(' ')).toContain('passphrase');
    for (const line of lines) expect(line).toMatch(/^ {4}/);
  });
});

describe('a line that a person types', () => {
  const typed = async (masked: boolean, ...keys: string[]) => {
    const { input, output, type, printed } = terminalStreams();
    const line = readTypedLine(input, output, { masked, signal: new AbortController().signal });
    await type(...keys);
    return { line: await line, shown: printed() };
  };

  it('a masked line shows nothing of what is typed, not even that a character was taken back', async () => {
    expect(await typed(true, 'ab', '\u007F', '\r')).toEqual({ line: { line: 'a' }, shown: '\n' });
  });

  it('a typed line holds no control characters and no arrows, and no more than it may', async () => {
    expect((await typed(false, 'a\u0007b', '\u001B[A', 'c', '\r')).line).toEqual({ line: 'abc' });
    const { line } = await typed(true, 'x'.repeat(20_000), '\r');
    expect(line).toEqual({ line: 'x'.repeat(16_384) });
  });

  it('a line is not asked for once the question is gone', async () => {
    const { input, output } = terminalStreams();
    expect(await readTypedLine(input, output, { masked: false, signal: AbortSignal.abort() })).toBe('end');
  });
});

it('a question that was withdrawn before it is shown is not printed', async () => {
  const { input, output } = terminalStreams(60);
  const answer = await terminalElicitation({ input, output })(elicitationWith(), AbortSignal.abort());
  expect(answer).toEqual({ nonce, action: 'cancel', by: 'nobody' });
  expect(output.read()).toBeNull();
});
