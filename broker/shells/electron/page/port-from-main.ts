import type { Port } from '@valetkey/extension-api/host';

/** As much of a DOM MessagePort as is used here. */
export type PagePort = {
  postMessage(message: unknown, transfer: never[]): void;
  addEventListener(type: string, listener: (event: PageEvent) => void): void;
  start?(): void;
  close(): void;
};
type PageEvent = { readonly data: unknown; readonly ports?: readonly PagePort[] };

/**
 * The page's end of a port whose other end is behind messagePortMainTransport: ports that came beside a message are
 * put back where they were in it, each with a far side of its own again. Wrap every port from main in this before
 * connectPort gets it.
 */
export function portFromMain(port: PagePort): Port {
  return Object.freeze<Port>({
    postMessage: (message, transfer) => port.postMessage(message, transfer),
    addEventListener: (type, listener) =>
      port.addEventListener(type, (event) => {
        listener(type === 'message' ? { data: withPorts(event) } : event);
      }),
    start: () => port.start?.(),
    close: () => port.close(),
  });
}

type PackedMessage = { readonly message: unknown; readonly paths: readonly (readonly (string | number)[])[] };

/** Only a message that came with ports was packed; anything else is data, whatever it looks like. */
const withPorts = ({ data, ports = [] }: PageEvent): unknown => {
  if (ports.length === 0) return data;
  const { message, paths } = data as PackedMessage;
  const root = { message };
  ports.forEach((port, index) => {
    const path = ['message', ...(paths[index] ?? [])];
    const last = path.pop();
    let holder: unknown = root;
    for (const key of path) holder = (holder as Record<string | number, unknown>)[key];
    if (last !== undefined) (holder as Record<string | number, unknown>)[last] = portFromMain(port);
  });
  return root.message;
};
