import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { genesis, linkOf } from './chain.ts';
import { appendMany, freshFile, openTestLog, tamper } from './fixtures/open-test-log.ts';
import { noPython, runVerifier, verifiedByPython } from './fixtures/python-verifier.ts';
import { testKey } from './fixtures/sample-events.ts';
import { growTree, leafHash, rootOf } from './merkle-tree.ts';
import { makeRowReader } from './read-rows.ts';
import { makeHeadSeal } from './seal-head.ts';
import { exportSigned, proveEntry } from './signed-export.ts';
import { makeNoteSigner } from './signed-note.ts';

const signer = makeNoteSigner(new Uint8Array(32).fill(9));
const { publicKey } = signer;

beforeEach((ctx) => {
  if (noPython !== undefined) ctx.skip(noPython);
});

const sealedLog = async (entries: number, keep?: number) => {
  const opened = openTestLog();
  appendMany(opened.log, entries);
  await opened.log.flush();
  if (keep !== undefined) await opened.log.setRetention({ days: 90, entries: keep });
  await opened.log.flush();
  const { database } = opened;
  const rows = makeRowReader(database);
  const seal = makeHeadSeal({ database, rows, sealKey: () => testKey });
  const powers = { database, rows, seal, signer };
  return {
    ...opened,
    powers,
    lines: () => [...exportSigned(powers)],
    proof: (seq: number) => proveEntry(powers, seq),
  };
};
const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
const noteText = (lines: readonly string[]): string =>
  (JSON.parse(lines.at(-1) ?? '{}') as { signed: string }).signed.split('\n\n')[0]?.concat('\n') ?? '';
const code = (name: string) => expect.objectContaining({ code: name });
const verified = (file: string | Buffer): boolean =>
  verifiedByPython(publicKey, [file])[0]?.startsWith('VALID') === true;

describe('the verifier of signed exports, in Python', () => {
  it('the command says that an export is valid, and exits with 0', async () => {
    const { lines } = await sealedLog(12);
    const file = freshFile();
    writeFileSync(file, textOf(lines()));
    const { status, stdout } = runVerifier(publicKey, file);
    expect(stdout).toMatch(/^VALID: 12 lines, and 0 before them that were removed\. The last one:\n\{"kind"/);
    expect(status).toBe(0);
    writeFileSync(file, textOf(lines().slice(1)));
    expect(runVerifier(publicKey, file)).toMatchObject({ status: 1, stdout: '' });
  });

  it('what a line says moves no cursor of the auditor who verifies it', async () => {
    const { log, lines, proof } = await sealedLog(1);
    const path = 'resources/read x\u001b[2J\u007f\u009b2J\u009bH\u202eNOT VALID\u2066 ü 😀';
    log.append({ kind: 'use.refused', method: 'MCP', path });
    await log.flush();
    const file = freshFile();
    for (const text of [textOf(lines()), proof(2)]) {
      writeFileSync(file, text);
      const { stdout } = runVerifier(publicKey, file);
      expect(stdout).toMatch(/^VALID: [ -~]+\n[ -~]+\n$/);
      expect(stdout).toContain(String.raw`x\u001b[2J\x7f\x9b2J\x9bH\u202eNOT VALID\u2066 \xfc \U0001f600`);
    }
  });

  it('an export of any length verifies, also after any pruning', async () => {
    const files: string[] = [];
    for (const [entries, keep] of [[1], [2], [3], [63], [64], [65], [64, 10], [100, 99], [70, 1], [129, 64]])
      files.push(textOf((await sealedLog(entries ?? 1, keep)).lines()));
    expect(verifiedByPython(publicKey, files).filter((said) => !said.startsWith('VALID'))).toEqual([]);
  });

  const edited = (lines: readonly string[], at: number, from: string | RegExp, to: string): string[] =>
    lines.with(at, (lines.at(at) ?? '').replace(from, to));
  /** Made as somebody would who has the script and the file, and not the key. */
  const tampered: Readonly<Record<string, (lines: readonly string[]) => string>> = {
    'an edited status': (l) => textOf(edited(l, 4, '"status":200', '"status":404')),
    'an edited path': (l) => textOf(edited(l, 4, '/v1/things/', '/v1/other/')),
    'an edited time': (l) => textOf(edited(l, 4, /"at":\d/, '"at":2')),
    'an edited link': (l) => textOf(edited(l, 4, /"link":"./, '"link":"x')),
    'an added field': (l) => textOf(edited(l, 4, '{"kind"', '{"code":"denied","kind"')),
    'an added space': (l) => textOf(edited(l, 4, '{', '{ ')),
    'a removed line': (l) => textOf(l.toSpliced(4, 1)),
    'a removed first line': (l) => textOf(l.slice(1)),
    'a removed checkpoint and lines': (l) => textOf(l.slice(3)),
    'a cut tail with its signature': (l) => textOf(l.slice(0, -4)),
    'a cut tail under its signature': (l) => textOf(l.toSpliced(-4, 3)),
    'half a last line': (l) => textOf(l).slice(0, -20),
    'no last line end': (l) => textOf(l).slice(0, -1),
    'two lines in each other’s place': (l) => textOf(l.with(4, l[5] ?? '').with(5, l[4] ?? '')),
    'a line that stands twice': (l) => textOf(l.toSpliced(4, 0, l[4] ?? '')),
    'a foreign line': (l) => textOf(l.toSpliced(6, 0, '{"kind":"use.stopped"}')),
    'an empty line': (l) => textOf(l.toSpliced(6, 0, '')),
    'line ends of Windows': (l) => textOf(l).replaceAll('\n', '\r\n'),
    'a line behind the signature': (l) => textOf([...l, l[4] ?? '']),
    'another number of removed lines': (l) => textOf(edited(l, 0, /"seq":\d+/, '"seq":6')),
    'another hash of what was removed': (l) => textOf(edited(l, 0, /"tree":\["./, '"tree":["_')),
    'a checkpoint that says more': (l) => textOf(edited(l, 0, '}}', ',"removed":1}}')),
    'another size in the signed note': (l) => textOf(edited(l, l.length - 1, /\\n\d+\\n/, '\\n9\\n')),
    'a note that another key signed': (l) =>
      textOf(l.with(-1, JSON.stringify({ signed: makeNoteSigner(testKey).sign(noteText(l)) }))),
    'a note with this name that another key signed': (l) =>
      textOf(
        l.with(
          -1,
          JSON.stringify({
            signed: makeNoteSigner(testKey)
              .sign(noteText(l))
              .replace(/— \S+ /, `— ${signer.name} `),
          }),
        ),
      ),
    'a signature over nothing': (l) => textOf(edited(l, l.length - 1, /[^ ]+\\n"\}$/, '\\n"}')),
    'two lines in one leaf': (l) => textOf(l.toSpliced(4, 2, `${l[4]}${l[5]}`)),
    'hashes in place of lines': (l) => textOf(l.toSpliced(0, 3)),
    'a beginning that is said to be pruned': (l) => textOf(prunedByHand(l, 6)),
    'one line that is said to be pruned': (l) => textOf(prunedByHand(l, 1)),
    'a beginning that is said to be pruned, in the note too': (l) =>
      textOf(edited(prunedByHand(l, 6), -1, /(\\n[^\\]+=\\n)(removed \d+\\n)?/, '$1removed 6\\n')),
  };
  /** The same root, with `more` lines behind the hashes that pruning would have kept of them. */
  const prunedByHand = (lines: readonly string[], more: number): string[] => {
    const [first = '', ...others] = lines;
    const kept = first.startsWith('{"checkpoint"')
      ? (JSON.parse(first) as { checkpoint: { seq: number; tree: string[] } }).checkpoint
      : undefined;
    const rest = kept === undefined ? [first, ...others] : others;
    const hashes = kept?.tree.map((one) => Buffer.from(one, 'base64')) ?? [];
    const growing = growTree({ size: kept?.seq ?? 0, hashes });
    for (const line of rest.slice(0, more)) growing.add(leafHash(line));
    const { size, hashes: hashed } = growing.tree;
    const tree = hashed.map((one) => one.toString('base64'));
    return [JSON.stringify({ checkpoint: { seq: size, tree } }), ...rest.slice(more)];
  };
  it('the verifier finds each of 31 ways to tamper, with and without a pruned beginning', async () => {
    expect(Object.keys(tampered)).toHaveLength(31);
    for (const keep of [undefined, 20]) {
      const lines = (await sealedLog(30, keep)).lines();
      // An edit of the checkpoint changes nothing where there is none.
      const changed = Object.entries(tampered)
        .map(([name, tamperWith]) => ({ name, file: tamperWith(lines) }))
        .filter(({ file }) => file !== textOf(lines));
      const said = verifiedByPython(publicKey, [textOf(lines), ...changed.map(({ file }) => file)]);
      expect(said[0]).toMatch(/^VALID: /);
      expect(changed.filter((_, n) => said[n + 1]?.startsWith('VALID')).map(({ name }) => name)).toEqual([]);
      expect(changed.length).toBe(keep === undefined ? 29 : 31);
    }
  });

  it('the verifier finds any byte that was changed, removed or added', async () => {
    const text = Buffer.from(textOf((await sealedLog(20, 12)).lines()));
    const changes = fc.sample(
      fc.record({ at: fc.nat(text.length - 1), byte: fc.nat(255), how: fc.constantFrom(0, 1, 2) }),
      400,
    );
    const files = changes
      .map(({ at, byte, how }) =>
        Buffer.concat([
          text.subarray(0, at),
          ...(how === 0 ? [] : [Buffer.of(byte)]),
          text.subarray(how === 2 ? at : at + 1),
        ]),
      )
      .filter((file) => !file.equals(text));
    const said = verifiedByPython(publicKey, files);
    expect(said.filter((one) => !one.startsWith('NOT VALID'))).toEqual([]);
    expect(said.length).toBeGreaterThan(300);
  });

  it('a later export has the hashes under the root that an export from before the pruning signed', async () => {
    const { log, lines } = await sealedLog(40);
    const before = lines();
    await log.setRetention({ days: 90, entries: 15 });
    await log.flush();
    const after = lines();
    expect(noteText(before).split('\n')).toHaveLength(4);
    expect(noteText(after)).toMatch(/\nremoved 26\n$/);
    // The first 40 lines of the later export: 26 are hashes now.
    const { checkpoint } = JSON.parse(after[0] ?? '') as { checkpoint: { seq: number; tree: string[] } };
    const growing = growTree({
      size: checkpoint.seq,
      hashes: checkpoint.tree.map((one) => Buffer.from(one, 'base64')),
    });
    for (const line of after.slice(1, 1 + 40 - checkpoint.seq)) growing.add(leafHash(line));
    expect(noteText(before).split('\n')[2]).toBe(rootOf(growing.tree).toString('base64'));
    expect(verifiedByPython(publicKey, [textOf(before), textOf(after)])).toEqual([
      expect.stringMatching(/^VALID: 40 lines, and 0 before them/),
      expect.stringMatching(/^VALID: 15 lines, and 26 before them/),
    ]);
  });

  it('a log that was pruned before it kept hashes is provable from there on', async () => {
    const opened = await sealedLog(30, 10);
    tamper(opened.database, 'UPDATE checkpoint SET tree = NULL');
    tamper(opened.database, 'DELETE FROM head');
    appendMany(opened.log, 5);
    await opened.log.flush();
    expect(verified(textOf(opened.lines()))).toBe(true);
  });
});

describe('the proof of one entry', () => {
  it('a proof shows each entry of a log of any length, also after pruning, and no other line', async () => {
    const proofs: { seq: number; text: string }[] = [];
    for (const [entries = 1, keep] of [[1], [2], [7], [33], [33, 20], [33, 1], [70, 37]]) {
      const { proof, log } = await sealedLog(entries, keep);
      for (const { seq } of log.list({ limit: 1_000 }).entries) proofs.push({ seq, text: proof(seq) });
    }
    const said = verifiedByPython(
      publicKey,
      proofs.map(({ text }) => text),
    );
    for (const [n, { seq, text }] of proofs.entries()) {
      expect(said[n]).toContain(`VALID: this is line ${seq} of `);
      expect(said[n]).toContain(`"seq":${seq},`);
      expect(text.split('\n').length).toBeLessThan(19);
    }
  });

  it('the verifier finds each change of a proof', async () => {
    const { proof } = await sealedLog(30, 20);
    const text = proof(20);
    const lines = text.split('\n');
    const other = proof(21).split('\n');
    const forged = Buffer.from('{"kind":"use.stopped","seq":20}').toString('base64');
    const files = [
      text.replace(/extra .*/, `extra ${forged}`),
      text.replace('index 19', 'index 20'),
      lines.toSpliced(4, 1).join('\n'),
      lines.with(4, lines[3] ?? '').join('\n'),
      lines.with(1, other[1] ?? '').join('\n'),
      text.replace(/\n31\n/, '\n32\n'),
      text.replace('\nremoved 11\n', '\n'),
      text.replace('\nremoved 11\n', '\nremoved 12\n'),
      text.slice(0, -1),
    ];
    expect(verified(text)).toBe(true);
    for (const file of files) expect(file).not.toBe(text);
    expect(verifiedByPython(publicKey, files).filter((one) => one.startsWith('VALID'))).toEqual([]);
  });

  it('an entry that is not there, or was pruned, has no proof', async () => {
    const { proof } = await sealedLog(30, 20);
    for (const seq of [0, 1, 11, 999]) expect(() => proof(seq)).toThrow(code('not-found'));
  });
});

describe('signing', () => {
  it.each([
    ['an edited entry', `UPDATE entries SET line = replace(line, '200', '404') WHERE seq = 7`],
    ['a removed entry', 'DELETE FROM entries WHERE seq = 7'],
    ['a cut tail', 'DELETE FROM entries WHERE seq > 8'],
    ['a removed seal', 'DELETE FROM head'],
    ['another seal', `UPDATE head SET seal = '${genesis}'`],
    ['a sealed link that is another', `UPDATE entries SET link = '${genesis}' WHERE seq = 10`],
    ['hashes of other lines that were pruned', `UPDATE checkpoint SET tree = 'QUJD' || substr(tree, 5)`],
  ])('a log with %s is not signed', async (_, sql) => {
    const { database, lines } = await sealedLog(10, 9);
    expect(lines().length).toBeGreaterThan(9);
    database.exec(sql);
    expect(lines).toThrow(code('conflict'));
  });

  it('a log whose chain was rewritten from some entry on is not signed', async () => {
    const { database, powers, lines } = await sealedLog(10);
    let { link } = powers.rows.checkpoint();
    for (const row of powers.rows.after(0, 10, 10)) {
      const line = row.seq === 7 ? String(row.line).replace('200', '404') : String(row.line);
      link = linkOf(link, line);
      tamper(database, 'UPDATE entries SET line = ?, link = ? WHERE seq = ?', line, link, row.seq);
    }
    expect(lines).toThrow(code('conflict'));
  });
});
