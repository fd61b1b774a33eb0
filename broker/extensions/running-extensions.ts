import { type ExtensionId, ValetkeyError } from '@valetkey/api-contracts';
import type { Note } from '../audit/note.ts';
import { displayText } from '../consent/display-text.ts';
import type { AttachedExtension, ExtensionHost, StopState } from '../powers.ts';
import type { LoadedExtension } from '../providers/load-extension.ts';
import type { ExtensionState } from '../settings/access-methods.ts';

type Ends = Pick<AttachedExtension, 'deactivate'> & {
  /** Ends the extension's handles at once, then the extension. */
  stop(why: Parameters<ExtensionHost['stop']>[0]): void;
};

/** Which extensions run, and what is known of those that ran since the broker started. */
export type RunningExtensions = {
  list(): ExtensionState[];
  running(id: ExtensionId): LoadedExtension | undefined;
  add(extension: LoadedExtension, host: Pick<ExtensionHost, 'restart'>, ends: Ends): void;
  remove(extension: LoadedExtension, state: StopState): void;
  /** It is not listed any more. */
  forget(id: ExtensionId): void;
  /** Its `activate` threw this. It runs on, as what it started by then does. */
  notActivated(extension: LoadedExtension, message: string): void;
  /** Throws `not-found` where the application did not say how. */
  restart(id: ExtensionId): Promise<boolean>;
  /** The port of this extension, or one of its capabilities', saw what no honest client sends. */
  violated(id: ExtensionId, why: string): void;
  /** Each deactivates first. */
  stopAll(): Promise<void>;
};

export function makeRunningExtensions(powers: {
  readonly note: Note;
  readonly log: (level: 'warn', text: string) => void;
  readonly now: () => number;
}): RunningExtensions {
  const views = new Map<ExtensionId, ExtensionState>();
  const restarts = new Map<ExtensionId, () => Promise<boolean>>();
  const running = new Map<ExtensionId, { readonly extension: LoadedExtension; readonly ends: Ends }>();

  const show = (
    { id, manifest, icon }: LoadedExtension,
    state: ExtensionState['state'],
    why?: string,
  ): void => {
    views.set(id, {
      id,
      displayName: manifest.displayName ?? manifest.name,
      version: manifest.version,
      icon: icon && Buffer.from(icon).toString('base64'),
      state,
      why,
      canRestart: restarts.has(id),
      since: powers.now(),
    });
  };

  return Object.freeze<RunningExtensions>({
    list: () => [...views.values()],
    running: (id) => running.get(id)?.extension,
    add: (extension, host, ends) => {
      const { id } = extension;
      if (host.restart === undefined) restarts.delete(id);
      else restarts.set(id, host.restart);
      running.set(id, { extension, ends });
      show(extension, 'running');
    },
    remove: (extension, state) => {
      running.delete(extension.id);
      show(extension, state);
    },
    forget: (id) => {
      views.delete(id);
      restarts.delete(id);
    },
    notActivated: (extension, message) => {
      // Once: an extension could say it for ever.
      const known = running.get(extension.id)?.extension === extension ? views.get(extension.id) : undefined;
      if (known?.state !== 'running') return;
      show(extension, 'not-activated', displayText(message, 400));
      powers.note({ kind: 'extension.failed', extension: extension.id });
    },
    restart: async (id) => {
      const restart = restarts.get(id);
      if (restart === undefined) throw new ValetkeyError({ code: 'not-found' });
      return restart();
    },
    violated: (id, why) => {
      powers.note({ kind: 'protocol.violation', extension: id, detail: why });
      powers.log('warn', `${id} broke the rules of its port (${why}) and was stopped`);
      running.get(id)?.ends.stop('protocol-violation');
    },
    stopAll: async () => {
      await Promise.all([...running.values()].map(({ ends }) => ends.deactivate()));
      for (const { ends } of [...running.values()]) ends.stop('stopped');
    },
  });
}
