import type { Json } from '@valetkey/api-contracts';
import type { Connections } from './connections.ts';

/** What it answers must be JSON. What it throws reaches the application as text. */
export type HostHandler = (input: Json) => Json | undefined | Promise<Json | undefined>;

export type ExtensionContext = {
  readonly connections: Connections;
  /** Lines in the extension's output, for the person who looks there. */
  readonly log: {
    info(text: string): void;
    warn(text: string): void;
    error(text: string): void;
  };
  /** The application that runs this extension. */
  readonly host: {
    /** What the application may call, such as a command. A name has one handler: the last one. */
    handle(name: string, handler: HostHandler): void;
  };
};

export type Extension = {
  /** Called once, when the host has started the extension. */
  activate(context: ExtensionContext): void | Promise<void>;
  /**
   * Called once when the extension stops, if `activate` has succeeded: it is removed, updated, started again, or the
   * application quits. It has two seconds. It can use the handles that it has, and gets no new one. A crash skips it.
   */
  deactivate?: (() => void | Promise<void>) | undefined;
};

/**
 * An extension's entry script exports what this returns under the name `extension`:
 * `export const extension = defineExtension({ async activate({ connections, log }) { ... } });`
 */
export function defineExtension(extension: Extension): Extension {
  if (typeof extension?.activate !== 'function') {
    throw new TypeError('defineExtension needs an object with an activate function.');
  }
  const { activate, deactivate } = extension;
  if (deactivate !== undefined && typeof deactivate !== 'function') {
    throw new TypeError('`deactivate` of an extension must be a function.');
  }
  return Object.freeze({ activate: activate.bind(extension), deactivate: deactivate?.bind(extension) });
}
