import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A limit on the whole download would fail every ordinary line; one on silence fails only where nothing comes. */
export const silenceMs = 30_000;
const lookEveryMs = 500;

/**
 * Tells from the bytes seen so far whether a download goes on. `silent`: nothing new came for `silenceMs`.
 *
 * @param {number} limit @param {number} begin when it was started
 */
export const makeSilence = (limit, begin) => {
  let most = 0;
  let grewAt = begin;
  return {
    /** @param {number} bytes @param {number} now @returns {'going' | 'silent'} */
    see: (bytes, now) => {
      if (bytes > most) [most, grewAt] = [bytes, now];
      return now - grewAt >= limit ? 'silent' : 'going';
    },
    most: () => most,
  };
};

/** Bytes of all files in a folder; those that go away meanwhile count nothing. */
const bytesIn = (folder) => {
  let total = 0;
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
      if (entry.isFile()) total += statSync(join(entry.parentPath, entry.name)).size;
    }
  } catch {
    return total;
  }
  return total;
};

/**
 * Runs an installer that downloads into the temporary folder, tells how far it is, and ends it when nothing comes any
 * more. The installer keeps its own proxies, cache and checksums.
 */
export const watchDownload = ({ command, args, folder, into, say, limit = silenceMs }) =>
  new Promise((resolve) => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const env = { ...process.env, TMPDIR: folder, TEMP: folder, TMP: folder };
    const child = spawn(command, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    const silence = makeSilence(limit, performance.now());
    const before = bytesIn(into);
    let stderr = '';
    let ended;
    let saidMb = 0;
    child.stderr.on('data', (text) => {
      stderr = `${stderr}${text}`.slice(-20_000);
    });
    const timer = setInterval(
      () => {
        const state = silence.see(bytesIn(folder) + Math.max(0, bytesIn(into) - before), performance.now());
        const mb = Math.floor(silence.most() / 1_000_000);
        if (mb >= saidMb + 10) {
          saidMb = mb;
          say(`Downloading Electron: ${mb} MB so far.`);
        }
        if (state === 'going') return;
        ended = `nothing came for ${Math.round(limit / 1_000)} s`;
        child.kill('SIGKILL');
      },
      Math.min(lookEveryMs, limit),
    );
    const done = (why) => {
      clearInterval(timer);
      const came = silence.most() > 0;
      rmSync(folder, { recursive: true, force: true });
      resolve({ why, came });
    };
    child.on('error', (error) => done(error.message));
    child.on('close', (status) => {
      if (status === 0) return done(undefined);
      done(ended ?? stderr.split('\n').find((line) => /error/i.test(line)) ?? 'it failed');
    });
  });
