import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needsPackages } from '../../checks/fixtures/needs-packages.ts';
import { english } from '../../contracts/texts/say.ts';
import { bundleFixture, type Ended, run } from '../../database/fixtures/run-bundled.ts';
import { osKeychain } from './os-keychain.ts';

let folder: string;
let fixture: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-keyring-'));
  fixture = await bundleFixture(new URL('./fixtures/ask-keyring.ts', import.meta.url), folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Nothing of the user's own session reaches the child: no bus, no display on which a prompt could appear. */
const privateSession = (name: string): NodeJS.ProcessEnv => {
  const home = join(folder, name);
  for (const made of ['run', '.local/share/keyrings', '.cache', '.config'])
    mkdirSync(join(home, made), { recursive: true, mode: 0o700 });
  return { PATH: process.env['PATH'], HOME: home, XDG_RUNTIME_DIR: join(home, 'run') };
};
const answers = ({ lines, errors }: Ended): unknown[] => {
  if (lines.length === 0) throw new Error(errors);
  return lines.map((line) => JSON.parse(line));
};

const missing = ['dbus-run-session', 'dbus-send', 'gnome-keyring-daemon'].filter((program) => {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`]);
    return false;
  } catch {
    return true;
  }
});
const noKeyring = needsPackages('gnome-keyring', 'dbus');
const script = fileURLToPath(new URL('./fixtures/in-private-keyring.sh', import.meta.url));
const inKeyring = async (name: string, state: 'unlocked' | 'locked', ...acts: string[]): Promise<unknown[]> =>
  answers(
    await run(['dbus-run-session', '--', script, state, process.execPath, fixture, ...acts], {
      env: privateSession(name),
    }),
  );

const busWithoutServices = `<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
  <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
  <allow own="*"/></policy></busconfig>`;

describe('with a real, unlocked keyring', () => {
  it('a key is made only when allowed, and the next session finds the same one', async (ctx) => {
    if (missing.length > 0) ctx.skip(noKeyring);
    const [none, made, again] = await inKeyring('kept', 'unlocked', 'find', 'create', 'create');
    expect(none).toEqual({ state: 'missing', why: 'key-missing' });
    expect(made).toEqual({ state: 'unlocked', key: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/) });
    expect(again).toEqual(made);
    expect(await inKeyring('kept', 'unlocked', 'find')).toEqual([made]);
  });

  it('an entry that is not a key stays unchanged', async (ctx) => {
    if (missing.length > 0) ctx.skip(noKeyring);
    const [, answer, kept] = await inKeyring('spoiled', 'unlocked', 'spoil', 'create', 'show');
    expect(answer).toEqual({ state: 'unavailable', why: 'key-unusable' });
    expect(kept).toBe('not a key');
  });
});

describe('with a locked keyring', () => {
  it('a locked keyring makes no second key, and gives the first one after it is unlocked', async (ctx) => {
    if (missing.length > 0) ctx.skip(noKeyring);
    const [made] = await inKeyring('locked', 'unlocked', 'create');
    const locked = { state: 'locked', why: 'keyring-locked' };
    expect(await inKeyring('locked', 'locked', 'find', 'create')).toEqual([locked, locked]);
    expect(await inKeyring('locked', 'unlocked', 'find')).toEqual([made]);
  });
});

describe('without a keyring', () => {
  it("the key is unavailable without a bus, and the kernel's keyring is not used", async (ctx) => {
    if (process.platform !== 'linux') ctx.skip('only Linux keeps its keyring behind a bus');
    const env = { ...privateSession('nowhere'), DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' };
    const nowhere = { state: 'unavailable', why: 'keyring-unavailable' };
    const ended = await run([process.execPath, fixture, 'find', 'create'], { env });
    expect(answers(ended)).toEqual([nowhere, nowhere]);
  });

  it('the key is unavailable on a bus where no keyring can be started', async (ctx) => {
    if (missing.includes('dbus-run-session')) ctx.skip(noKeyring);
    // A bus that knows no services, whatever is installed.
    const config = join(folder, 'bus.conf');
    writeFileSync(config, busWithoutServices);
    const ended = await run(
      ['dbus-run-session', `--config-file=${config}`, '--', process.execPath, fixture, 'create'],
      { env: privateSession('empty') },
    );
    expect(answers(ended)).toEqual([{ state: 'unavailable', why: 'keyring-unavailable' }]);
  });
});

it('the description says what guards the key, and what it does not guard against', () => {
  const { protection, weakness } = osKeychain({ service: 's', account: 'a' }).describe(english);
  expect(protection).toMatch(/keyring|Keychain|Credential Manager/);
  if (process.platform === 'linux') expect(weakness).toMatch(/any program that runs as you/);
});
