import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { ValetkeyError } from '@valetkey/api-contracts';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { AuditEntry } from '../../contracts/audit.ts';
import { answering, brokerInFolder } from '../fixtures/broker-in-folder.ts';
import { extensionOfEveryKind, providerOf } from '../fixtures/extension-of-every-kind.ts';
import { mountSmallDisk } from '../fixtures/small-disk.ts';

/** Hundreds of uses: on a busy machine they take minutes. */
const patiently = { timeout: 300_000 };

let received = 0;
/** Answers late, so that uses are under way when the disk is full. */
const server = createServer((_, response) => {
  received += 1;
  setTimeout(() => response.end('hello'), 50);
});
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

it('F13: on a disk that is full for a while nothing is sent without its line, each use that was sent has its end, a marker says when, and few lines are printed', async (context) => {
  const disk = mountSmallDisk(8);
  if (typeof disk === 'string') return context.skip(disk);
  const lines: { readonly at: number; readonly text: string }[] = [];
  const log = (_level: string, text: string): void => void lines.push({ at: performance.now(), text });
  const broker = await brokerInFolder({ folder: disk.folder, log });
  // If closing fails too, that is told beside what failed first.
  context.onTestFinished(async () => {
    try {
      await broker.close();
    } finally {
      disk.remove();
    }
  });
  let stopped = false;
  try {
    broker.answer = answering('always');
    const provider = providerOf('every', 'bearer');
    const { connections } = broker.attach(extensionOfEveryKind());
    await broker.settings.createConnection({
      providerId: provider,
      displayName: 'Work',
      fields: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
      secrets: { token: 'canary-of-the-full-disk' },
    });
    const client = connections.use(await connections.request({ provider, reason: 'To try.' }));
    const ends: Record<string, number> = {};
    const useOften = async (): Promise<void> => {
      while (!stopped) {
        const use = client.fetch('/hello').then((response) => response.text());
        const end = await use.then(
          () => 'ok',
          (error: unknown) =>
            error instanceof ValetkeyError ? `${error.code}: ${error.message}` : String(error),
        );
        ends[end] = (ends[end] ?? 0) + 1;
        await pause(2);
      }
    };
    const uses = Array.from({ length: 16 }, useOften);
    await vi.waitFor(() => expect(ends['ok']).toBeGreaterThan(30), patiently);
    disk.fill();
    const refusal =
      'audit-unavailable: The audit log cannot be written, and nothing is sent without it. Check the disk.';
    await vi.waitFor(() => expect(ends[refusal]).toBeGreaterThan(300), patiently);
    const whileFull = lines.length;
    const sentBefore = received;
    await pause(200);
    expect(received).toBe(sentBefore);
    disk.free();
    const okBefore = ends['ok'] ?? 0;
    await vi.waitFor(() => expect(ends['ok']).toBeGreaterThan(okBefore + 30), patiently);
    // Before the wait, which may be long: the lines of hundreds of uses a second would fill the disk again.
    stopped = true;
    await Promise.all(uses);
    await vi.waitFor(() => expect(lines.length).toBeGreaterThan(whileFull), patiently);

    expect(Object.keys(ends).sort()).toEqual([refusal, 'ok']);
    expect(ends['ok']).toBe(received);
    const entries: AuditEntry[] = [];
    for (let before: number | undefined, more = true; more; more = before !== undefined) {
      const page = await broker.settings.listAudit({ limit: 1_000, before });
      entries.push(...page.entries);
      before = page.next;
    }
    const usesOf = (kind: string): Set<string | undefined> =>
      new Set(entries.filter((entry) => entry.kind === kind).map(({ use }) => use));
    expect(usesOf('use.intended').size).toBe(received);
    expect(usesOf('use.finished')).toEqual(usesOf('use.intended'));
    const gaps = entries.filter(({ kind }) => kind === 'audit.gap');
    expect(gaps.map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/^could not be written since .*Z; \d+ entries follow late, 0 are lost$/),
    ]);
    expect(await broker.settings.verifyAudit()).toMatchObject({ ok: true });

    expect(lines.map(({ text }) => text)).toEqual([
      expect.stringContaining('The audit log cannot be written (database or disk is full).'),
      expect.stringContaining('The audit log can be written again.'),
    ]);
    expect(lines[1]?.at).toBeGreaterThan(1_000 + (lines[0]?.at ?? 0));
  } finally {
    stopped = true;
    disk.free();
  }
});
