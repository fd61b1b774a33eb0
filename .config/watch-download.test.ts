import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeSilence, silenceMs, watchDownload } from './watch-download.mjs';

describe('the download of Electron', () => {
  it('a slow download goes on for as long as bytes come, and ends when none came for 30 seconds', () => {
    const silence = makeSilence(silenceMs, 0);
    // 200 KB every 20 seconds: 100 MB take nearly three hours.
    for (let n = 1; n <= 500; n += 1) expect(silence.see(n * 200_000, n * 20_000)).toBe('going');
    expect(silence.see(100_000_000, 500 * 20_000 + 29_999)).toBe('going');
    expect(silence.see(100_000_000, 500 * 20_000 + 30_000)).toBe('silent');
    expect(silence.most()).toBe(100_000_000);
  });

  describe('an installer that is watched', () => {
    let home: string;
    beforeEach(() => {
      home = mkdtempSync(join(tmpdir(), 'valetkey-download-'));
    });
    afterEach(() => rmSync(home, { recursive: true, force: true }));
    const run = async (script: string, limit = silenceMs, comes = 0) => {
      const said: string[] = [];
      const folder = join(home, 'temporary');
      const watched = watchDownload({
        command: process.execPath,
        args: ['-e', script],
        folder,
        into: join(home, 'dist'),
        say: (text) => said.push(text),
        limit,
      });
      // Not by the installer: its process can take longer to start than the limit is.
      if (comes > 0) writeFileSync(join(folder, 'electron.zip'), Buffer.alloc(comes));
      const result = await watched;
      expect(existsSync(folder)).toBe(false);
      return { ...result, said };
    };

    it('an installer that succeeds has no reason to name', async () => {
      expect(await run('process.exit(0)')).toMatchObject({ why: undefined });
    });

    it('an installer that fails is named by its own error', async () => {
      const failing = `console.error('RequestError: getaddrinfo ENOTFOUND'); process.exit(1)`;
      expect(await run(failing)).toMatchObject({ why: 'RequestError: getaddrinfo ENOTFOUND', came: false });
    });

    it('an installer to which nothing comes is ended', async () => {
      expect(await run('setInterval(() => undefined, 1000)', 200)).toMatchObject({
        why: expect.stringMatching(/^nothing came for/),
        came: false,
      });
    });

    it('a download that stops midway is ended, and known to have begun', async () => {
      const { came, said } = await run('setInterval(() => undefined, 1000)', 200, 12_000_000);
      expect(came).toBe(true);
      expect(said).toEqual(['Downloading Electron: 12 MB so far.']);
    });
  });
});
