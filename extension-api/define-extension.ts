import type { Connections } from './connections.ts';

export type ExtensionContext = {
  readonly connections: Connections;
  /** Lines in the extension's output, for the person who looks there. */
  readonly log: {
    info(text: string): void;
    warn(text: string): void;
    error(text: string): void;
  };
};

export type Extension = {
  /** Called once, when the host has started the extension. */
  activate(context: ExtensionContext): void | Promise<void>;
};

/**
 * An extension's entry script exports what this returns under the name `extension`:
 * `export const extension = defineExtension({ async activate({ connections, log }) { ... } });`
 */
export function defineExtension(extension: Extension): Extension {
  if (typeof extension?.activate !== 'function') {
    throw new TypeError('defineExtension needs an object with an activate function.');
  }
  return Object.freeze({ activate: extension.activate.bind(extension) });
}
