import { createHash } from 'node:crypto';
import { controlContract, type extensionManifest, ValetkeyError } from '@valetkey/api-contracts';
import { type Connections, connectPort, makeConnections } from '@valetkey/extension-api/host';
import type { z } from 'zod';
import type { Broker, StopState } from '../powers.ts';
import { idOfManifest, type LoadedExtension } from '../providers/load-extension.ts';
import { readManifest } from '../providers/read-manifest.ts';
import { promised } from '../time/promised.ts';
import type { PortPair } from './port-pair.ts';

/** As an extension's package.json, without a script: the application runs the tool's code itself. */
export type ToolManifest = Omit<z.input<typeof extensionManifest>, 'main' | 'icon'>;

export type ToolOptions = {
  readonly broker: Pick<Broker, 'attachExtension'>;
  readonly manifest: ToolManifest;
};

export type AttachedTool = {
  /** `publisher.name`: how prompts, Settings and the audit log name it. */
  readonly id: string;
  /** What an extension gets in `activate`. */
  readonly connections: Connections;
  /** Why it ended: `stop`, the end of the broker, or a message that broke the rules. Never rejects. */
  readonly stopped: Promise<StopState>;
  /** Ends its handles at once. */
  stop(): void;
};

/** There is no script to hash. Nothing that was allowed to a tool fits an extension of the same name, or the reverse. */
const digestOf = (manifest: ToolManifest): string =>
  createHash('sha256')
    .update(JSON.stringify(['valetkey tool 1', manifest]))
    .digest('hex');

/**
 * Makes code of the embedding application a principal, as an extension is one: it asks, the person answers, the log names
 * it, and a revoked grant ends its handles. Nothing confines it: it is the application's own code.
 *
 * Throws an Error with every fault of the manifest, or when one of that name runs already.
 */
export function connectTool({ near, far }: PortPair, { broker, manifest }: ToolOptions): AttachedTool {
  const extension = toolFrom(manifest);
  const [stopped, tellStopped] = promised<StopState>();
  const host = { log: () => undefined, report: () => undefined, stop: tellStopped };
  const { detach } = attached(() => broker.attachExtension(extension, near, host), extension.id);
  const { client, closed } = connectPort(controlContract, far, 'port-closed');
  void closed.then(() => tellStopped('stopped'));
  return Object.freeze<AttachedTool>({
    id: extension.id,
    connections: makeConnections(client),
    stopped,
    stop: () => {
      detach('stopped');
      tellStopped('stopped');
    },
  });
}

const attached = <T>(attach: () => T, id: string): T => {
  try {
    return attach();
  } catch (error) {
    if (!(error instanceof ValetkeyError && error.code === 'conflict')) throw error;
    throw new Error(`Another extension or tool named ${id} is running. Stop it first.`, {
      cause: error,
    });
  }
};

const toolFrom = (given: ToolManifest): LoadedExtension => {
  const reading = readManifest(JSON.stringify({ ...given, main: 'tool.js', icon: undefined }));
  if (!reading.ok) {
    const lines = reading.problems.map(({ at, sentence }) => `  ${at}: ${sentence}`);
    throw new Error(`The manifest of the tool has faults:\n${lines.join('\n')}`);
  }
  const { manifest } = reading;
  return Object.freeze<LoadedExtension>({
    id: idOfManifest(manifest),
    manifest,
    mainSource: '',
    contentDigest: digestOf(manifest),
    folder: '',
  });
};
