import fc, { type Scheduler } from 'fast-check';
import { expect, it } from 'vitest';
import { answering, brokerInFolder } from '../fixtures/broker-in-folder.ts';
import { watchFor } from '../fixtures/canary-watch.ts';
import { extensionOfEveryKind, providerOf } from '../fixtures/extension-of-every-kind.ts';
import { rounds } from '../fixtures/rounds.ts';
import {
  driveTo,
  type ScheduledServer,
  scheduledLookup,
  scheduledPort,
  startScheduledServer,
} from '../fixtures/scheduled.ts';
import { codeOf, newCanary } from '../fixtures/watched-broker.ts';

const provider = providerOf('every', 'bearer');
const request = { provider, reason: 'To try.' };
const canary = newCanary();

/** What ends authority, and when nothing does. */
const interferences = [
  'nothing',
  'revoke the extension',
  'revoke the connection',
  'stop everything',
  'move the connection',
  'delete the connection',
  'the extension crashes',
  'dispose',
] as const;
type Interference = (typeof interferences)[number];
const endings = new Set<string>(interferences.slice(1, 6));

/** From when on the scheduler may take it: at any time it would mostly come before there is anything to end. */
const moments = ['at any time', 'once there is a handle', 'once a request is under way'] as const;

type Run = {
  readonly s: Scheduler;
  readonly turns: () => number;
  readonly decision: 'once' | 'always';
  readonly interference: Interference;
  readonly moment: (typeof moments)[number];
};

/** Uses that succeeded, that were stopped, and that began after the end: none of them may be all there is. */
const reached = { used: 0, stopped: 0, after: 0 };

const runOne = async ({ s, turns, decision, interference, moment }: Run): Promise<void> => {
  const watch = watchFor(canary);
  const [here, elsewhere] = [await startScheduledServer(s), await startScheduledServer(s)];
  // Made before anything is scheduled: what is under test begins after it.
  let scheduled = false;
  const t = await brokerInFolder(
    { network: { lookup: scheduledLookup(s) }, undoDeleteMs: 0 },
    (where, port) =>
      watch.tap(
        where,
        scheduledPort(() => (scheduled ? s : undefined), where, port),
      ),
  );
  const extension = t.attach(extensionOfEveryKind());
  const { connections } = extension;
  const { id: connectionId, updatedAt } = await t.settings.createConnection({
    providerId: provider as never,
    displayName: 'Work',
    fields: { url: here.url },
    secrets: { token: canary },
  });
  scheduled = true;
  t.answer = async (prompt, signal) => {
    await s.schedule(Promise.resolve(), 'the person answers');
    return answering(decision)(prompt, signal);
  };

  const ok: string[] = [];
  const codes: string[] = [];
  const use = async (client: ReturnType<typeof connections.use>, path: string): Promise<void> => {
    const code = await codeOf(client.fetch(path).then((answer) => answer.text()));
    codes.push(`${path} ${code}`);
    if (code === 'no error') ok.push(path);
  };
  let handle: Parameters<typeof connections.use>[0] | undefined;
  let issued = (): void => undefined;
  const isIssued = new Promise<void>((resolve) => {
    issued = resolve;
  });
  const act = async (): Promise<void> => {
    handle = await connections.request(request);
    issued();
    const client = connections.use(handle);
    const single = client.attenuate({ maxUses: 1 }).then((child) => connections.use(child));
    await Promise.all([use(client, '/own'), ...[1, 2, 3].map(async () => use(await single, '/single'))]);
  };
  let okBefore: readonly string[] | undefined;
  let arrivedBefore: number | undefined;
  const interfere = async (): Promise<void> => {
    if (moment !== 'at any time') await isIssued;
    if (moment === 'once a request is under way') await here.asked;
    await s.schedule(Promise.resolve(), interference);
    const held = handle;
    await endingOf[interference]();
    // What a person is asked meanwhile, and allows after it, is a new authority.
    if (!endings.has(interference) || held === undefined) return;
    // What the broker had posted before is still on its way through the port for a turn.
    for (let left = 0; left < 3; left += 1) await new Promise((turn) => setImmediate(turn));
    okBefore = [...ok];
    arrivedBefore = here.requests.length;
    reached.after += 1;
    // Begun only now, through the old handle: nothing of it leaves.
    await use(connections.use(held), '/after');
  };
  const endingOf: Record<Interference, () => unknown> = {
    nothing: () => undefined,
    'revoke the extension': () => t.settings.revokeExtension({ extension: 'acme.every' as never }),
    'revoke the connection': () => t.settings.revokeConnection({ connectionId }),
    'stop everything': () => t.settings.stopEverything(),
    'move the connection': () =>
      t.settings.updateConnection({ connectionId, updatedAt, fields: { url: elsewhere.url } }),
    'delete the connection': () => t.settings.deleteConnection({ connectionId }),
    'the extension crashes': () => extension.detach(),
    dispose: () => handle !== undefined && connections.use(handle).dispose(),
  };

  await driveTo(s, Promise.all([act().catch(() => undefined), interfere()]), turns);
  scheduled = false;
  const grants = await driveTo(s, t.settings.listGrants(), turns);
  const { entries } = await driveTo(s, t.settings.listAudit({ limit: 500 }), turns);
  const verdict = await driveTo(s, t.settings.verifyAudit(), turns);
  await driveTo(s, t.close({ keepFolder: true }), turns);
  watch.noteFiles(t.folder);
  t.removeFolder();
  await Promise.all([here.stop(), elsewhere.stop()]);

  const told = codes.join(', ');
  const singleUses = here.requests.filter(({ path }) => path === '/single').length;
  expect(singleUses, told).toBeLessThanOrEqual(1);
  if (interference === 'nothing') expect([...ok].sort(), told).toEqual(['/own', '/single']);
  if (okBefore !== undefined) expect(ok, told).toEqual(okBefore);
  if (arrivedBefore !== undefined) expect(here.requests.length, told).toBe(arrivedBefore);
  // The secret was sealed for the first address, and whatever was allowed was allowed for it.
  expect(elsewhere.requests).toEqual([]);
  checkSecret(here);
  if (decision === 'once') expect(grants).toEqual([]);
  // Nothing left without a line, and each line of an intent has its end.
  const intents = entries.filter(({ kind }) => kind === 'use.intended');
  const ends = entries.filter(({ kind }) => kind === 'use.finished');
  for (const { path } of here.requests) expect(intents.map((entry) => entry.path)).toContain(path);
  expect(ends.map(({ use: id }) => id).sort(), told).toEqual(intents.map(({ use: id }) => id).sort());
  expect(verdict).toMatchObject({ ok: true });
  expect(watch.found()).toEqual([]);
  reached.used += ok.length;
  reached.stopped += codes.length - ok.length;
};

const checkSecret = ({ requests }: ScheduledServer): void => {
  for (const { authorization } of requests) expect(authorization).toBe(`Bearer ${canary}`);
};

const runs = rounds(120);

it('A6, D4-D6: in any order of answers, ports, look-ups and revocations, one use is one use, what ended stays ended, and each intent has its end', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.constantFrom('once', 'always'),
      fc.constantFrom(...interferences),
      fc.constantFrom(...moments),
      fc.infiniteStream(fc.nat(3)),
      (s, decision, interference, moment, stream) =>
        runOne({ s, decision, interference, moment, turns: () => stream.next().value ?? 0 }),
    ),
    { numRuns: runs },
  );
  expect(reached.used).toBeGreaterThan(5);
  expect(reached.stopped).toBeGreaterThan(5);
  expect(reached.after).toBeGreaterThan(1);
});
