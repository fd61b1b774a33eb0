import { expect, it } from 'vitest';
import { draftThread } from '#draft-thread';
import { leastHold } from '../checks/fixtures/held-main.ts';
import { draftInThread } from './draft-in-thread.ts';

const url = 'https://pets.example/openapi.json';
const read = (text: string, mostMs?: number, signal: AbortSignal = new AbortController().signal) =>
  draftInThread(
    { kind: 'document', url, status: 200, headers: new Map(), text, texts: undefined },
    mostMs === undefined ? { signal } : { signal, mostMs },
  );
const documentOf = (lines: number): string => `openapi: 3.1.0\nx:\n${'- a\n'.repeat(lines)}`;
const mostAtOnce = 25;

it('a document that takes seconds leaves main answering, and is given up', async () => {
  let found: unknown;
  const held = await leastHold(async () => {
    found = await read(documentOf(1_500_000), 100);
  }, mostAtOnce);
  expect(found).toBe('too-long');
  expect(held).toBeLessThan(mostAtOnce);
});

it('a document that is large leaves main answering until it is read', async () => {
  const slow = documentOf(300_000);
  let found: unknown;
  const held = await leastHold(async () => {
    found = await read(slow);
  }, mostAtOnce);
  expect(found).toMatchObject([{ server: 'https://pets.example', draft: { access: { methods: ['GET'] } } }]);
  expect(held).toBeLessThan(mostAtOnce);
});

it('the thread that reads a document ends with who wanted it', async () => {
  const wanting = new AbortController();
  const reading = read(documentOf(1_500_000), undefined, wanting.signal);
  wanting.abort();
  expect(await reading).toBe('too-long');
  expect(await read(documentOf(1), undefined, wanting.signal)).toBe('too-long');
});

it('the thread that reads a document has no module of Node but that of threads', () => {
  const needed = [...draftThread.matchAll(/\b(?:require|import)\(\s*["']([^"']+)["']/g)].map(
    ([, name]) => name,
  );
  expect(new Set(needed)).toEqual(new Set(['node:worker_threads']));
});
