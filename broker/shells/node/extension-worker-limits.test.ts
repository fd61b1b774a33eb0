import { afterEach, expect, test, vi } from 'vitest';
import { startExtension as start } from './guest/fixtures/start-extension.ts';

const running: ReturnType<typeof start>[] = [];
const startExtension: typeof start = (...given) => {
  const started = start(...given);
  running.push(started);
  return started;
};
afterEach(async () => {
  await Promise.all(running.splice(0).map(({ worker }) => worker.stop()));
});

const limits = { heapMb: 64, silenceMs: 1_500 };

test('an endless loop is a hang, and other extensions are answered meanwhile', async () => {
  const other = startExtension(`
    const client = await ask();
    let slowest = 0;
    setInterval(async () => {
      const began = Date.now();
      await (await client.fetch('/x')).text();
      slowest = Math.max(slowest, Date.now() - began);
      log.info(String(slowest));
    }, 5);`);
  await other.ended;
  const hanging = startExtension('await ask(); setTimeout(() => { for (;;); }, 10);', { limits });
  await hanging.ended;
  const began = performance.now();
  expect(await hanging.worker.stopped).toBe('hung');
  expect(performance.now() - began).toBeLessThan(limits.silenceMs * 10);
  await vi.waitFor(() => expect([...hanging.closed].sort()).toEqual(['control', 'handle']));
  expect(other.lines.length).toBeGreaterThan(50);
  expect(Number(other.lines.at(-1)?.slice('info '.length))).toBeLessThan(limits.silenceMs);
});

test('an endless chain of microtasks is a hang too', async () => {
  const { worker } = startExtension('const again = () => queueMicrotask(again); again();', {
    limits,
  });
  expect(await worker.stopped).toBe('hung');
});

test('an idle extension that says nothing is not hung', async () => {
  const { worker, ended } = startExtension('', { limits });
  await ended;
  const first = await Promise.race([
    worker.stopped,
    new Promise((go) => setTimeout(() => go('lives'), 3_000)),
  ]);
  expect(first).toBe('lives');
});

test.each([
  ['objects', 'const all = []; for (;;) all.push({ all });'],
  ['numbers in one array', 'const all = []; for (;;) all.push(all.length + 0.5);'],
  ['arrays of 80 MB', 'const all = []; for (;;) all.push(new Array(1e7).fill(1));'],
  ['buffers', 'const all = []; for (;;) all.push(new Uint8Array(1e7).fill(1));'],
  [
    'buffers, a few at a time',
    'const all = []; setInterval(() => all.push(new Uint8Array(3e6).fill(1)), 5);',
  ],
  [
    'objects, a few at a time',
    'const all = []; setInterval(() => { for (let i = 0; i < 1e5; i += 1) all.push({ i }); }, 5);',
  ],
])('an extension that hoards %s ends, and this process does not', async (_what, body) => {
  const { worker } = startExtension(body, { limits: { ...limits, silenceMs: 10_000 } });
  expect(await worker.stopped).toBe('out-of-memory');
});

test('an extension that makes garbage and keeps little lives', async () => {
  const { lines, worker } = startExtension(
    `let kept; let rounds = 0;
     const timer = setInterval(() => {
       for (let i = 0; i < 100; i += 1) kept = new Array(20_000).fill({});
       if (++rounds < 150) return;
       clearInterval(timer);
       log.info('survived');
     }, 1);`,
    { limits },
  );
  const first = await Promise.race([
    worker.stopped,
    vi.waitFor(() => expect(lines).toContain('info survived')).then(() => 'lives'),
  ]);
  expect(first).toBe('lives');
});

test('an endless recursion is an ordinary error', async () => {
  const { ended } = startExtension('const deeper = () => deeper() + 1; deeper();');
  const message = expect.stringMatching(/^RangeError: Maximum call stack size exceeded\n/);
  expect(await ended).toEqual({ state: 'failed', message });
});
