import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type ConnectionClient, type McpSession, textOf } from '@valetkey/extension-api';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { heldBytes } from '../checks/fixtures/held-memory.ts';
import { codeOf } from '../checks/fixtures/watched-broker.ts';
import { type McpBroker, mcpBroker } from './fixtures/mcp-broker.ts';

const script = fileURLToPath(new URL('fixtures/hostile-server.mjs', import.meta.url));
const token = 'canary-hostile-4f1c9a7be2d05836'; // secretlint-disable-line
const encoded = Buffer.from(token).toString('base64');

/** A message may have 10 MB, and is there as bytes, as text and as values for a moment. */
const mostHeldMb = 64;

/** How many MB more this process held, at most, while `run` ran. */
const growth = async (run: () => Promise<unknown>): Promise<number> => {
  const before = heldBytes();
  let most = before;
  const look = (): void => {
    most = Math.max(most, heldBytes());
  };
  let looking: NodeJS.Timeout;
  /** A look collects garbage, which in a large process takes long: what is looked at has four fifths of the time. */
  const lookOn = (): void => {
    const began = performance.now();
    look();
    looking = setTimeout(lookOn, 250 + 4 * (performance.now() - began));
  };
  lookOn();
  await run().finally(() => clearTimeout(looking));
  look();
  return (most - before) / 1024 ** 2;
};

describe.each(['HTTP', 'stdio'] as const)('a hostile MCP server over %s', (transport) => {
  let broker: McpBroker;
  let http: ChildProcess | undefined;
  let url = '';
  let client: ConnectionClient;
  let session: McpSession;
  /** Another extension's view would be the same: another session, on another connection. */
  let other: McpSession;
  const connect = () =>
    transport === 'HTTP'
      ? broker.client('bearer', { url }, { secret: token })
      : broker.client('program', { script, one: 'stdio' }, { secret: token });

  beforeAll(async () => {
    broker = await mcpBroker();
    if (transport === 'HTTP') {
      http = spawn(process.execPath, [script, 'http'], { stdio: ['ignore', 'pipe', 'inherit'] });
      const port = await new Promise((resolve) => http?.stdout?.once('data', resolve));
      url = `http://127.0.0.1:${String(port).trim()}`;
    }
    client = await connect();
    session = await client.mcp();
    other = await (await connect()).mcp();
  });
  afterAll(async () => {
    await broker.close();
    http?.kill();
  });
  /** Ends a session that was ill-treated and opens the next one. */
  const anew = async (): Promise<void> => {
    session.close();
    client.dispose();
    client = await connect();
    session = await client.mcp();
  };
  const othersLive = async (): Promise<void> => expect(textOf(await other.callTool('echo'))).toBe('done');
  /** The caller loses patience, as callers do. */
  const giveUp = (name: string, ms: number, on = session): Promise<string> =>
    on.callTool(name, {}, { signal: AbortSignal.timeout(ms) }).then(
      () => 'answered',
      (error: Error) => error.name,
    );

  it('a server that reflects the token into every field learns nothing, and no extension sees the token', async () => {
    const told: unknown[] = [];
    session.on('log', (entry) => told.push(entry));
    told.push(session.server, await session.listTools(), await session.callTool('reflect'));
    told.push(await session.callTool('reflect-error').catch((error: Error) => [error.message, error.cause]));
    const text = JSON.stringify(told);
    expect(text).toContain('[redacted]');
    for (const form of [token, encoded, encoded.replace(/=+$/, '')]) expect(text).not.toContain(form);
    const { entries } = await broker.settings.listAudit({ path: 'tools/call reflect', limit: 20 } as never);
    expect(entries.some(({ redactions = 0 }) => redactions > 0)).toBe(true);
    const { choices } = broker.prompts.at(-1) ?? {};
    expect(JSON.stringify(choices)).not.toContain(token);
  });

  it('a server that never answers only makes its caller wait', async () => {
    expect(await giveUp('never', 200)).toBe('TimeoutError');
    expect(textOf(await session.callTool('echo'))).toBe('done');
  });

  it('an id or text that no message between processes can have spoils no answer', async () => {
    const asked = await (await connect()).mcp({ sampling: async () => ({}) });
    expect(textOf(await asked.callTool('long-id'))).toBe('done');
    expect(await codeOf(asked.callTool('long-error'))).toBe('mcp-failed');
    expect(await codeOf(asked.ping())).toBe('no error');
    asked.close();
  });

  it('an answer with another id does not count', async () => {
    if (transport === 'HTTP') expect(await codeOf(session.callTool('wrong-id'))).toBe('broken-response');
    else expect(await giveUp('wrong-id', 300)).toBe('TimeoutError');
    expect(textOf(await session.callTool('echo'))).toBe('done');
  });

  it('a flood is read no faster than its reader takes it, and delays nobody else', async () => {
    onTestFinished(anew);
    let heard = 0;
    session.on('log', () => {
      heard += 1;
    });
    const grown = await growth(async () => {
      // Again where a busy machine let little of it through.
      while (heard <= 100) {
        const flooding = giveUp('flood', 1_500);
        await othersLive();
        expect(await flooding).toBe('TimeoutError');
      }
      await othersLive();
    });
    expect(grown).toBeLessThan(mostHeldMb);
  });

  it.each(['ask', 'ping', 'changes-flood'])(
    'a server that sends %s without end is bounded, and others live',
    async (name) => {
      onTestFinished(anew);
      const grown = await growth(async () => {
        const calling = giveUp(name, 1_500);
        await othersLive();
        expect(['answered', 'TimeoutError']).toContain(await calling);
        await othersLive();
      });

      expect(grown).toBeLessThan(mostHeldMb);
    },
  );

  it('endless pings are read and answered at the pace of pings', async (ctx) => {
    if (transport !== 'HTTP') return ctx.skip('a program counts no answers for us');
    onTestFinished(anew);
    const seen = async (): Promise<number> => Number(await (await fetch(`${url}/seen`)).text());
    const [before, began] = [await seen(), performance.now()];
    expect(await giveUp('ping', 4_000)).toBe('TimeoutError');
    const seconds = (performance.now() - began) / 1_000;
    // As many as one read brings, which are more than 500, come at once; 100 a second after that.
    expect((await seen()) - before).toBeLessThan(1_000 + 200 * seconds);
    await othersLive();
  });

  it.each([1, 8])('endless data that is no message, in %i session(s), delays nobody else', async (count) => {
    onTestFinished(anew);
    const more = await Promise.all(Array.from({ length: count - 1 }, () => client.mcp()));
    onTestFinished(() => {
      for (const one of more) one.close();
    });
    /** Milliseconds that this process works until another session has its answer: what a busy machine adds is no work. */
    const medianWork = async (): Promise<number> => {
      const works: number[] = [];
      for (let at = 0; at < 10; at += 1) {
        const before = process.cpuUsage();
        await othersLive();
        const { user, system } = process.cpuUsage(before);
        works.push((user + system) / 1_000);
      }
      return works.sort((one, two) => one - two)[5] as number;
    };
    const quiet = await medianWork();
    const calling = [session, ...more].map((one) => giveUp('junk', 3_000, one));
    const beside = await medianWork();
    // Eight programs without a pace were 10 s. What the pace itself promises stands in pace.test.ts.
    expect(beside).toBeLessThan(400 + 10 * quiet);
    await Promise.all(calling);
  });

  it('an endless message ends its stream or process, with a code', async () => {
    for (const name of transport === 'HTTP' ? ['giant', 'endless-event'] : ['giant']) {
      const grown = await growth(async () => {
        expect(['response-too-large', 'broken-response', 'mcp-failed']).toContain(
          await codeOf(session.callTool(name)),
        );
      });

      expect(grown).toBeLessThan(mostHeldMb);
      await othersLive();
      expect(textOf(await session.callTool('echo'))).toBe('done');
    }
  });

  it('a server that breaks off in a message, or lies about its length, gives a coded error', async () => {
    for (const name of transport === 'HTTP' ? ['half', 'short', 'long'] : ['half']) {
      expect([name, await codeOf(session.callTool(name))]).toEqual([
        name,
        expect.stringMatching(/^(?:broken-response|mcp-failed)$/),
      ]);
      expect(textOf(await session.callTool('echo'))).toBe('done');
    }
    await othersLive();
  });

  it('no line of the server in the log holds the token', () => {
    expect(broker.logged.join('\n')).not.toContain(token);
  });
});
