import { spawn } from 'node:child_process';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { makeScrubber } from '../secrets/redaction/scrubber.ts';
import { startProgram } from '../secrets/server-program.ts';
import { makePieceQueue } from './pace.ts';
import { openProgramWire } from './program-wire.ts';

const ping = { jsonrpc: '2.0', id: 1, method: 'ping' } as never;

/** A wire to a program of Node that does `script`. */
const wireTo = async (script: string) => {
  const told: string[] = [];
  const stream = () => makeScrubber(['a-secret-that-nobody-says']).stream();
  const wire = await openProgramWire(
    (on) =>
      startProgram(
        { command: process.execPath, args: ['-e', script], cwd: undefined, environment: {} },
        { output: stream, errorOutput: stream },
        on,
        { spawn, kill: process.kill.bind(process), platform: process.platform, environment: process.env },
      ),
    {
      room: () => undefined,
      pieces: makePieceQueue(),
      errorOutput: (chunk) => told.push(Buffer.from(chunk).toString().trim()),
      ended: (why) => told.push(why),
    },
  );
  wire.onclose = () => told.push('closed');
  await wire.start();
  onTestFinished(() => wire.close());
  return { wire, told };
};
const deaf = `require('node:fs').closeSync(0); console.error('deaf');`;

describe('a message to a program that does not read any more', () => {
  it('a message says that the server failed, after the news that the program has ended', async () => {
    const { wire, told } = await wireTo(`${deaf} setTimeout(() => process.exit(3), 300);`);
    await vi.waitFor(() => expect(told[0]).toBe('deaf'));
    await expect(wire.send(ping)).rejects.toMatchObject({ code: 'mcp-failed' });
    expect(told).toEqual(['deaf', 'exit code 3', 'closed']);
    await expect(wire.send(ping)).rejects.toMatchObject({ code: 'mcp-failed' });
  });

  it('a message says so too where the program lives on', async () => {
    const { wire, told } = await wireTo(`${deaf} setInterval(() => undefined, 1_000);`);
    await vi.waitFor(() => expect(told).toEqual(['deaf']));
    await expect(wire.send(ping)).rejects.toMatchObject({ code: 'mcp-failed' });
    expect(told).toEqual(['deaf']);
  });
});
