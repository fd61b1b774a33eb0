import type { JsonObject, McpServerMessage } from '@valetkey/api-contracts';

/** What a server says by itself. */
export type McpEventMap = {
  readonly toolsChanged: undefined;
  readonly resourcesChanged: undefined;
  readonly promptsChanged: undefined;
  readonly resourceUpdated: { readonly uri: string };
  /** `notifications/message`: level, logger and data. */
  readonly log: JsonObject;
};
export type McpEvents = {
  on<Name extends keyof McpEventMap>(name: Name, listener: (event: McpEventMap[Name]) => void): () => void;
  deliver(message: Extract<McpServerMessage, { method: string }>): void;
};

const names: Readonly<Record<string, keyof McpEventMap>> = {
  'notifications/tools/list_changed': 'toolsChanged',
  'notifications/resources/list_changed': 'resourcesChanged',
  'notifications/prompts/list_changed': 'promptsChanged',
  'notifications/resources/updated': 'resourceUpdated',
  'notifications/message': 'log',
};

export function makeMcpEvents(): McpEvents {
  const listeners = new Map<string, Set<(event: never) => void>>();
  return Object.freeze<McpEvents>({
    on: (name, listener) => {
      const those = listeners.get(name) ?? new Set();
      listeners.set(name, those);
      those.add(listener as (event: never) => void);
      return () => void those.delete(listener as (event: never) => void);
    },
    deliver: ({ method, params }) => {
      const name = names[method];
      for (const listener of name === undefined ? [] : [...(listeners.get(name) ?? [])]) {
        // A listener that throws is the extension's own affair, and must not keep the next message from coming.
        try {
          listener(params as never);
        } catch (error) {
          Promise.reject(error);
        }
      }
    },
  });
}
