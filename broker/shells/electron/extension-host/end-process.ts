import { setTimeout as pause } from 'node:timers/promises';
import { app, type WebContents } from 'electron/main';

const lateMs = 300;
const everyMs = 20;

/**
 * Destroys a page and resolves when its process has ended. Chromium ends it by itself, but waits for a Worker that
 * never yields; a process that is late is killed, and one that did harm is, at once.
 */
export async function endProcess(
  contents: WebContents,
  { atOnce }: { readonly atOnce: boolean },
): Promise<void> {
  if (contents.isDestroyed()) return;
  const pid = contents.getOSProcessId();
  contents.close();
  if (pid === 0) return;
  const since = performance.now();
  let killed = false;
  while (isRenderer(pid)) {
    if (!killed && (atOnce || performance.now() - since > lateMs)) {
      killed = true;
      kill(pid);
    }
    await pause(everyMs);
  }
}

/**
 * Electron lists a process as long as it is ours: a pid that the system has given to another is not in it. The system is
 * asked first, since the list costs milliseconds.
 */
const isRenderer = (pid: number): boolean =>
  exists(pid) && app.getAppMetrics().some((metric) => metric.pid === pid && metric.type === 'Tab');

const exists = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // With a sandbox of another user it exists, and is not ours to signal.
    return (error as { code?: string }).code === 'EPERM';
  }
};

const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
};
