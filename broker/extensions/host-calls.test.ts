import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '@valetkey/api-contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { brokerInFolder } from '../checks/fixtures/broker-in-folder.ts';
import { startExtensionWorker } from '../shells/node/extension-worker.ts';
import { makeHostCalls } from './host-calls.ts';
import { type RunningExtension, startExtension } from './start-extension.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('calls of the application into an extension', () => {
  let folder: string;
  let stop: () => Promise<void>;
  beforeEach(() => {
    said.length = 0;
    folder = mkdtempSync(join(tmpdir(), 'valetkey-calls-'));
    const manifest = { name: 'sample', publisher: 'acme', version: '1.0.0', main: './extension.cjs' };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  });
  afterEach(async () => {
    await stop();
    rmSync(folder, { recursive: true });
  });

  /** Of an extension in a thread, whose `activate` is this. */
  const said: string[] = [];
  const started = async (activate: string): Promise<RunningExtension> => {
    writeFileSync(
      join(folder, 'extension.cjs'),
      `const { defineExtension } = require('@valetkey/extension-api');
       exports.extension = defineExtension({ async activate({ host }) { ${activate} } });`,
    );
    const { broker, close } = await brokerInFolder();
    stop = close;
    return startExtension(folder, {
      broker,
      say: (_who, _level, text) => said.push(text),
      startProcess: startExtensionWorker,
    });
  };

  it('each call gets the answer of the handler with its name', async () => {
    const running = await started(`
      const waiting = [];
      host.handle('echo', (input) => ({ got: input }));
      host.handle('nothing', () => undefined);
      host.handle('first', () => new Promise((resolve) => waiting.push(resolve)));
      host.handle('second', () => waiting.pop()('let go'));`);
    expect(await running.call('echo', { list: [1, 'two', null] })).toEqual({
      got: { list: [1, 'two', null] },
    });
    expect(await running.call('nothing')).toBeNull();
    const first = running.call('first');
    expect(await running.call('second')).toBeNull();
    expect(await first).toBe('let go');
  });

  it('a call that is no JSON, or too large, or has too long a name is refused, and the next one arrives', async () => {
    const running = await started("host.handle('echo', (input) => input);");
    for (const [name, input] of [
      ['n'.repeat(201), null],
      ['echo', { run: () => undefined }],
      ['echo', new Date()],
      ['echo', 'x'.repeat(3_000_000)],
    ] as const)
      await expect(running.call(name, input as never)).rejects.toThrow('must have at most 200 characters');
    expect(await running.call('echo', 'x'.repeat(1_500_000))).toHaveLength(1_500_000);
  });

  it('a call waits until its extension is activated', async () => {
    const running = await started(`
      await new Promise((resolve) => setTimeout(resolve, 20));
      host.handle('late', () => 'handled');`);
    expect(await running.call('late')).toBe('handled');
  });

  it.each([
    ['what its handler threw', 'bad', 'no such issue'],
    ['that nothing handles its name', '__proto__', 'Nothing handles `__proto__`'],
    ['that its answer is not JSON', 'live', 'must be JSON'],
    ['that its answer is too large', 'large', 'The message is larger'],
  ])('a call rejects with %s', async (_what, name, sentence) => {
    const running = await started(`
      host.handle('bad', () => { throw new TypeError('no such issue'); });
      host.handle('live', () => ({ run: () => 1 }));
      host.handle('large', () => 'x'.repeat(3 * 1024 * 1024));
      host.handle('good', () => 'good');`);
    const rejected = await running.call(name).catch(({ message }: Error) => message);
    expect(rejected).toContain(sentence);
    expect(rejected).not.toContain('extension.js');
    const place = expect.stringMatching(/^The call of `\w+` failed\. [\s\S]*extension\.js:\d/);
    if (name === 'bad') expect(said).toEqual([place]);
    expect(await running.call('good')).toBe('good');
  });

  it('a call rejects when its extension stops, and so does each later one', async () => {
    const running = await started(`host.handle('never', () => new Promise(() => undefined));`);
    const pending = running.call('never');
    await running.activated;
    const how = pending.catch((error: Error) => error.message);
    await running.stop();
    expect(await Promise.race([how, turn()])).toBe('The extension has stopped.');
    await expect(running.call('never')).rejects.toThrow('The extension has stopped.');
  });

  it('a call of an extension that could not be activated rejects', async () => {
    const running = await started(`host.handle('it', () => 1); throw new Error('no');`);
    await expect(running.call('it')).rejects.toThrow('acme.sample could not be activated.');
  });
});

describe('the port for calls of the application', () => {
  it('an answer settles only the call of its id, once, and one with an unknown id settles nothing', async () => {
    const { call, facet } = makeHostCalls();
    const settled: Json[] = [];
    for (const name of ['a', 'b']) void call(name, null).then((value) => settled.push(value));
    const [first, second] = [await facet.nextCall({}), await facet.nextCall({})];
    for (const id of [0, -1, 99]) facet.answerCall({ id, value: 'stray' });
    facet.answerCall({ id: second.id, value: 'of b' });
    facet.answerCall({ id: second.id, value: 'again' });
    facet.answerCall({ id: first.id, value: 'of a' });
    await turn();
    expect(settled).toEqual(['of b', 'of a']);
  });

  it('a second wait for the next call is refused', async () => {
    const { call, facet } = makeHostCalls();
    const next = facet.nextCall({});
    expect(() => facet.nextCall({})).toThrow(expect.objectContaining({ code: 'too-many-requests' }));
    void call('a', 1).catch(() => undefined);
    expect(await next).toEqual({ id: 1, name: 'a', input: 1 });
  });
});
