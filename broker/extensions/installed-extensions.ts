import { readdirSync } from 'node:fs';
import * as files from 'node:fs/promises';
import {
  type ExtensionId,
  type ExtensionManifest,
  extensionId,
  ValetkeyError,
} from '@valetkey/api-contracts';
import type { Note } from '../audit/note.ts';
import { refuseChoice } from '../consent/refuse-choice.ts';
import type { ChosenExtension } from '../contracts/settings-access.ts';
import type { Say } from '../contracts/texts/say.ts';
import { storageFailed } from '../database/storage-failed.ts';
import type { ExtensionHome } from '../powers.ts';
import { type ExtensionFile, loadExtension, readExtension } from '../providers/load-extension.ts';
import type { After } from '../time/after.ts';
import { makeQueue } from '../time/make-queue.ts';
import { mostPerMinute } from '../time/most-per-minute.ts';
import { placeOf, putInHome, type TakenOut, takeOutOfHome } from './extension-home.ts';

/** What a person chose and main read: what is shown, asked about and installed are these bytes. */
export type Installable = {
  readonly id: ExtensionId;
  readonly manifest: ExtensionManifest;
  readonly contentDigest: string;
  readonly files: readonly ExtensionFile[];
  /** Of the version that it would replace, where that can be read. */
  readonly before: ExtensionManifest | undefined;
};

export type InstalledExtensions = {
  /** From here on extensions can be installed and removed, unless the folder cannot be read. */
  offer(home: ExtensionHome): void;
  /** Where the application offers it, this knows of every extension whether it is installed. */
  isOffered(): boolean;
  has(id: ExtensionId): boolean;
  choose(): Promise<ChosenExtension>;
  /** The last one that was chosen, until it is installed. Throws `not-found`. */
  candidate(candidateId: string): Installable;
  /** Whether it runs now. */
  install(candidate: Installable): Promise<boolean>;
  /** It is stopped and out of its place when this resolves. */
  remove(id: ExtensionId): Promise<{ removalId: string; until: number } | undefined>;
  /** The same. Throws `not-found`, and `conflict` where one of its name was installed meanwhile. */
  undoRemove(removalId: string): Promise<boolean>;
};

const mostDialogs = 6;

/** The next in turn does not wait until it runs: `stop` finds one that is being started. */
type Starting = { readonly runs: Promise<boolean> };

export function makeInstalledExtensions(powers: {
  readonly say: Say;
  readonly isRunning: (id: ExtensionId) => boolean;
  /** Settings does not list it any more. */
  readonly forget: (id: ExtensionId) => void;
  /** The services that it describes are not offered any more. */
  readonly withdrawServices: (id: ExtensionId) => void;
  readonly changed: () => void;
  readonly note: Note;
  readonly log: (level: 'warn', text: string, cause?: unknown) => void;
  readonly makeId: () => string;
  readonly now: () => number;
  readonly after: After;
  /** How long a removal can be taken back; 0 is not at all. */
  readonly undoMs: number;
}): InstalledExtensions {
  const { note, makeId, undoMs } = powers;
  let offered: ExtensionHome | undefined;
  const installed = new Set<ExtensionId>();
  let chosen: { readonly candidateId: string; readonly candidate: Installable } | undefined;
  let choosing = false;
  /** The system's dialog takes the person's keyboard, again after each cancel. */
  const waitForDialog = mostPerMinute(mostDialogs, powers.now);
  const removals = new Map<string, { readonly id: ExtensionId } & TakenOut>();
  /** What a person did last is what stays, also while it was still being done. */
  const inTurn = makeQueue();

  const home = (): ExtensionHome => {
    if (offered === undefined) throw new ValetkeyError({ code: 'not-found' });
    return offered;
  };
  const readChosen = async (folder: string): Promise<ChosenExtension> => {
    const reading = await readExtension(folder, files);
    if (!reading.ok) return refuseChoice(reading.problems.map(({ at, sentence }) => `${at}: ${sentence}`));
    const { id, manifest, contentDigest } = reading.extension;
    if (powers.isRunning(id) && !installed.has(id))
      return refuseChoice([
        powers.say('{extension} already runs from another folder. Stop it first.', { extension: id }),
      ]);
    const old = installed.has(id) ? await loadExtension(placeOf(home().folder, id), files) : undefined;
    const before = old?.ok === true ? old.extension.manifest : undefined;
    const candidateId = makeId();
    chosen = { candidateId, candidate: { id, manifest, contentDigest, files: reading.files, before } };
    return { outcome: 'chosen', candidateId, extension: id };
  };

  const deleteFiles = (id: ExtensionId, forget: () => Promise<void>): void =>
    void forget().catch((error: unknown) =>
      powers.log('warn', `the files of ${id} are deleted at the next start`, error),
    );

  const putInPlace = async ({ id, manifest, contentDigest, files: read }: Installable): Promise<Starting> => {
    const { folder, stop, start } = home();
    chosen = undefined;
    // An older version that comes back by an undo of before would not be what the person has just agreed to.
    for (const [removalId, removal] of removals) {
      if (removal.id === id && removals.delete(removalId)) deleteFiles(id, removal.forget);
    }
    await stop(id);
    try {
      await putInHome(folder, id, read, makeId);
    } catch (error) {
      // The version of before is still in its place.
      if (installed.has(id)) await start(placeOf(folder, id));
      throw storageFailed(error);
    }
    installed.add(id);
    note({ kind: 'extension.installed', extension: id, detail: `${manifest.version} ${contentDigest}` });
    return { runs: start(placeOf(folder, id)) };
  };
  const removeNow: InstalledExtensions['remove'] = async (id) => {
    const { folder, stop } = home();
    if (!installed.has(id)) throw new ValetkeyError({ code: 'not-found' });
    await stop(id);
    const { putBack, forget } = await takeOutOfHome(folder, id, makeId).catch(throwFailed);
    installed.delete(id);
    powers.forget(id);
    note({ kind: 'extension.removed', extension: id });
    const removalId = makeId();
    if (undoMs > 0) removals.set(removalId, { id, putBack, forget });
    powers.after(undoMs, () => {
      // Being brought back now: then there is nothing to delete.
      if (undoMs > 0 && !removals.delete(removalId)) return;
      // Not before: connections that are deleted with it are signed out at their service, which it describes.
      if (!installed.has(id) && !powers.isRunning(id)) powers.withdrawServices(id);
      deleteFiles(id, forget);
    });
    return undoMs > 0 ? { removalId, until: powers.now() + undoMs } : undefined;
  };
  const bringBack = async (removalId: string): Promise<Starting> => {
    const removal = removals.get(removalId);
    if (removal === undefined) throw new ValetkeyError({ code: 'not-found' });
    const { id, putBack } = removal;
    if (installed.has(id)) throw new ValetkeyError({ code: 'conflict' });
    removals.delete(removalId);
    await putBack().catch((error: unknown) => {
      removals.set(removalId, removal); // it can be tried again
      throw storageFailed(error);
    });
    installed.add(id);
    note({ kind: 'extension.installed', extension: id, detail: 'removal undone' });
    return { runs: home().start(placeOf(home().folder, id)) };
  };

  return Object.freeze<InstalledExtensions>({
    offer: (given) => {
      try {
        const names = readdirSync(given.folder).map((name) => extensionId.safeParse(name).data);
        for (const id of names) if (id !== undefined) installed.add(id);
        offered = given;
        powers.changed();
      } catch (error) {
        powers.log('warn', 'no extension can be installed or removed', error);
      }
    },
    isOffered: () => offered !== undefined,
    has: (id) => installed.has(id),
    choose: async () => {
      const { chooseFolder } = home();
      // One dialog at a time, whatever a page asks for.
      if (choosing) throw new ValetkeyError({ code: 'conflict' });
      const retryAfterMs = waitForDialog();
      if (retryAfterMs !== undefined) throw new ValetkeyError({ code: 'prompt-limit', retryAfterMs });
      choosing = true;
      try {
        const folder = await chooseFolder();
        return folder === undefined ? { outcome: 'cancelled' } : await readChosen(folder);
      } finally {
        choosing = false;
      }
    },
    candidate: (candidateId) => {
      if (chosen?.candidateId !== candidateId) throw new ValetkeyError({ code: 'not-found' });
      return chosen.candidate;
    },
    install: async (candidate) => (await inTurn(() => putInPlace(candidate))).runs,
    remove: (id) => inTurn(() => removeNow(id)),
    undoRemove: async (removalId) => (await inTurn(() => bringBack(removalId))).runs,
  });
}

const throwFailed = (error: unknown): never => {
  throw storageFailed(error);
};
